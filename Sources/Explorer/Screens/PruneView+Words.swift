import Canvas
import Experiments
import Vamana
import VectorData

extension PruneView {
  /// "candidate 9917, the 12th nearest".
  var wordsTitle: String {
    guard let place = selectedPlace else { return "no candidate" }
    let isNow =
      prune.stepsShown > 0 && prune.stepsShown < prune.stepCount
      && report.steps[prune.stepsShown - 1].place == place
    let mark = isNow ? "\(glyphs.marker) " : ""
    return "\(mark)candidate x = \(report.decisions[place].node), number \(place + 1)"
  }

  private var selectedPlace: Int? { prune.place.row(of: report.decisions.count) }

  /// The decision on the selected candidate in as many words and numbers as the rows hold. Returns the rows used.
  @discardableResult
  func drawWords(on canvas: inout Canvas, in rect: Rect) -> Int {
    guard let place = selectedPlace else { return 0 }
    let (decision, step) = (report.decisions[place], verdicts[place])
    let forms = [
      words(decision, step, isNamed: true), words(decision, step, isNamed: false),
      briefWords(decision, step),
    ].map { lines(of: $0, columns: max(rect.width, 1)) }
    let shown = forms.first { $0.count <= rect.height } ?? forms[forms.count - 1]
    for (row, line) in shown.prefix(rect.height).enumerated() {
      canvas.put(line.text, x: rect.x, y: rect.y + row, role: line.role, width: rect.width)
    }
    return min(shown.count, rect.height)
  }

  private func lines(
    of words: [(String, Role)], columns: Int
  ) -> [(text: String, role: Role)] {
    words.flatMap { text, role in
      WordWrap.lines(of: glyphs.transliterated(text), width: columns).map { ($0, role) }
    }
  }

  private func words(
    _ decision: PruneDecision, _ step: PruneStep?, isNamed: Bool
  ) -> [(String, Role)] {
    let own = Format.distance(decision.distance)
    switch step?.verdict {
    case nil:
      return [("Not decided yet: its turn comes later. d(p,x) = \(own). Space goes on.", .waiting)]
    case .keep?: return keptWords(decision, step)
    case .passOver(let occlusion)?: return occludedWords(decision, occlusion, isNamed: isNamed)
    case .fill?:
      let reason =
        decision.occlusion.map { occludedWords(decision, $0, isNamed: isNamed) } ?? []
      return [("Filled in: places were free, and it is the nearest left over.", .seriesB)] + reason
    case .full?:
      return [
        (
          "Full: all \(report.maxDegree) places were taken before its turn. d(p,x) = \(own).",
          .warning
        )
      ]
    case .beyondPool?:
      return [
        ("Beyond the pool: only the \(prune.parameters.maxCandidates) nearest are looked at.", .dim)
      ]
    }
  }

  /// The decision in two lines of 40 columns; its distance stands in the list above.
  private func briefWords(_ decision: PruneDecision, _ step: PruneStep?) -> [(String, Role)] {
    switch step?.verdict {
    case nil: return [("Not decided yet: Space goes on.", .waiting)]
    case .keep?:
      let alpha = alphaText(decision.keptRound ?? 0)
      guard let before = decision.occlusions.last else {
        return [
          ("Kept at alpha \(alpha): no c before it has", .good),
          ("\(alpha) · d(c,x) < d(p,x).", .good),
        ]
      }
      return [
        ("Kept at alpha \(alpha), not below:", .good),
        ("c = \(before.keeper) occludes it by \(Self.factor(before.factor)) only.", .good),
      ]
    case .passOver(let occlusion)?: return briefOcclusion(decision, occlusion)
    case .fill?:
      let keeper = decision.occlusion.map { ": \($0.keeper) occluded it" } ?? ""
      return [("Filled in, since places were free\(keeper).", .seriesB)]
    case .full?:
      return [("Full: all \(report.maxDegree) places were taken before its turn.", .warning)]
    case .beyondPool?:
      return [
        ("Beyond C: only the \(prune.parameters.maxCandidates) nearest are looked at.", .dim)
      ]
    }
  }

  private func briefOcclusion(
    _ decision: PruneDecision, _ occlusion: PruneDecision.Occlusion
  ) -> [(String, Role)] {
    let alpha = alphaText(occlusion.round)
    let scaled = report.roundAlphas[occlusion.round] * occlusion.keeperDistance
    return [
      ("Occluded by c = \(occlusion.keeper) at alpha \(alpha):", .warning),
      (
        "\(alpha) · d(c,x) \(Format.distance(scaled)) < d(p,x) "
          + Format.distance(decision.distance), .text
      ),
    ]
  }

  private func keptWords(_ decision: PruneDecision, _ step: PruneStep?) -> [(String, Role)] {
    let rank = ranks[decision.node] ?? 0
    let alpha = alphaText(decision.keptRound ?? 0)
    var text =
      "Kept at alpha \(alpha): neighbour \(rank) of at most \(report.maxDegree)."
      + " d(p,x) = \(Format.distance(decision.distance))."
    if let before = decision.occlusions.last {
      text +=
        " At alpha \(alphaText(before.round)) neighbour \(before.keeper) occluded it, but its factor"
        + " \(Self.factor(before.factor)) is not above \(alpha)."
    } else {
      text += " For no neighbour c kept before it is \(alpha) · d(c,x) below d(p,x)."
    }
    return [(text, .good)]
  }

  private func occludedWords(
    _ decision: PruneDecision, _ occlusion: PruneDecision.Occlusion, isNamed: Bool
  ) -> [(String, Role)] {
    let keeper = report.decisions.first { $0.node == occlusion.keeper }
    let alpha = alphaText(occlusion.round)
    let scaled = report.roundAlphas[occlusion.round] * occlusion.keeperDistance
    let name = isNamed ? label(occlusion.keeper) : ""
    return [
      (
        "Occluded at alpha \(alpha) by the neighbour c = \(occlusion.keeper)"
          + (name.isEmpty ? "" : ", \(name)"), .warning
      ),
      (
        "d(p,x) = \(Format.distance(decision.distance))   d(c,x) = "
          + Format.distance(occlusion.keeperDistance)
          + (keeper.map { "   d(p,c) = \(Format.distance($0.distance))" } ?? ""), .text
      ),
      (
        "\(alpha) · d(c,x) = \(Format.distance(scaled)) < d(p,x); factor"
          + " d(p,x) / d(c,x) = \(Self.factor(occlusion.factor)) > \(alpha)", .text
      ),
      ("From x's side c is the better way: p reaches it through c.", .dim),
    ]
  }

  private func alphaText(_ round: Int) -> String {
    report.roundAlphas.indices.contains(round) ? Format.alpha(report.roundAlphas[round]) : "?"
  }

  /// The node, the neighbour that occludes and the candidate, where rows are pictures.
  func drawPictures(on canvas: inout Canvas, in rect: Rect) {
    guard let format = index.picture, let place = selectedPlace else { return }
    var members = [("p", card.node)]
    if case .passOver(let occlusion)? = verdicts[place]?.verdict {
      members.append(("c", occlusion.keeper))
    }
    members.append(("x", report.decisions[place].node))
    var x = rect.x
    for (letter, node) in members {
      guard let pixels = card.labels[node]?.pixels else { continue }
      let picture = PixelPicture(
        width: format.width, height: format.height, values: pixels, maximum: 255)
      let size = picture.size(.large, glyphs: glyphs)
      guard x + size.width <= rect.maxX, size.height < rect.height else { return }
      picture.draw(
        on: &canvas, in: Rect(x: x, y: rect.y, width: size.width, height: size.height))
      canvas.put(
        "\(letter) = \(node)", x: x, y: rect.y + size.height, role: .title, width: size.width,
        align: .center)
      x += size.width + 2
    }
  }
}

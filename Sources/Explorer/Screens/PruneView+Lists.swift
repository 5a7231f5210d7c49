import Canvas
import Experiments
import VectorData

extension PruneView {
  /// All candidates with what has been decided so far.
  func drawCandidates(on canvas: inout Canvas, in rect: Rect) {
    let visible = max(rect.height - 1, 0)
    let first = prune.place.firstVisible(count: report.decisions.count, height: visible)
    let window = report.decisions.enumerated().dropFirst(first).prefix(visible)
    let hasLabels = card.labels.values.contains { !$0.line.isEmpty }
    var table = TextTable(
      columns: [
        .init("#", align: .right, width: .fixed(3), priority: 3),
        .init(
          "node", align: .right, width: .fixed(max("\(index.nodeCount - 1)".count, 4)), priority: 9),
        .init("d(p,x)", align: .right, width: .fixed(7), priority: 8),
        .init("decision", width: .fixed(10), priority: 7),
        .init(
          "by c", align: .right, width: .fixed(max("\(index.nodeCount - 1)".count, 4)),
          priority: 6),
        .init("factor", align: .right, width: .fixed(6), priority: 5),
        .init("edge", width: .fixed(4), priority: 2),
        .init(hasLabels ? "label" : "", width: .flexible(minimum: 8), priority: 4),
      ],
      rows: window.map { place, decision in row(place, decision) })
    table.selectedRow = prune.place.row(of: report.decisions.count).map { $0 - first }
    table.draw(on: &canvas, in: rect)
  }

  private func row(_ place: Int, _ decision: PruneDecision) -> [TextTable.Field] {
    let verdict = verdicts[place]?.verdict
    var by = ""
    var factor = ""
    if case .passOver(let occlusion)? = verdict {
      by = "\(occlusion.keeper)"
      factor = Self.factor(occlusion.factor)
    }
    let isEdge = card.storedNeighbours.contains(decision.node)
    let (text, role) = word(verdict, decision.node)
    return [
      .init("\(place + 1)", role: .dim), .init("\(decision.node)"),
      .init(Format.distance(decision.distance)), .init(text, role: role), .init(by, role: role),
      .init(factor, role: role), .init(isEdge ? "\(glyphs.good)" : "", role: .good),
      .init(label(decision.node), role: role == .dim ? .dim : .text),
    ]
  }

  /// A decision in a word, with its glyph.
  private func word(_ verdict: PruneStep.Verdict?, _ node: NodeID) -> (String, Role) {
    let rank = ranks[node].map { " \($0)" } ?? ""
    switch verdict {
    case .keep?: return ("\(glyphs.good) kept\(rank)", .good)
    case .passOver?: return ("\(glyphs.bad) occluded", .dim)
    case .fill?: return ("+ fill\(rank)", .seriesB)
    case .full?: return ("= full", .warning)
    case .beyondPool?: return ("- beyond C", .dim)
    case nil: return ("? open", .waiting)
    }
  }

  /// A factor with two decimals.
  static func factor(_ value: Float) -> String {
    value.isFinite ? Format.decimal(Double(min(value, 999)), 2) : "equal"
  }

  /// The neighbours in the order in which they were kept; the end where they do not fit.
  func drawKept(on canvas: inout Canvas, in rect: Rect) {
    guard !neighbours.isEmpty else {
      canvas.put("none so far", x: rect.x + 1, y: rect.y, role: .dim, width: rect.width - 1)
      return
    }
    let visible = max(rect.height - 1, 0)
    var distances: [NodeID: Float] = [:]
    for decision in report.decisions { distances[decision.node] = decision.distance }
    let table = TextTable(
      columns: [
        .init("#", align: .right, width: .fixed(3), priority: 3),
        .init(
          "node", align: .right, width: .fixed(max("\(index.nodeCount - 1)".count, 4)), priority: 9),
        .init("d(p,x)", align: .right, width: .fixed(7), priority: 8),
        .init("label", width: .flexible(minimum: 8), priority: 4),
      ],
      rows: neighbours.enumerated().suffix(visible).map { rank, node in
        [
          .init("\(rank + 1)", role: .dim), .init("\(node)", role: .good),
          .init(distances[node].map { Format.distance($0) } ?? ""), .init(label(node)),
        ]
      })
    table.draw(on: &canvas, in: rect.split(left: 1).right, isFocused: false)
  }
}

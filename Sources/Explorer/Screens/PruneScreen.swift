import Canvas
import Experiments
import Vamana
import VectorData

/// One node's RobustPrune: the candidates in order of distance, and each decision in words and numbers.
enum PruneScreen {
  /// Draws the screen: side by side where it is wide, stacked at 80 columns, a list where it is small.
  static func draw(_ state: ExplorerState, on canvas: inout Canvas, in body: Rect) {
    guard let index = state.readableIndex else {
      EmptyNote.draw(state.noIndexNote, on: &canvas, in: body, title: "Prune")
      return
    }
    guard let card = state.prune.card, let report = state.prune.report else {
      let node = state.prune.node.map { " of node \($0)" } ?? ""
      EmptyNote.draw(
        state.jobs[.prune] == nil
          ? "No pool is open.\n\nPress g for a node, or m for the medoid."
          : "reading the candidates\(node)…", on: &canvas, in: body, title: "Prune\(node)")
      return
    }
    let view = PruneView(state: state, index: index, card: card, report: report)
    if body.width >= 108, body.height >= 20 {
      view.drawWide(on: &canvas, in: body)
    } else if body.width >= 60, body.height >= 16 {
      view.drawStacked(on: &canvas, in: body)
    } else {
      view.drawSmall(on: &canvas, in: body)
    }
  }
}

/// What the Prune screen shows, with what its parts need computed once.
struct PruneView {
  let state: ExplorerState
  let index: IndexCard
  let card: PruneCard
  let report: PruneReport
  let prune: PruneState
  /// What has been decided so far, by the place of the candidate.
  let verdicts: [Int: PruneStep]
  /// Neighbours kept so far, and the place of each among them.
  let neighbours: [NodeID]
  let ranks: [NodeID: Int]

  init(state: ExplorerState, index: IndexCard, card: PruneCard, report: PruneReport) {
    self.state = state
    self.index = index
    self.card = card
    self.report = report
    prune = state.prune
    verdicts = state.prune.verdicts
    neighbours = state.prune.neighboursShown
    var ranks: [NodeID: Int] = [:]
    for (rank, node) in neighbours.enumerated() { ranks[node] = rank + 1 }
    self.ranks = ranks
  }

  var glyphs: Glyphs { state.glyphs }

  func label(_ node: NodeID) -> String { card.labels[node]?.line ?? "" }

  // MARK: - Titles

  private var title: String {
    let name = label(card.node)
    return "prune of node \(card.node)" + (name.isEmpty ? "" : "  \(name)")
  }

  private var dials: String {
    let parameters = prune.parameters
    return "R \(parameters.maxDegree)  alpha \(Format.alpha(parameters.alpha))"
      + "  C \(parameters.maxCandidates)\(parameters.saturates ? "  filled up" : "")"
  }

  private var stepText: String {
    "step \(Format.count(prune.stepsShown)) of \(Format.count(prune.stepCount))"
  }

  /// "1 and 1.2".
  private var roundsText: String {
    let alphas = report.roundAlphas.map(Format.alpha)
    let ran = report.roundCount < alphas.count ? ", the last ones not needed" : ""
    return (alphas.count == 1 ? "one round at alpha " : "rounds at alpha ")
      + alphas.joined(separator: ", ") + ran
  }

  private var keptText: String {
    let edges = report.decisions.filter { ranks[$0.node] != nil }
    let longest = edges.map(\.distance).max()
    let stored = edges.count { card.storedNeighbours.contains($0.node) }
    return "\(neighbours.count) kept of at most R \(report.maxDegree)"
      + (longest.map { "   longest edge \(Format.distance($0))" } ?? "")
      + "   \(stored) are edges now"
  }

  private var dialTitle: String { "what alpha buys at R \(report.maxDegree)" }

  private var poolText: String {
    "\(Format.plural(report.decisions.count, "candidate")): \(card.visitedCount) visited by a search"
      + " with L \(card.searchListSize), \(card.storedNeighbours.count) neighbours"
  }

  // MARK: - Arrangements

  func drawWide(on canvas: inout Canvas, in body: Rect) {
    let (top, below) = body.split(top: 5)
    drawHead(on: &canvas, in: canvas.pane(top, title: title, trailing: dials).inset(columns: 1))
    let (left, right) = below.split(left: body.width * 55 / 100)
    drawCandidates(
      on: &canvas,
      in: canvas.pane(
        left, title: "candidates, nearest first", trailing: stepText, isFocused: true))
    let hasPictures = index.picture != nil && right.height >= 26
    let wordRows = min(hasPictures ? 17 : 11, right.height - 6)
    let (words, rest) = right.split(top: wordRows)
    let inner = canvas.pane(words, title: wordsTitle).inset(columns: 1)
    let used = drawWords(on: &canvas, in: inner)
    if hasPictures { drawPictures(on: &canvas, in: inner.split(top: used + 1).bottom) }
    drawBeside(on: &canvas, in: rest)
  }

  /// Right of the candidates: the picture alone, or the neighbours over the dial, and over the picture where
  /// rows are points of a plane.
  private func drawBeside(on canvas: inout Canvas, in rect: Rect) {
    let showsPlane =
      prune.facet == .plane || (prune.facet == .candidates && card.plane.isExact)
    let otherRows =
      if prune.facet == .plane || (prune.facet == .dial && rect.height < 16) {
        rect.height
      } else if showsPlane {
        max(rect.height - 6, 0)
      } else {
        rect.height < 16 ? 0 : min(14, rect.height - 4)
      }
    let (kept, other) = rect.split(bottom: otherRows)
    if kept.height > 0 {
      let inner = canvas.pane(
        kept, title: "neighbours in the order kept", trailing: "\(neighbours.count)")
      drawKept(on: &canvas, in: inner)
    }
    guard other.height > 0 else { return }
    if showsPlane {
      drawPlane(on: &canvas, in: canvas.pane(other, title: planeTitle).inset(columns: 1))
    } else {
      drawDial(on: &canvas, in: canvas.pane(other, title: dialTitle).inset(columns: 1))
    }
  }

  func drawStacked(on canvas: inout Canvas, in body: Rect) {
    let inner = canvas.pane(body, title: title, trailing: dials)
    let (head, rest) = inner.split(top: 2)
    drawHead(on: &canvas, in: head.inset(columns: 1))
    if prune.facet != .candidates {
      canvas.paneRule(
        in: Rect(x: body.x, y: rest.y, width: body.width, height: 1), y: rest.y,
        title: prune.facet == .dial ? dialTitle : planeTitle)
      return drawFacet(on: &canvas, in: rest.split(top: 1).bottom.inset(columns: 1))
    }
    let wordRows = min(7, rest.height / 2)
    let (list, words) = rest.split(bottom: wordRows)
    let across = { (part: Rect) in
      Rect(x: body.x, y: part.y, width: body.width, height: part.height)
    }
    canvas.paneRule(
      in: across(list), y: list.y, title: "candidates, nearest first  \(stepText)", isFocused: true)
    drawCandidates(on: &canvas, in: list.split(top: 1).bottom)
    canvas.paneRule(in: across(words), y: words.y, title: wordsTitle)
    _ = drawWords(on: &canvas, in: words.split(top: 1).bottom.inset(columns: 1))
  }

  func drawSmall(on canvas: inout Canvas, in body: Rect) {
    let parameters = prune.parameters
    let dials = "R\(parameters.maxDegree) a\(Format.alpha(parameters.alpha))"
    canvas.put(dials, x: body.maxX - dials.count, y: body.y, role: .title)
    canvas.put(title, x: body.x, y: body.y, role: .title, width: body.width - dials.count - 1)
    canvas.put(
      "\(stepText), \(neighbours.count) kept", x: body.x, y: body.y + 1, width: body.width)
    if prune.facet != .candidates {
      return drawFacet(on: &canvas, in: body.split(top: 2).bottom)
    }
    let (list, words) = body.split(top: 2).bottom.split(bottom: body.height >= 8 ? 2 : 0)
    drawCandidates(on: &canvas, in: list)
    _ = drawWords(on: &canvas, in: words)
  }

  private func drawFacet(on canvas: inout Canvas, in rect: Rect) {
    if prune.facet == .dial {
      drawDial(on: &canvas, in: rect)
    } else {
      drawPlane(on: &canvas, in: rect)
    }
  }

  private func drawHead(on canvas: inout Canvas, in rect: Rect) {
    let lines = [keptText, poolText, "\(roundsText); distances are squared L2"]
    for (row, line) in lines.prefix(rect.height).enumerated() {
      canvas.put(
        line, x: rect.x, y: rect.y + row, role: row == 0 ? .text : .dim, width: rect.width)
    }
  }
}

extension Format {
  /// An alpha with the decimals it needs, at most two: 1, 1.2, 1.44.
  static func alpha(_ value: Float) -> String {
    let text = decimal(Double(value), 2)
    if text.hasSuffix("00") { return String(text.dropLast(3)) }
    return text.hasSuffix("0") ? String(text.dropLast()) : text
  }
}

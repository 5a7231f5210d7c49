import Canvas
import DiskIndex
import VectorData

extension NodeView {
  /// The steps so far with the distance of each, and what greedy search would do here.
  func drawWalk(on canvas: inout Canvas, in rect: Rect) {
    let count = node.walk.count
    let inner = canvas.pane(
      rect,
      title: hasQuery
        ? "walk towards \(targetTitle)" : "your walk",
      trailing: count > 0 ? "step \(node.place + 1) of \(count)" : "")
    let (list, note) = inner.split(bottom: inner.height >= 4 ? 1 : 0)
    let visible = max(list.height - 1, 0)
    let here = node.place
    let first = max(min(here - visible / 2, count - visible), 0)
    let steps = node.walk.enumerated().dropFirst(first).prefix(visible)
    var table = TextTable(
      columns: [
        .init("step", align: .right, width: .fixed(4), priority: 5),
        .init(
          "node", align: .right, width: .fixed(max("\(index.nodeCount - 1)".count, 4)), priority: 9),
        .init(hasQuery ? "to query" : "", align: .right, width: .fixed(8), priority: 8),
        .init(hasQuery ? "search" : "", width: .fixed(6), priority: 7),
        .init("label", width: .flexible(minimum: 8), priority: 4),
      ],
      rows: steps.map { place, step in
        [
          .init("\(place + 1)", role: .dim), .init("\(step.node)"),
          .init(step.queryDistance.map { Format.distance($0) } ?? ""),
          .init(hopOfNode[step.node].map { "hop \($0)" } ?? "", role: .visited),
          .init(step.label),
        ]
      })
    table.selectedRow = here - first
    table.draw(on: &canvas, in: list, isFocused: false)
    canvas.put(greedyNote, x: note.x + 1, y: note.y, role: .dim, width: note.width - 1)
  }

  private var greedyNote: String {
    guard hasQuery, node.card != nil else {
      return hasQuery ? "" : "no query: :queries FILE or :row N sets one"
    }
    guard let best = nearest(of: node.card?.neighbours ?? []) else {
      return "greedy search stops: none is nearer"
    }
    return "greedy search goes on to \(best)"
  }

  /// What the engine's own search read, in its order.
  func drawEngine(on canvas: inout Canvas, in rect: Rect) {
    let trace = state.search.trace
    let expansions = (trace?.hops ?? []).flatMap { hop in hop.expanded.map { (hop.number, $0) } }
    let parameters = state.search.setting.parameters
    let title = "what the search read"
    let setting = "L \(parameters.searchListSize)  W \(parameters.beamWidth)"
    let inner = canvas.pane(
      rect, title: title,
      trailing: trace?.isFinished == true
        ? (rect.width < 50 ? "" : "\(setting)  ") + "\(Format.plural(expansions.count, "node"))"
        : setting)
    guard !expansions.isEmpty else {
      let text =
        !hasQuery
        ? "There is no query to search for."
        : "It has not begun: 3 shows it, c there runs it to its end."
      for (row, line) in WordWrap.lines(of: text, width: inner.width - 2).enumerated()
      where row < inner.height {
        canvas.put(line, x: inner.x + 1, y: inner.y + row, role: .dim, width: inner.width - 2)
      }
      return
    }
    drawExpansions(expansions, on: &canvas, in: inner)
  }

  private func drawExpansions(
    _ expansions: [(hop: Int, TraceExpansion)], on canvas: inout Canvas, in rect: Rect
  ) {
    let visible = max(rect.height - 1, 0)
    let walked = Set(node.walk.map(\.node))
    let here = expansions.firstIndex { $0.1.node == node.current }
    let first = max(min((here ?? 0) - visible / 2, expansions.count - visible), 0)
    var table = TextTable(
      columns: [
        .init("hop", align: .right, width: .fixed(4), priority: 5),
        .init(
          "node", align: .right, width: .fixed(max("\(index.nodeCount - 1)".count, 4)), priority: 9),
        .init("to query", align: .right, width: .fixed(8), priority: 8),
        .init("", width: .fixed(8), priority: 7),
        .init("label", width: .flexible(minimum: 8), priority: 4),
      ],
      rows: expansions.dropFirst(first).prefix(visible).map { hop, expansion in
        [
          .init("\(hop)", role: .dim), .init("\(expansion.node)"),
          .init(Format.distance(expansion.exactDistance)),
          .init(walked.contains(expansion.node) ? "\(glyphs.good) walked" : "", role: .good),
          .init(state.search.labels[expansion.node]?.line ?? ""),
        ]
      })
    table.selectedRow = here.map { $0 - first }
    let area = table.selectedRow == nil ? rect.split(left: 2).right : rect
    table.draw(on: &canvas, in: area, isFocused: false)
  }
}

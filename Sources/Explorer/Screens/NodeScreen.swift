import Canvas
import DiskIndex
import VectorData

/// The graph around one node: who points here, the node, where it points to; below them the walk so far.
enum NodeScreen {
  /// Draws the screen: three columns, or one at a time where it is small.
  static func draw(_ state: ExplorerState, on canvas: inout Canvas, in body: Rect) {
    guard let index = state.readableIndex else {
      EmptyNote.draw(state.noIndexNote, on: &canvas, in: body, title: "Node")
      return
    }
    let view = NodeView(state: state, index: index)
    if body.width >= 60, body.height >= 14 {
      view.drawColumns(on: &canvas, in: body)
    } else {
      view.drawSmall(on: &canvas, in: body)
    }
  }
}

/// What the Node screen shows, with what its parts need computed once.
struct NodeView {
  let state: ExplorerState
  let index: IndexCard
  let node: NodeState
  /// The hop in which the search on the Search screen read a node.
  let hopOfNode: [NodeID: Int]

  init(state: ExplorerState, index: IndexCard) {
    self.state = state
    self.index = index
    node = state.node
    var hops: [NodeID: Int] = [:]
    for hop in state.search.trace?.hops ?? [] {
      for expansion in hop.expanded { hops[expansion.node] = hop.number }
    }
    hopOfNode = hops
  }

  var glyphs: Glyphs { state.glyphs }

  /// Whether there is a query to walk towards.
  var hasQuery: Bool { node.card?.request.hasTarget ?? state.hasTarget }

  /// "query 17".
  var targetTitle: String {
    let setting = node.card?.request.setting ?? state.search.setting
    return setting.source.title(number: setting.query)
  }

  var numberText: String { node.current.map { "\($0)" } ?? "-" }

  func drawColumns(on canvas: inout Canvas, in body: Rect) {
    let walkRows = body.height >= 20 ? min(max(body.height * 3 / 10, 8), 14) : 0
    let (upper, lower) = body.split(bottom: walkRows)
    let isWide = body.width >= 108
    let (left, rest) = upper.split(left: body.width * (isWide ? 33 : 28) / 100)
    let (middle, right) = rest.split(left: body.width * (isWide ? 30 : 33) / 100)
    drawLinks(.predecessors, on: &canvas, in: left)
    drawFacts(
      on: &canvas,
      in: canvas.pane(
        middle, title: "\(glyphs.marker) node \(numberText)", isFocused: node.column == .node
      ).inset(columns: 1))
    drawLinks(.neighbours, on: &canvas, in: right)
    guard walkRows > 0 else { return }
    let (walk, engine) = lower.split(left: body.width / 2)
    drawWalk(on: &canvas, in: walk)
    drawEngine(on: &canvas, in: engine)
  }

  /// Below 60 columns or 14 rows: no boxes, and only the column that has the keys.
  func drawSmall(on canvas: inout Canvas, in body: Rect) {
    let tabs: [(NodeState.Column, String)] = [
      (.predecessors, "in \(predecessorCountText)"), (.node, "node \(numberText)"),
      (.neighbours, "out \(neighbourCountText)"),
    ]
    var x = body.x
    for (column, text) in tabs {
      let isFront = column == node.column
      x += canvas.put(
        isFront ? "\(glyphs.marker)\(text)" : " \(text)", x: x, y: body.y,
        role: isFront ? .focus : .dim)
      x += 2
    }
    let rest = body.split(top: 1).bottom
    guard node.column != .node else {
      drawFacts(on: &canvas, in: rest)
      return
    }
    canvas.put(
      node.card?.label.line ?? "", x: rest.x, y: rest.y, role: .title, width: rest.width)
    drawTable(node.column, on: &canvas, in: rest.split(top: 1).bottom)
  }

  // MARK: - The lists

  private func drawLinks(_ column: NodeState.Column, on canvas: inout Canvas, in rect: Rect) {
    let isLeft = column == .predecessors
    let title =
      isLeft
      ? "points here \(predecessorCountText)"
      : "points to \(neighbourCountText)"
    let inner = canvas.pane(
      rect, title: title, trailing: rect.width >= 30 ? node.order.rawValue : "",
      isFocused: node.column == column)
    drawTable(column, on: &canvas, in: inner)
  }

  private var predecessorCountText: String {
    switch node.predecessors {
    case .sought: return "…"
    case .unknown: return "?"
    case .known(let links): return Format.count(links.count)
    }
  }

  private var neighbourCountText: String { node.card.map { "\($0.neighbours.count)" } ?? "…" }

  private func drawTable(_ column: NodeState.Column, on canvas: inout Canvas, in rect: Rect) {
    let isLeft = column == .predecessors
    if isLeft, let note = predecessorNote {
      canvas.put(note, x: rect.x + 1, y: rect.y, role: .dim, width: rect.width - 1)
      if let job = state.jobs[.predecessors], rect.height > 1 {
        ProgressBar(fraction: job.fraction ?? 0)
          .draw(on: &canvas, in: rect.row(1).inset(columns: 1))
      }
      return
    }
    let links = isLeft ? node.predecessorLinks : node.neighbours
    let place = isLeft ? node.predecessorPlace : node.neighbourPlace
    let visible = max(rect.height - 1, 0)
    let first = place.firstVisible(count: links.count, height: visible)
    var table = linkTable(links.dropFirst(first).prefix(visible), nearest: nearest(of: links))
    if node.column == column { table.selectedRow = place.row(of: links.count).map { $0 - first } }
    let area = table.selectedRow == nil ? rect.split(left: 2).right : rect
    table.draw(on: &canvas, in: area, isFocused: node.column == column)
  }

  private var predecessorNote: String? {
    switch node.predecessors {
    case .sought: "reading all nodes"
    case .unknown: "not known: stopped"
    case .known(let links): links.isEmpty ? "no node points here" : nil
    }
  }

  /// The link that leads nearest to the query, where it leads nearer than this node is.
  func nearest(of links: [NodeLink]) -> NodeID? {
    let sign: Float = index.metric.prefersLarger ? -1 : 1
    let best = links.compactMap { link in link.queryDistance.map { (link.node, $0 * sign) } }
      .min { $0.1 < $1.1 }
    guard let best, let own = node.card?.queryDistance, best.1 < own * sign else { return nil }
    return best.0
  }

  private func linkTable(_ links: ArraySlice<NodeLink>, nearest: NodeID?) -> TextTable {
    let isByQuery = hasQuery && node.order == .query
    let hasLabels = links.contains { !$0.label.isEmpty }
    return TextTable(
      columns: [
        .init(
          "node", align: .right, width: .fixed(max("\(index.nodeCount - 1)".count, 4)), priority: 9),
        .init("apart", align: .right, width: .fixed(7), priority: isByQuery ? 5 : 8),
        .init(
          hasQuery ? "to query" : "", align: .right, width: .fixed(hasQuery ? 8 : 1),
          priority: hasQuery ? isByQuery ? 8 : 5 : 1),
        .init(hasQuery ? "hop" : "", align: .right, width: .fixed(hasQuery ? 3 : 1), priority: 3),
        .init(hasLabels ? "label" : "", width: .flexible(minimum: 7), priority: 6),
      ],
      rows: links.map { link in
        let isBest = link.node == nearest
        let role: Role = isBest ? .good : .text
        return [
          .init("\(link.node)", role: role),
          .init(link.distance.map { Format.distance($0) } ?? "-", role: .text),
          .init(link.queryDistance.map { Format.distance($0) } ?? "", role: role),
          .init(hopOfNode[link.node].map { "\($0)" } ?? "", role: .visited),
          .init(link.label, role: role),
        ]
      })
  }
}

import VectorData

extension ExplorerState {
  /// Does what a key of the Node screen says; an index is open.
  mutating func perform(_ action: NodeAction) -> [Effect] {
    switch action {
    case .open: return openSelectedNode()
    case .left: moveColumn(by: -1)
    case .right: moveColumn(by: 1)
    case .back: return stepWalk(by: -1)
    case .forward: return stepWalk(by: 1)
    case .medoid: return index.map { visit($0.medoid) } ?? []
    case .nextOrder: nextOrder()
    case .restartWalk: node.restartWalk()
    case .findNext: return findNode(node.soughtText)
    case .fromSearch:
      guard let wanted = search.selectedNode(metric: index?.metric ?? .l2) else { return [] }
      return show(node: wanted)
    }
    return []
  }

  /// Brings the Node screen to the front with a node; Esc leads back to where that was asked for.
  mutating func show(node wanted: NodeID) -> [Effect] {
    if screen != .node { node.origin = screen }
    screen = .node
    return visit(wanted)
  }

  /// The Node screen comes to the front: at the medoid at first, and with the distances to the query of now.
  mutating func enterNode() -> [Effect] {
    guard let index = readableIndex else { return [] }
    guard node.current != nil else { return visit(index.medoid) }
    guard let card = node.card else { return [] }
    return card.request.isOutdated(by: search.setting) ? readNode() : []
  }

  /// Goes to a node and has it read.
  mutating func visit(_ wanted: NodeID) -> [Effect] {
    guard wanted != node.current else { return [] }
    node.go(to: wanted)
    return readNode()
  }

  private mutating func readNode() -> [Effect] {
    guard let current = node.current else { return [] }
    node.prefersLarger = index?.metric.prefersLarger ?? false
    if !hasTarget, node.order == .query { node.order = .nearest }
    let request = nodeRequest(current)
    var effects = jobs[.predecessors].map { [Effect.cancel($0.id)] } ?? []
    node.predecessors = .sought
    effects.append(
      .readNode(jobs.start(.node, title: "read node \(current)", at: seconds), request))
    let title = "find who points to node \(current)"
    effects.append(
      .findPredecessors(jobs.start(.predecessors, title: title, at: seconds), request))
    return effects
  }

  private func nodeRequest(_ wanted: NodeID) -> NodeRequest {
    NodeRequest(
      node: wanted, setting: search.setting, hasTarget: hasTarget,
      walk: node.walk.map(\.node))
  }

  private mutating func openSelectedNode() -> [Effect] {
    guard let link = node.selected else {
      notice = Notice(text: "choose a node in the left or right column: arrows")
      return []
    }
    return visit(link.node)
  }

  private mutating func moveColumn(by step: Int) {
    let wanted = node.column.rawValue + step
    node.column = NodeState.Column(rawValue: wanted) ?? node.column
  }

  private mutating func stepWalk(by count: Int) -> [Effect] {
    guard node.step(by: count) else {
      notice = Notice(
        text: count < 0 ? "this is where the walk began" : "this is the last step of the walk")
      return []
    }
    return readNode()
  }

  private mutating func nextOrder() {
    let orders = NodeState.Order.allCases.filter { $0 != .query || hasTarget }
    let place = orders.firstIndex(of: node.order) ?? 0
    node.order = orders[(place + 1) % orders.count]
    node.predecessorPlace = ListPlace()
    node.neighbourPlace = ListPlace()
  }

  /// Has the next node looked for whose name contains `text`.
  mutating func findNode(_ text: String) -> [Effect] {
    guard !text.isEmpty else {
      notice = Notice(text: "nothing was looked for yet: / asks for a part of a name")
      return []
    }
    node.soughtText = text
    let job = jobs.start(.find, title: "find \(text)", at: seconds)
    return [.findNode(job, text: text, after: screen == .prune ? prune.node : node.current)]
  }

  /// Takes in a node that was read.
  mutating func takeNode(_ card: NodeCard) {
    guard card.node == node.current else { return }
    node.take(card)
  }

  /// Takes in who points to the node.
  mutating func takePredecessors(of wanted: NodeID, _ links: [NodeLink]) {
    guard wanted == node.current else { return }
    node.predecessors = .known(links)
  }

  /// Takes in the node whose name was looked for.
  mutating func takeFound(node found: NodeID?, text: String) -> [Effect] {
    guard let found else {
      notice = Notice(text: "no name of a node contains \"\(text)\"", isWarning: true)
      return []
    }
    return screen == .prune ? show(pruneOf: found) : show(node: found)
  }

  /// Moves in the column that has the keys.
  mutating func moveInNode(by step: Int) {
    switch node.column {
    case .predecessors:
      node.predecessorPlace.move(by: step, count: node.predecessorLinks.count)
    case .neighbours:
      node.neighbourPlace.move(by: step, count: node.card?.neighbours.count ?? 0)
    case .node: break
    }
  }

  /// The index whose file can be read: none while there is only a recorded trace.
  var readableIndex: IndexCard? { index.flatMap { $0.isRecording ? nil : $0 } }

  /// Whether the Search screen has a query, the target of walks.
  var hasTarget: Bool { (index?.queryCount ?? 0) > 0 || search.setting.source != .file }

  /// Why nothing can be read from an index now.
  var indexObstacle: String? {
    guard readableIndex == nil else { return nil }
    return index == nil
      ? "no index is open: press 1 and Enter" : "this is a recorded trace: 1 opens an index"
  }

  /// What a screen says that needs an index.
  var noIndexNote: String {
    index == nil
      ? "No index is open.\n\nPress 1 for the Library, choose one and press Enter."
      : "A recorded trace is open: its index is not here.\n\nPress 1 for the Library to open one."
  }

  /// Forgets what was read from another index.
  mutating func forgetIndexScreens() {
    node = NodeState()
    prune = PruneState()
    disk = DiskState()
  }

  /// Why a key of the Node screen does nothing now.
  func obstacle(to action: NodeAction) -> String? {
    if let obstacle = indexObstacle { return obstacle }
    switch action {
    case .fromSearch where search.selectedNode(metric: index?.metric ?? .l2) == nil:
      return "no node is listed yet: Space runs a hop"
    default: return nil
    }
  }
}

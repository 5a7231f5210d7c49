import VectorData

/// The Node screen: who points here, this node, where it points to; and the walk that led here.
struct NodeState: Sendable, Equatable {
  /// The three columns.
  enum Column: Int, Sendable, CaseIterable {
    case predecessors
    case node
    case neighbours
  }

  /// How the two lists are ordered.
  enum Order: String, Sendable, CaseIterable {
    /// Nearest to this node first.
    case nearest = "by distance"
    /// Nearest to the query first.
    case query = "by query"
    /// As the file has them.
    case stored = "as stored"
  }

  /// What is known of the edges that lead here.
  enum Predecessors: Sendable, Equatable {
    /// The file is being read.
    case sought
    /// All of them.
    case known([NodeLink])
    /// The user stopped it, or it failed.
    case unknown
  }

  /// A step of the walk.
  struct Step: Sendable, Equatable {
    /// The node.
    var node: NodeID
    /// Its name in a line, once it is known.
    var label = ""
    /// Its exact distance to the query.
    var queryDistance: Float?
  }

  /// More steps than anybody walks; the oldest are forgotten.
  static let longestWalk = 100

  /// The nodes that were visited, the oldest first; steps back are kept as steps forward.
  private(set) var walk: [Step] = []
  /// The step that is shown.
  private(set) var place = 0
  /// The node that is shown; `nil` until it has been read.
  var card: NodeCard?
  /// Who points to it.
  var predecessors = Predecessors.sought { didSet { orderPredecessors() } }
  /// The column that has the keys.
  var column = Column.neighbours
  /// How the lists are ordered.
  var order = Order.query { didSet { orderPredecessors() } }
  /// The selected predecessor.
  var predecessorPlace = ListPlace()
  /// The selected neighbour.
  var neighbourPlace = ListPlace()
  /// The screen that Esc returns to.
  var origin: ScreenID?
  /// The text that was looked for last.
  var soughtText = ""

  /// The node of the step that is shown.
  var current: NodeID? { walk.indices.contains(place) ? walk[place].node : nil }

  /// Goes on to a node; the steps forward of here are forgotten.
  mutating func go(to node: NodeID) {
    guard node != current else { return }
    walk.removeSubrange(min(place + 1, walk.count)...)
    walk.append(Step(node: node))
    if walk.count > Self.longestWalk { walk.removeFirst() }
    place = walk.count - 1
    forgetNode()
  }

  /// Goes `count` steps back (negative) or forward. Returns whether there is such a step.
  mutating func step(by count: Int) -> Bool {
    guard walk.indices.contains(place + count) else { return false }
    place += count
    forgetNode()
    return true
  }

  /// Begins the walk anew where it stands.
  mutating func restartWalk() {
    guard walk.indices.contains(place) else { return }
    walk = [walk[place]]
    place = 0
  }

  private mutating func forgetNode() {
    card = nil
    predecessors = .sought
    predecessorPlace = ListPlace()
    neighbourPlace = ListPlace()
  }

  /// Takes in what was read of the node that is shown.
  mutating func take(_ card: NodeCard) {
    self.card = card
    for (step, distance) in zip(walk.indices, card.walkDistances) {
      walk[step].queryDistance = distance
    }
    walk[place].label = card.label.line
    walk[place].queryDistance = card.queryDistance
    selectStepForward()
  }

  /// The marker stands on the node from which the walk came back.
  private mutating func selectStepForward() {
    guard walk.indices.contains(place + 1) else { return }
    let next = walk[place + 1].node
    if let row = neighbours.firstIndex(where: { $0.node == next }) { neighbourPlace.select(row) }
  }

  /// The neighbours in the order of the screen.
  var neighbours: [NodeLink] { ordered(card?.neighbours ?? []) }

  /// The predecessors in the order of the screen; empty until they are known.
  /// Kept, since tens of thousands may point to the medoid of a large index, and every frame asks for them.
  private(set) var predecessorLinks: [NodeLink] = []

  private mutating func orderPredecessors() {
    guard case .known(let links) = predecessors else {
      predecessorLinks = []
      return
    }
    predecessorLinks = ordered(links)
  }

  /// What the marker stands on in the column that has the keys.
  var selected: NodeLink? {
    switch column {
    case .node: return nil
    case .predecessors:
      let links = predecessorLinks
      return predecessorPlace.row(of: links.count).map { links[$0] }
    case .neighbours:
      let links = neighbours
      return neighbourPlace.row(of: links.count).map { links[$0] }
    }
  }

  /// Whether larger values of the query distance are nearer.
  var prefersLarger = false { didSet { orderPredecessors() } }

  private func ordered(_ links: [NodeLink]) -> [NodeLink] {
    switch order {
    case .stored: return links
    case .nearest: return links.sorted { Self.isNearer($0.distance, $1.distance, $0, $1) }
    case .query:
      let sign: Float = prefersLarger ? -1 : 1
      return links.sorted {
        Self.isNearer(
          $0.queryDistance.map { $0 * sign }, $1.queryDistance.map { $0 * sign }, $0, $1)
      }
    }
  }

  /// Unknown distances come last, ties by number.
  private static func isNearer(
    _ first: Float?, _ second: Float?, _ a: NodeLink, _ b: NodeLink
  ) -> Bool {
    let (x, y) = (first ?? .infinity, second ?? .infinity)
    return x == y ? a.node < b.node : x < y
  }
}

import DiskIndex
import Vamana
import VectorData

/// What a build did about the edge from one node to another, replayed: the build is deterministic, so the
/// same data, parameters and seed do the same again.
public struct EdgeHistory: Sendable, Equatable {
  /// Why the node was pruned.
  public enum Cause: String, Sendable, Equatable {
    /// It was inserted.
    case insertion
    /// Back edges made its neighbours too many.
    case overflow
    /// It had more than R at the end.
    case trim
  }

  /// What a prune of the node made of the other.
  public enum Decision: Sendable, Equatable {
    /// It became a neighbour, in this round.
    case kept(round: Int)
    /// It filled a place that the rounds left free.
    case filled
    /// It was passed over in the last round that reached it.
    case occluded(by: NodeID, factor: Float, round: Int)
    /// R neighbours were kept before.
    case full
    /// It was not among the C nearest candidates.
    case beyondPool
  }

  /// A moment that concerns the edge.
  public enum Event: Sendable, Equatable {
    /// The node was inserted, as number `place` of `count`; its search expanded so many nodes, and the other
    /// was among them, or not, or was not in the graph yet.
    case inserted(pass: Int, place: Int, visitedCount: Int, met: Bool, wasThere: Bool)
    /// The other was inserted and chose the node; the node got the back edge.
    case backEdge(pass: Int)
    /// The node was pruned with the other among its candidates.
    case pruned(pass: Int, cause: Cause, Decision)
    /// The edge was drawn by lot before the first pass.
    case random
    /// The other could not be reached, so the edge was made at the end.
    case connected
  }

  /// In the order of the build.
  public let events: [Event]
  /// Whether the edge is there at the end.
  public let isEdge: Bool
  /// The neighbours of the node at the end, to compare with the index.
  public let neighbours: [NodeID]

  /// Replays the build of `vectors` and watches the edge.
  ///
  /// - Throws: as `VamanaBuilder.build`.
  public static func replay(
    from: NodeID, to: NodeID, vectors: VectorMatrix, parameters: VamanaParameters,
    control: JobControl = JobControl()
  ) throws(IndexError) -> EdgeHistory {
    var watcher = EdgeWatcher(from: from, to: to)
    let graph = try VamanaBuilder.build(
      vectors, parameters: parameters, observer: &watcher, control: control)
    let neighbours = Array(graph.neighbours(of: from))
    return EdgeHistory(
      events: watcher.events, isEdge: neighbours.contains(to), neighbours: neighbours)
  }
}

/// Writes down what concerns one edge.
private struct EdgeWatcher: BuildObserver {
  let from: NodeID
  let to: NodeID
  private(set) var events: [EdgeHistory.Event] = []
  private var pass = 0
  private var insertedCount = 0
  private var targetWasInserted = false
  /// Why the node is being pruned; `nil` while another one is.
  private var pruneCause: RowChange?
  private var decision: EdgeHistory.Decision?
  private var hadEdge = false

  init(from: NodeID, to: NodeID) {
    self.from = from
    self.to = to
  }

  mutating func passBegan(_ pass: Int, alpha: Float) {
    self.pass = pass
    insertedCount = 0
  }

  mutating func searched(for node: NodeID, visited: [NodeID]) {
    insertedCount += 1
    if node == to { targetWasInserted = true }
    guard node == from else { return }
    let met = visited.contains(to)
    events.append(
      .inserted(
        pass: pass, place: insertedCount, visitedCount: visited.count, met: met,
        wasThere: met || targetWasInserted || pass > 1))
  }

  mutating func pruneBegan(of node: NodeID, by change: RowChange) {
    pruneCause = node == from ? change : nil
    decision = nil
  }

  mutating func kept(_ node: NodeID, distance: Float, round: Int, alpha: Float) {
    decide(node, .kept(round: round))
  }
  mutating func filled(_ node: NodeID, distance: Float) { decide(node, .filled) }
  mutating func leftOver(_ node: NodeID, distance: Float) { decide(node, .full) }
  mutating func beyondPool(_ node: NodeID, distance: Float) { decide(node, .beyondPool) }
  mutating func occluded(_ node: NodeID, by keptNode: NodeID, factor: Float, round: Int) {
    decide(node, .occluded(by: keptNode, factor: factor, round: round))
  }

  private mutating func decide(_ node: NodeID, _ made: EdgeHistory.Decision) {
    guard pruneCause != nil, node == to else { return }
    decision = made
  }

  mutating func changed(_ node: NodeID, to neighbours: [NodeID], by change: RowChange) {
    guard node == from else { return }
    let hasEdge = neighbours.contains(self.to)
    defer { hadEdge = hasEdge }
    switch change {
    case .random where hasEdge: events.append(.random)
    case .connection where hasEdge && !hadEdge: events.append(.connected)
    case .appended(let sources) where sources.contains(self.to):
      events.append(.backEdge(pass: pass))
    case .insertion, .overflow, .trim:
      if case .overflow(let sources) = change, sources.contains(self.to) {
        events.append(.backEdge(pass: pass))
      }
      if let decision { events.append(.pruned(pass: pass, cause: Self.cause(change), decision)) }
    default: break
    }
  }

  private static func cause(_ change: RowChange) -> EdgeHistory.Cause {
    switch change {
    case .insertion: .insertion
    case .overflow: .overflow
    default: .trim
    }
  }
}

extension EdgeHistory {
  /// The most rows that a replay takes on: its prunes are watched, on one thread.
  public static let rowLimit = 100_000

  /// Replays the build of `index` from its data and watches the edge.
  ///
  /// - Throws: as `ReplayableBuild`, also where the replayed neighbours are not those of the index.
  public static func replay(
    from: NodeID, to: NodeID, of index: DiskIndex, control: JobControl = JobControl()
  ) throws(IndexError) -> EdgeHistory {
    let build = try ReplayableBuild(of: index, rowLimit: rowLimit)
    let history = try replay(
      from: from, to: to, vectors: build.vectors, parameters: build.parameters, control: control)
    try build.check(history.neighbours, of: from)
    return history
  }
}

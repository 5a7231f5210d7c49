import VectorData

/// Why the neighbours of a node changed.
public enum RowChange: Sendable, Equatable {
  /// The paper's build begins with neighbours drawn by lot.
  case random
  /// The node was inserted: what is left of the nodes that its search visited.
  case insertion
  /// Back edges of nodes that were inserted, for which there was room.
  case appended(from: [NodeID])
  /// Such back edges were too many: the node was pruned.
  case overflow(from: [NodeID])
  /// The final look at nodes of more than R neighbours.
  case trim
  /// An edge to a node that no walk from the medoid reached.
  case connection
}

/// Watches a build: its passes, insertions, prunes and every change of a row. Every default does nothing.
///
/// The decisions of a prune come behind `pruneBegan` of its node and before anything else.
public protocol BuildObserver: PruneObserver {
  /// A pass over the points begins; 1 is the first.
  mutating func passBegan(_ pass: Int, alpha: Float)
  /// The search for `node`, which is inserted, expanded these nodes, in this order.
  mutating func searched(for node: NodeID, visited: [NodeID])
  /// Whether the decisions of a prune for this reason are to be told, candidate by candidate. They cost several
  /// times the prune itself.
  func watchesPrune(by change: RowChange) -> Bool
  /// The candidates of `node` are pruned.
  mutating func pruneBegan(of node: NodeID, by change: RowChange)
  /// The neighbours of `node` are these from now on.
  mutating func changed(_ node: NodeID, to neighbours: [NodeID], by change: RowChange)
}

extension BuildObserver {
  /// Ignores it.
  @inlinable public mutating func passBegan(_ pass: Int, alpha: Float) {}
  /// Ignores it.
  @inlinable public mutating func searched(for node: NodeID, visited: [NodeID]) {}
  /// Those of all prunes.
  @inlinable public func watchesPrune(by change: RowChange) -> Bool { true }
  /// Ignores it.
  @inlinable public mutating func pruneBegan(of node: NodeID, by change: RowChange) {}
  /// Ignores it.
  @inlinable
  public mutating func changed(_ node: NodeID, to neighbours: [NodeID], by change: RowChange) {}
}

/// Watches nothing and costs nothing.
struct NoBuildObserver: BuildObserver {
  // A value of no size has no address, and the thread sanitizer looks at the address of an inout argument.
  private let place: UInt8 = 0

  static var watches: Bool { false }
}

/// Writes down which nodes a search expands.
struct VisitedNodes: GreedySearchObserver {
  private(set) var nodes: [NodeID] = []

  static var watchesNeighbours: Bool { false }

  mutating func expanded(_ node: NodeID, distance: Float) { nodes.append(node) }
}

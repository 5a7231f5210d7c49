import VectorData

/// The neighbour lists of a graph, node after node: one in memory, or one that is read from a file.
public protocol NeighbourLists: ~Copyable {
  /// Nodes.
  var nodeCount: Int { get }
  /// The node where searches start.
  var medoid: NodeID { get }
  /// No list is longer.
  var maxObservedDegree: Int { get }
  /// The neighbours of `node`, valid until the next call. Nodes are asked for in rising order, each once.
  ///
  /// - Throws: `IndexError` of a file.
  mutating func neighbours(of node: NodeID) throws(IndexError) -> UnsafeBufferPointer<NodeID>
}

extension VamanaGraph: NeighbourLists {}

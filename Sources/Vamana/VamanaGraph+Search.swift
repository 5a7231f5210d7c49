import CVectorKernels
import VectorData

/// A node with its distance to what was asked for.
public struct NodeDistance: Sendable, Equatable {
  /// The node.
  public var node: NodeID
  /// Squared L2.
  public var distance: Float

  /// A node at a distance.
  public init(node: NodeID, distance: Float) {
    self.node = node
    self.distance = distance
  }
}

extension VamanaGraph {
  /// The candidate list of a greedy search for row `node` of `rows`, nearest first: how the builder looks
  /// for neighbours, for those who want to watch it.
  ///
  /// Allocates its scratch, one byte per node and more; the builder keeps its own.
  /// - Throws: `IndexError.memory`.
  public func candidates<Observer: GreedySearchObserver>(
    near node: NodeID, rows: PackedRows, searchListSize: Int, observer: inout Observer
  ) throws(IndexError) -> [NodeDistance] {
    precondition(rows.count == nodeCount, "the rows are those of the graph")
    precondition(searchListSize >= 1, "a candidate list has at least one place")
    let scratch = try SearchScratch(
      nodeCount: nodeCount, capacity: min(searchListSize, nodeCount), maxDegree: width,
      stride: rows.stride, droppedCount: 1)
    let square = rows.prepareQuery(row: node, into: scratch.query)
    _ = GreedySearch.run(
      kernels: rows.kernels, graph: self.rows, start: medoid, square: square, scratch: scratch,
      observer: &observer)
    let list = scratch.list.pointee
    return (0..<list.count).map { place in
      let key = CandidateKey(bits: list.keys[place])
      return NodeDistance(node: key.node, distance: key.distance)
    }
  }
}

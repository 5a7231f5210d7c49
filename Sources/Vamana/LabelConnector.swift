import VectorData

/// Gives every point that a walk over a label cannot come to an edge from one that it does come to.
///
/// Lists of R neighbours have little room for rare labels, and neither construction of Filtered-DiskANN promises
/// that walks reach all points of theirs. A spanning tree of the graph and one of each label that has been
/// connected tell which edges can be given up.
struct LabelConnector {
  /// The edges of all trees.
  private(set) var needed: NeededEdges
  private let limit: Int

  /// Walks the graph from `medoid`. O(edges); memory as `NeededEdges`.
  ///
  /// - Parameter limit: The most edges of a list that trees may need, but for those of the tree of all nodes.
  init(graph: GraphRows, count: Int, maxDegree: Int, medoid: NodeID, limit: Int) {
    needed = NeededEdges(graph: graph, count: count, maxDegree: maxDegree, medoid: medoid)
    self.limit = limit
  }

  /// Makes sure that a walk from `start` over `passing`, of which it is one, comes to all of them, as far as
  /// lists have edges that no tree needs.
  ///
  /// - Parameter hosts: Nodes of the walk, nearest first, that should get the edge to a node.
  mutating func connect(_ passing: NodeSet, from start: NodeID, hosts: (NodeID) -> [NodeID]) {
    needed.beginWalk(at: start)
    needed.follow(from: start, limit: limit, admits: passing.contains)
    let nodes = passing.nodes
    for node in nodes where !needed.isReached(node) {
      let isGiven =
        hosts(node).contains { needed.give(edgeOf: $0, to: node, limit: limit) }
        || nodes.contains { needed.give(edgeOf: $0, to: node, limit: limit) }
      if isGiven { needed.follow(from: node, limit: limit, admits: passing.contains) }
    }
  }
}

import Experiments
import VectorData

extension OpenedIndex {
  /// The pool of a node, and what people call its members.
  ///
  /// - Throws: as `CandidatePool.visited`.
  func pool(of node: NodeID) throws(IndexError) -> (CandidatePool, PruneCard) {
    let (pool, origin) = try CandidatePool.visited(from: node, of: index)
    var labels: [NodeID: NodeLabel] = [:]
    for member in pool.candidates.map(\.node) + [node] {
      labels[member] = label(of: member, withPicture: true)
    }
    let card = PruneCard(
      node: node, labels: labels, visitedCount: origin.visitedCount,
      searchListSize: origin.searchListSize, storedNeighbours: Set(origin.neighbours),
      plane: try pool.plane())
    return (pool, card)
  }
}

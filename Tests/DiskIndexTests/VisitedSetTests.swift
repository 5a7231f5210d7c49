import Testing
import VectorData

@testable import DiskIndex

@Suite("VisitedSet")
struct VisitedSetTests {
  @Test(
    "New nodes are told once, in order, for small and large indexes",
    arguments: [1000, VisitedSet.largestBitTable, VisitedSet.largestBitTable + 1, 1 << 31 - 1])
  func equalsSet(nodeCount: Int) {
    var visited = VisitedSet(nodeCount: nodeCount)
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<2 {
      var reference: Set<NodeID> = []
      for round in 0..<300 {
        // Neighbours close to each other and the last ids: collisions and the ends of the table.
        let ids = (0..<40).map { _ in
          round % 3 == 0
            ? NodeID(nodeCount - 1 - generator.nextIndex(below: min(nodeCount, 2000)))
            : NodeID(generator.nextIndex(below: nodeCount))
        }
        var unseen = [NodeID](repeating: 0, count: 40)
        let count = visited.appendUnseen(ids, count: ids.count, to: &unseen)
        #expect(Array(unseen[..<count]) == ids.filter { reference.insert($0).inserted })
      }
      visited.removeAll()
    }
  }
}

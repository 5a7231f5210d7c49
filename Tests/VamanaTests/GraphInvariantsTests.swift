import Testing
import VectorData

@testable import Vamana

@Suite("Graph invariants")
struct GraphInvariantsTests {
  @Test("a sound graph has no faults")
  func sound() throws {
    let graph = try VamanaGraph(lists: [[1, 2], [0], [1]], medoid: 0)
    #expect(graph.faults(maxDegree: 2) == [])
    #expect(graph.reachableCount() == 3)
    #expect(graph.degreeHistogram() == [0, 2, 1])
    #expect(graph.maxObservedDegree == 2)
  }

  @Test("each fault is named, with its node")
  func faults() throws {
    let graph = try VamanaGraph(lists: [[1, 2, 1], [1], [7], []], medoid: 0)
    #expect(
      graph.faults(maxDegree: 2) == [
        .degree(node: 0, degree: 3, limit: 2), .duplicate(node: 0, neighbour: 1),
        .selfLoop(node: 1), .missingNeighbour(node: 2, neighbour: 7),
      ])
    #expect(graph.faults(maxDegree: 2, limit: 2).count == 2)
    #expect(graph.reachableCount() == 3)
    #expect(graph.faults(maxDegree: 3).map(\.description).allSatisfy { $0.contains("node") })
  }

  @Test("the same neighbour of two nodes is no duplicate")
  func shared() throws {
    let graph = try VamanaGraph(lists: [[2], [2], []], medoid: 0)
    #expect(graph.faults(maxDegree: 1) == [])
    #expect(graph.reachableCount() == 2)
  }
}

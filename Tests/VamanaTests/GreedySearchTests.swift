import CVectorKernels
import TestSupport
import Testing
import VectorData

@testable import Vamana

/// Records what a search reports.
private struct SearchRecorder: GreedySearchObserver {
  var expanded: [NodeID] = []
  var seen = 0
  var inserted: [NodeID: Int] = [:]
  var rejected: Set<NodeID> = []

  mutating func expanded(_ node: NodeID, distance: Float) { expanded.append(node) }
  mutating func considered(_ neighbour: NodeID, distance: Float?, fate: NeighbourFate) {
    switch fate {
    case .seen:
      seen += 1
      #expect(distance == nil)
    case .inserted(let rank): #expect(inserted.updateValue(rank, forKey: neighbour) == nil)
    case .rejected: rejected.insert(neighbour)
    }
  }
}

@Suite("Greedy search", .startsNoThread)
struct GreedySearchTests {
  /// Algorithm 1 of the paper on arrays: the list, and all nodes expanded in order.
  private func reference(
    _ graph: VamanaGraph, rows: PackedRows, query: NodeID, listSize: Int
  ) -> (list: [NodeDistance], expanded: [NodeID]) {
    var list = [CandidateKey(distance: rows.distance(query, graph.medoid), node: graph.medoid).bits]
    var (expanded, isExpanded): ([NodeID], Set<UInt64>) = ([], [])
    var seen: Set<NodeID> = [graph.medoid]
    while let next = list.first(where: { !isExpanded.contains($0) }) {
      let node = CandidateKey(bits: next).node
      expanded.append(node)
      isExpanded.insert(next)
      for neighbour in graph.neighbours(of: node) where seen.insert(neighbour).inserted {
        list.append(
          CandidateKey(distance: rows.distance(query, neighbour), node: neighbour).bits)
      }
      // By distance, then by node.
      list.sort()
      list = Array(list.prefix(listSize))
    }
    let found = list.map { CandidateKey(bits: $0) }
    return (found.map { NodeDistance(node: $0.node, distance: $0.distance) }, expanded)
  }

  @Test("list and expansions are those of the paper's algorithm", arguments: [1, 2, 10, 40, 300])
  func equalsReference(listSize: Int) throws {
    let vectors = try SampleVectors.matrix(.uint8, count: 250, dimension: 6, seed: 2, distinct: 230)
    let team = WorkerTeam(workerCount: 1)
    let graph = try randomGraph(nodeCount: 250, degree: 7, seed: 3)
    let plain = try PackedRows(vectors, team: team, level: VK_CPU_PLAIN)
    let queries = stride(from: NodeID(0), to: 250, by: 50)
    // Distances of bytes are the same at every level.
    let references = queries.map { reference(graph, rows: plain, query: $0, listSize: listSize) }
    for level in SampleVectors.levels {
      let rows = try PackedRows(vectors, team: team, level: level)
      for (query, expected) in zip(queries, references) {
        var (recorder, nothing) = (SearchRecorder(), NoSearchObserver())
        let watched = try graph.candidates(
          near: query, rows: rows, searchListSize: listSize, observer: &recorder)
        let unwatched = try graph.candidates(
          near: query, rows: rows, searchListSize: listSize, observer: &nothing)
        #expect(watched == expected.list)
        #expect(unwatched == expected.list)
        #expect(recorder.expanded == expected.expanded)
        #expect(
          recorder.seen + recorder.inserted.count + recorder.rejected.count
            == expected.expanded.reduce(0) { $0 + graph.neighbours(of: $1).count })
      }
    }
  }

  @Test("the pool holds every expanded node, nearest first", arguments: [1, 3, 20])
  func pool(listSize: Int) throws {
    let vectors = try SampleVectors.matrix(.float32, count: 300, dimension: 9, seed: 6)
    let rows = try PackedRows(vectors, team: WorkerTeam(workerCount: 1))
    let graph = try randomGraph(nodeCount: 300, degree: 5, seed: 8)
    let scratch = try SearchScratch(
      nodeCount: 300, capacity: listSize, maxDegree: 5, stride: rows.stride, droppedCount: 300)
    var pool = [UInt64](repeating: 0, count: 300)
    // More searches than a byte counts, so that the marks of old searches are met again.
    for query in 0..<NodeID(300) {
      let square = rows.prepareQuery(row: query, into: scratch.query)
      var recorder = SearchRecorder()
      _ = GreedySearch.run(
        kernels: rows.kernels, graph: graph.rows, start: graph.medoid, square: square,
        scratch: scratch, observer: &recorder)
      let count = scratch.collectExpanded(into: &pool, limit: 300)
      let found = pool.prefix(count).map { CandidateKey(bits: $0).node }
      let expected = recorder.expanded.sorted {
        (rows.distance(query, $0), $0) < (rows.distance(query, $1), $1)
      }
      #expect(found == expected)
    }
  }

  private func randomGraph(nodeCount: Int, degree: Int, seed: UInt64) throws -> VamanaGraph {
    var generator = SeededGenerator(seed: seed)
    let lists = (0..<nodeCount).map { _ in
      Array((0..<NodeID(nodeCount)).shuffled(using: &generator).prefix(degree))
    }
    return try VamanaGraph(lists: lists, medoid: 11)
  }
}

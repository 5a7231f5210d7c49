import TestSupport
import Testing
import VectorData

@testable import Vamana

@Suite("Filtered searches in memory")
struct MemoryFilterTests {
  private struct Fixture {
    let folder: TemporaryFolder
    let index: MemoryIndex
    let linked: LabelledGraph
    let labels: PointLabels
    let vectors: VectorMatrix
    let queries: VectorMatrix

    init(_ kind: FilterGraph, tags: [UInt32]? = nil) throws {
      folder = try TemporaryFolder()
      vectors = try SampleVectors.matrix(.uint8, count: 500, dimension: 7, seed: 11)
      queries = try SampleVectors.matrix(.uint8, count: 30, dimension: 7, seed: 12)
      labels = try SampleLabels.labels(count: 500, universal: true)
      linked = try LabelledGraph.build(
        vectors, labels: labels, kind: kind,
        parameters: VamanaParameters(maxDegree: 16, searchListSize: 32),
        team: WorkerTeam(workerCount: 2), control: JobControl())
      let prefix = folder.file("ann")
      try MemoryGraphFile.write(linked.graph, to: prefix)
      try BinFile.write(vectors, to: prefix + ".data")
      if let tags {
        var file = try OutputFile(path: prefix + ".tags")
        try file.appendBinHeader(rows: tags.count, columns: 1)
        try file.append(elements: tags)
        try file.finish()
      }
      index = try MemoryIndex(prefix: prefix, elementType: .uint8)
    }

    /// Walks over the points of `label`.
    func walk(_ label: Int) -> SearchFilter {
      SearchFilter(
        passing: labels.passing(label: label), strategy: .walk(starts: [[linked.starts[label]]]))
    }

    /// The nearest passing points by brute force.
    func nearest(_ query: Int, _ filter: SearchFilter, count: Int) -> [NodeID] {
      let kernel = DistanceKernel.squaredL2(.uint8).function
      let ranked = filter.passing.nodes.map {
        (kernel(queries.row(query), vectors.row(Int($0)), vectors.dimension), $0)
      }.sorted { $0 < $1 }
      return ranked.prefix(count).map(\.1)
    }
  }

  @Test("a scan is exact, whatever the graph; fewer that pass are fewer answers")
  func scan() throws {
    let fixture = try Fixture(.plain)
    for label in fixture.labels.names.indices {
      let filter = SearchFilter(passing: fixture.labels.passing(label: label), strategy: .scan)
      let batch = try fixture.index.search(
        fixture.queries, answerCount: 40, searchListSize: 40, filters: [filter], threadCount: 2)
      for (query, answer) in batch.answers.enumerated() {
        #expect(answer.points.map(\.node) == fixture.nearest(query, filter, count: 40))
        #expect(answer.hopCount == 0 && answer.comparisonCount == filter.passing.count)
      }
    }
  }

  @Test(
    "walks over a graph that knows the labels find the nearest of them",
    arguments: [FilterGraph.filtered, .stitched])
  func walk(kind: FilterGraph) throws {
    let fixture = try Fixture(kind)
    let filters = (0..<fixture.queries.count).map {
      fixture.walk($0 % fixture.labels.names.count)
    }
    let batch = try fixture.index.search(
      fixture.queries, answerCount: 5, searchListSize: 20, filters: filters, threadCount: 3)
    var hits = 0
    for (query, answer) in batch.answers.enumerated() {
      #expect(answer.points.allSatisfy { filters[query].passing.contains($0.node) })
      #expect(answer.comparisonCount <= filters[query].passing.count && answer.hopCount > 0)
      hits +=
        Set(answer.points.map(\.node))
        .intersection(fixture.nearest(query, filters[query], count: 5)).count
    }
    #expect(hits >= 145, "recall \(Double(hits) / 150)")
  }

  /// Told what a search does.
  private struct Recorder: GreedySearchObserver {
    var starts: [NodeID] = []
    var told = Set<NodeID>()

    mutating func searchBegan(starts: Span<CandidateKey>) {
      for place in starts.indices { self.starts.append(starts[place].node) }
    }
    mutating func expanded(_ node: NodeID, distance: Float) { told.insert(node) }
    mutating func considered(_ neighbour: NodeID, distance: Float?, fate: NeighbourFate) {
      told.insert(neighbour)
    }
  }

  @Test("a watched walk is the same, and tells of passing nodes alone, starts beyond the list too")
  func watched() throws {
    let fixture = try Fixture(.filtered)
    let filter = SearchFilter(
      passing: fixture.labels.passing(label: 0),
      strategy: .walk(starts: [[fixture.linked.starts[0]], fixture.linked.starts]))
    for listSize in [1, 20] {
      let batch = try fixture.index.search(
        fixture.queries, answerCount: 1, searchListSize: listSize, filters: [filter])
      for query in 0..<fixture.queries.count {
        var recorder = Recorder()
        let answer = try fixture.index.search(
          fixture.queries, query: query, answerCount: 1, searchListSize: listSize, filter: filter,
          observer: &recorder)
        #expect(answer.points == batch.answers[query].points)
        #expect(answer.comparisonCount == batch.answers[query].comparisonCount)
        #expect(recorder.told.allSatisfy { filter.passing.contains($0) })
        #expect(recorder.starts.allSatisfy { filter.passing.contains($0) })
        #expect(recorder.starts.count > 1)
      }
    }
  }

  @Test("a deleted point takes no place in the list of a scan")
  func deleted() throws {
    let tags = (0..<500).map { UInt32($0 % 2 == 0 ? 0 : $0 + 1000) }
    let fixture = try Fixture(.plain, tags: tags)
    let all = SearchFilter(passing: NodeSet(nodeCount: 500).complement, strategy: .scan)
    let batch = try fixture.index.search(
      fixture.queries, answerCount: 3, searchListSize: 3, filters: [all])
    for (query, answer) in batch.answers.enumerated() {
      let live = fixture.nearest(query, all, count: 500).filter { $0 % 2 == 1 }
      #expect(answer.points.map(\.node) == live.prefix(3).map { $0 + 1000 })
    }
  }
}

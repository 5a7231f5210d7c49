import Testing
import VectorData

@testable import DiskIndex

@Suite("Pipelined search")
struct PipelinedSearchTests {
  private func parameters(L: Int, W: Int, K: Int = 5, pages: Bool = false) -> SearchParameters {
    var parameters = SearchParameters(answerCount: K, searchListSize: L, beamWidth: W)
    parameters.isPipelined = true
    parameters.usesWholePages = pages
    return parameters
  }

  @Test(
    "With one read under way it is the search with W = 1, read for read", arguments: [false, true])
  func one(pages: Bool) throws {
    let small = try SmallIndex.packed()
    let index = try small.open()
    let queries = try small.queries(count: 6)
    let cache = try NodeCache.load(index: index, nodeCount: 20)
    for query in 0..<queries.count {
      var classic = parameters(L: 20, W: 1, pages: pages)
      classic.isPipelined = false
      let traces = try [classic, parameters(L: 20, W: 1, pages: pages)].map {
        try SearchStepper(
          index: index, cache: cache, queries: queries, queryNumber: query, parameters: $0
        ).runToEnd()
      }
      let expanded = traces.map { $0.hops.flatMap { $0.expanded.map(\.node) } }
      #expect(expanded[0] == expanded[1])
      #expect(traces[0].results == traces[1].results)
      #expect(traces[0].statistics.comparisonCount == traces[1].statistics.comparisonCount)
      #expect(traces[0].statistics.hopCount == traces[1].statistics.hopCount)
    }
  }

  @Test(
    "Answers and reads do not depend on threads, searches in flight or the way of reading",
    arguments: [2, 5], [false, true])
  func independent(W: Int, pages: Bool) throws {
    let small = try SmallIndex.packed()
    let queries = try small.queries()
    let ask = parameters(L: 25, W: W, pages: pages)
    let first = try BatchSearch.run(
      index: small.open(pageSource: .pread), queries: queries, parameters: ask, inflight: 1)
    let index = try small.open()
    for (threads, inflight) in [(1, 1), (1, 7), (2, 4)] {
      let batch = try BatchSearch.run(
        index: index, queries: queries, parameters: ask, threadCount: threads, inflight: inflight)
      #expect(batch.failures.isEmpty)
      for (one, other) in zip(first.answers, batch.answers) {
        #expect(one.results == other.results)
        #expect(one.statistics.readCount == other.statistics.readCount)
        #expect(one.statistics.hopCount == other.statistics.hopCount)
        #expect(one.statistics.comparisonCount == other.statistics.comparisonCount)
      }
    }
  }

  @Test("Every read is expanded, once, and the window is never wider than W", arguments: [0, 40])
  func addsUp(cached: Int) throws {
    let small = try SmallIndex.packed()
    let index = try small.open()
    let cache = try NodeCache.load(index: index, nodeCount: cached)
    let pages = try MemoryPages(
      path: index.files.disk, layout: index.layout, laneCount: 1, beamWidth: 4)
    let ask = parameters(L: 30, W: 4)
    let queries = try small.queries(count: 1)
    var search = BeamSearch(
      index: index, cache: cache, pages: pages, lane: 0,
      scratch: SearchScratch(index: index, parameters: ask), query: queries.row(0),
      parameters: ask, observer: TraceRecorder(query: 0, parameters: ask))
    while let reads = search.begin() {
      #expect(reads.count <= 4 && search.window.count <= 4)
      try search.complete()
    }
    #expect(search.isFinished && search.window.isEmpty)
    let asked = pages.submissions.flatMap { $0 }
    let expanded = search.observer.trace.hops.flatMap(\.expanded)
    #expect(Set(asked).count == asked.count)
    #expect(search.statistics.readCount == asked.count)
    #expect(expanded.count == asked.count + search.statistics.cacheHitCount)
    #expect(expanded.filter { $0.source != .cache }.map(\.node) == asked)
    #expect(search.observer.trace.hops.allSatisfy { $0.expanded.count == 1 })
  }

  @Test("A list of all nodes finds the exact nearest; a read limit holds; a stop factor ends it")
  func limits() throws {
    let small = try SmallIndex.packed()
    let index = try small.open()
    let queries = try small.queries(count: 5)
    let all = try BatchSearch.run(
      index: index, queries: queries, parameters: parameters(L: 300, W: 4, K: 10))
    for query in 0..<queries.count {
      let exact = small.nearest(to: queries.floats(row: query), count: 10)
      #expect(all.answers[query].results == exact)
    }
    var limited = parameters(L: 30, W: 4)
    limited.readLimit = 7
    let few = try BatchSearch.run(index: index, queries: queries, parameters: limited)
    #expect(few.answers.allSatisfy { $0.statistics.readCount == 7 && $0.results.count == 5 })
    var stopped = parameters(L: 60, W: 4)
    let full = try BatchSearch.run(index: index, queries: queries, parameters: stopped)
    stopped.stopFactor = 1
    let early = try BatchSearch.run(index: index, queries: queries, parameters: stopped)
    #expect(early.readTotal < full.readTotal)
  }

  @Test("A read that fails ends its search alone")
  func failure() throws {
    let small = try SmallIndex.packed()
    let index = try small.open()
    let pages = try MemoryPages(
      path: index.files.disk, layout: index.layout, laneCount: 1, beamWidth: 2)
    pages.unreadable = [index.layout.medoid]
    let ask = parameters(L: 20, W: 2)
    let queries = try small.queries(count: 1)
    var search = BeamSearch(
      index: index, cache: .empty, pages: pages, lane: 0,
      scratch: SearchScratch(index: index, parameters: ask), query: queries.row(0),
      parameters: ask, observer: Unobserved())
    #expect(search.begin() != nil)
    #expect(throws: IndexError.self) { try search.complete() }
  }
}

@Suite("Beam width rule")
struct BeamWidthRuleTests {
  @Test("It stays narrow while hops lead nearer, doubles when one does not, and ends at W")
  func rule() {
    var parameters = SearchParameters(beamWidth: 6)
    parameters.approachWidth = 2
    var rule = BeamWidthRule(parameters)
    var widths = [rule.current]
    for node: NodeID in [4, 7, 7, 9, 9, 9] {
      rule.hopEnded(nearest: Candidate(node: node, distance: Float(10 - node)))
      widths.append(rule.current)
    }
    #expect(widths == [2, 2, 2, 4, 4, 6, 6])
    var wide = BeamWidthRule(SearchParameters(beamWidth: 6))
    wide.hopEnded(nearest: Candidate(node: 1, distance: 1))
    #expect(wide.current == 6)
  }

  @Test("A hop never asks for more than its width, and W bounds what the rule may begin with")
  func hops() throws {
    let small = try SmallIndex()
    let index = try small.open()
    var parameters = SearchParameters(answerCount: 5, searchListSize: 30, beamWidth: 8)
    parameters.approachWidth = 1
    let queries = try small.queries(count: 4)
    for query in 0..<queries.count {
      let trace = try SearchStepper(
        index: index, queries: queries, queryNumber: query, parameters: parameters
      ).runToEnd()
      #expect(trace.hops[1].expanded.count == 1)
      #expect(trace.hops.map(\.expanded.count).max() == 8)
    }
    parameters.approachWidth = 9
    #expect(throws: IndexError.self) { try parameters.validate(nodeCount: 300) }
  }
}

import Testing
import VectorData

@testable import DiskIndex

@Suite("BeamSearch")
struct BeamSearchTests {
  static let settings: [(L: Int, W: Int)] = [(1, 1), (10, 1), (10, 4), (25, 3), (400, 8)]

  @Test(
    "Answers, order of expansion and comparisons are those of the plain algorithm",
    arguments: settings)
  func equalsReference(L: Int, W: Int) throws {
    let small = try SmallIndex()
    let index = try small.open()
    let cache = try NodeCache.load(index: index, nodeCount: 20)
    let parameters = SearchParameters(
      answerCount: min(5, L), searchListSize: L, beamWidth: W)
    let reference = ReferenceSearch(index: index, graph: small.graph, vectors: small.vectors)
    let queries = try small.queries(count: 8)
    for query in 0..<queries.count {
      let expected = reference.run(
        query: queries.floats(row: query), parameters: parameters, isCached: cache.contains)
      let trace = try SearchStepper(
        index: index, cache: cache, queries: queries, queryNumber: query, parameters: parameters
      ).runToEnd()
      #expect(trace.results == expected.results)
      #expect(trace.hops.flatMap { $0.expanded.map(\.node) } == expected.expanded)
      #expect(trace.statistics.hopCount == expected.hopCount)
      #expect(trace.statistics.comparisonCount == expected.comparisonCount)
      #expect(
        trace.statistics.cacheHitCount + trace.statistics.readCount == expected.expanded.count)
    }
  }

  @Test("With a list of all nodes the exact nearest are found")
  func exhaustive() throws {
    let small = try SmallIndex()
    let index = try small.open()
    let queries = try small.queries(count: 5)
    let answer = try BatchSearch.run(
      index: index, queries: queries,
      parameters: SearchParameters(answerCount: 10, searchListSize: 300, beamWidth: 4))
    for query in 0..<queries.count {
      let exact = small.nearest(to: queries.floats(row: query), count: 10)
      #expect(answer.answers[query].results == exact)
    }
  }

  @Test("A read limit ends the search before it is exceeded", arguments: [1, 5, 7])
  func readLimit(limit: Int) throws {
    let small = try SmallIndex()
    let index = try small.open()
    let answer = try BatchSearch.run(
      index: index, queries: small.queries(),
      parameters: SearchParameters(
        answerCount: 3, searchListSize: 30, beamWidth: 4, readLimit: limit))
    #expect(answer.answers.allSatisfy { $0.statistics.readCount == limit })
    #expect(answer.answers.allSatisfy { $0.results.count == min(3, limit) })
  }

  @Test("A node is fetched once, W at a time")
  func submissions() throws {
    let small = try SmallIndex()
    let index = try small.open()
    let pages = try MemoryPages(
      path: index.files.disk, layout: index.layout, laneCount: 1, beamWidth: 3)
    let parameters = SearchParameters(answerCount: 5, searchListSize: 20, beamWidth: 3)
    let queries = try small.queries(count: 1)
    var search = BeamSearch(
      index: index, cache: .empty, pages: pages, lane: 0,
      scratch: SearchScratch(index: index, parameters: parameters), query: queries.row(0),
      parameters: parameters, observer: Unobserved())
    while try search.advance() {}
    let statistics = search.finish().statistics
    let fetched = pages.submissions.flatMap { $0 }
    #expect(pages.submissions.first == [index.layout.medoid])
    #expect(pages.submissions.allSatisfy { (1...3).contains($0.count) })
    #expect(Set(fetched).count == fetched.count)
    #expect(statistics.readCount == fetched.count)
    #expect(statistics.readMicroseconds == Double(2 * pages.submissions.count))
  }
}

import Testing
import VectorData

@testable import DiskIndex

@Suite("Range search")
struct RangeSearchTests {
  static let kinds: [(SmallIndex.Parameters, Float)] = [
    (.init(), 14000), (.init(elementType: .float32, metric: .innerProduct), 2100),
    (.init(elementType: .int8, metric: .cosine), 0.75),
  ]

  @Test("gives all within the range and nothing beyond, best first", arguments: kinds)
  func complete(parameters: SmallIndex.Parameters, range: Float) throws {
    let small = try SmallIndex(parameters)
    let index = try small.open()
    let metric = index.metric
    let queries = try small.queries()
    let truth = try GroundTruth.compute(
      base: small.rows, queries: queries, neighbourCount: 300, metric: metric,
      team: WorkerTeam(workerCount: 2), control: JobControl())
    let exact = try #require(truth.distances)
    let answer = try RangeSearch.run(
      index: index, queries: queries, range: range,
      parameters: SearchParameters(searchListSize: 20), threadCount: 2)
    #expect(answer.unexhaustedQueries.isEmpty && answer.batch.failures.isEmpty)
    var found = 0
    var wanted = 0
    for (query, results) in answer.batch.answers.map(\.results).enumerated() {
      let within = (0..<300).filter {
        !metric.isNearer(range, than: metric.value(ofTruthDistance: exact[query * 300 + $0]))
      }
      let neighbours = Set(within.map { truth.ids[query * 300 + $0] })
      wanted += neighbours.count
      found += neighbours.intersection(results.map(\.node)).count
      #expect(results.allSatisfy { !metric.isNearer(range, than: $0.distance) })
      #expect(Set(results.map(\.node)).count == results.count)
    }
    // The range of the kind must make lists grow for some queries: more than half of the first list.
    #expect(answer.batch.answers.contains { $0.results.count > 20 })
    #expect(Double(found) >= 0.95 * Double(wanted))
  }

  @Test("a range around everything ends with every node, one around nothing with none")
  func extremes() throws {
    let small = try SmallIndex()
    let index = try small.open()
    let queries = try small.queries(count: 3)
    let parameters = SearchParameters(searchListSize: 10)
    let all = try RangeSearch.run(
      index: index, queries: queries, range: 1e9, parameters: parameters)
    #expect(all.unexhaustedQueries.isEmpty)
    #expect(all.batch.answers.allSatisfy { $0.results.count == 300 })
    let none = try RangeSearch.run(
      index: index, queries: queries, range: -1, parameters: parameters)
    #expect(none.batch.answers.allSatisfy { $0.results.isEmpty && $0.statistics.readCount > 0 })
    #expect(throws: IndexError.self) {
      try RangeSearch.run(index: index, queries: queries, range: .nan, parameters: parameters)
    }
  }
}

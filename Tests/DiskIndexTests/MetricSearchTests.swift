import Foundation
import Testing
import VectorData

@testable import DiskIndex

@Suite("Search by inner product and cosine")
struct MetricSearchTests {
  static let kinds: [SmallIndex.Parameters] = [
    .init(elementType: .float32, metric: .innerProduct),
    .init(elementType: .float32, metric: .cosine), .init(elementType: .int8, metric: .cosine),
    .init(elementType: .uint8, metric: .cosine),
  ]

  private static func truth(_ small: SmallIndex, _ queries: VectorMatrix) throws -> TruthSet {
    try GroundTruth.compute(
      base: small.rows, queries: queries, neighbourCount: 20, metric: small.parameters.metric,
      team: WorkerTeam(workerCount: 2), control: JobControl())
  }

  @Test("A list of all nodes gives the truth: its ids and its values, best first", arguments: kinds)
  func exactSearch(parameters: SmallIndex.Parameters) throws {
    let small = try SmallIndex(parameters)
    let index = try small.open()
    #expect(index.metric == parameters.metric && index.dimension == 12)
    #expect(index.queryType == parameters.elementType && index.elementType == .float32)
    let queries = try small.queries()
    let truth = try Self.truth(small, queries)
    let batch = try BatchSearch.run(
      index: index, queries: queries,
      parameters: SearchParameters(answerCount: 10, searchListSize: 300), threadCount: 2)
    let found = batch.answers.map { $0.results.map(\.node) }
    #expect(Recall.fraction(found: found, truth: truth, answerCount: 10) == 1)
    let exact = try #require(truth.distances)
    for (query, answer) in batch.answers.enumerated() {
      for (rank, result) in answer.results.enumerated() {
        let expected = index.metric.value(ofTruthDistance: exact[query * 20 + rank])
        #expect(abs(result.distance - expected) <= 2e-6 * max(1, abs(expected)))
        guard rank > 0 else { continue }
        #expect(!index.metric.isNearer(result.distance, than: answer.results[rank - 1].distance))
      }
    }
  }

  @Test("A trace tells values of the metric, the same as the answers", arguments: kinds)
  func traceValues(parameters: SmallIndex.Parameters) throws {
    let small = try SmallIndex(parameters)
    let index = try small.open()
    let queries = try small.queries(count: 3)
    let parameters = SearchParameters(answerCount: 5, searchListSize: 20)
    let batch = try BatchSearch.run(index: index, queries: queries, parameters: parameters)
    for query in 0..<3 {
      let trace = try SearchStepper(
        index: index, queries: queries, queryNumber: query, parameters: parameters
      ).runToEnd()
      #expect(trace.metric == index.metric && trace.results == batch.answers[query].results)
      var exact: [NodeID: Float] = [:]
      for expansion in trace.hops.flatMap(\.expanded) {
        exact[expansion.node] = expansion.exactDistance
      }
      for result in trace.results { #expect(exact[result.node] == result.distance) }
      // The list is in order on the metric's own scale, and the sketch is near the value.
      for hop in trace.hops {
        for (first, second) in zip(hop.after, hop.after.dropFirst()) {
          #expect(!index.metric.isNearer(second.distance, than: first.distance))
        }
        for expansion in hop.expanded {
          let sketch = try #require(hop.before.first { $0.node == expansion.node }?.distance)
          #expect(sketch == expansion.sketchDistance)
        }
      }
    }
  }

  @Test("Queries of another type or length are refused by what the user gave")
  func foreignQueries() throws {
    let small = try SmallIndex(.init(elementType: .float32, metric: .innerProduct))
    let index = try small.open()
    let prepared = SmallIndex.Parameters(dimension: 13, elementType: .float32)
    let queries = try SmallIndex(prepared).queries()
    let error = #expect(throws: IndexError.self) {
      try BatchSearch.run(index: index, queries: queries, parameters: SearchParameters())
    }
    #expect("\(try #require(error))".contains("expected 12"))
  }

  @Test("A query without length is answered: all inner products are 0, all cosines count as 0")
  func zeroQuery() throws {
    for (metric, value) in [(Metric.innerProduct, Float(0)), (.cosine, 1)] {
      let small = try SmallIndex(.init(elementType: .float32, metric: metric))
      let stepper = try SearchStepper(
        index: small.open(), query: [UInt8](repeating: 0, count: 48),
        parameters: SearchParameters(answerCount: 5, searchListSize: 10))
      let results = try stepper.runToEnd().results
      #expect(results.count == 5 && results.allSatisfy { $0.distance == value })
    }
  }
}

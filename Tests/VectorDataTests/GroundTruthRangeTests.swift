import Foundation
import TestSupport
import Testing
import VectorData

@Suite("Ground truth of ranges")
struct GroundTruthRangeTests {
  private let team = WorkerTeam(workerCount: 2)

  /// The value of the metric in double precision, and the same so that smaller is nearer.
  private func value(_ query: [Float], _ row: [Float], _ metric: Metric) -> (Double, Double) {
    let (order, value) = GroundTruthTests.reference(query, row, metric)
    return metric == .cosine ? (value / 2, order) : (value, order)
  }

  static let cases: [(Metric, Float)] = [
    (.l2, 0), (.l2, 1.5), (.l2, 1e9), (.innerProduct, 0.5), (.innerProduct, -1e9), (.cosine, 0.3),
    (.cosine, 2.1), (.l2, -1),
  ]

  @Test("holds what a comparison of all pairs finds, nearest first", arguments: cases)
  func oracle(metric: Metric, range: Float) throws {
    let base = try MatrixFixture.random(count: 201, dimension: 3, elementType: .float32, seed: 3)
    let queries = try MatrixFixture.random(count: 11, dimension: 3, elementType: .float32, seed: 4)
    let truth = try GroundTruth.compute(
      base: base, queries: queries, within: range, metric: metric, team: team,
      control: JobControl())
    for query in 0..<11 {
      let within = (0..<201).filter { row in
        let (value, _) = value(queries.floats(row: query), base.floats(row: row), metric)
        return metric == .innerProduct ? value >= Double(range) : value <= Double(range)
      }
      #expect(truth.neighbours[query].map { Int($0) }.sorted() == within)
      let orders = truth.neighbours[query].map { row in
        value(queries.floats(row: query), base.floats(row: Int(row)), metric).1
      }
      #expect(zip(orders, orders.dropFirst()).allSatisfy { $0 <= $1 + 1e-5 })
    }
  }

  @Test("only rows that pass the filter of a query count")
  func filtered() throws {
    let base = try MatrixFixture.random(count: 90, dimension: 4, elementType: .uint8, seed: 1)
    let queries = try MatrixFixture.random(count: 2, dimension: 4, elementType: .uint8, seed: 2)
    let all = try GroundTruth.compute(
      base: base, queries: queries, within: 60_000, metric: .l2, team: team, control: JobControl())
    let sets = [0, 1].map { rest in
      NodeSet(nodeCount: 90, nodes: (0..<90).filter { $0 % 2 == rest }.map { NodeID($0) })
    }
    let truth = try GroundTruth.compute(
      base: base, queries: queries, within: 60_000, metric: .l2, filters: sets, team: team,
      control: JobControl())
    for query in 0..<2 {
      #expect(
        truth.neighbours[query] == all.neighbours[query].filter { Int($0) % 2 == query })
      #expect(!truth.neighbours[query].isEmpty)
    }
  }

  @Test("a range that is no number and a cancelled computation throw")
  func refusals() throws {
    let base = try MatrixFixture.random(count: 9, dimension: 4, elementType: .uint8, seed: 1)
    #expect(throws: IndexError.parameter(name: "--range", expected: "a number", found: "nan")) {
      try GroundTruth.compute(
        base: base, queries: base, within: .nan, metric: .l2, team: team, control: JobControl())
    }
    let control = JobControl()
    control.cancel()
    #expect(throws: IndexError.cancelled) {
      try GroundTruth.compute(
        base: base, queries: base, within: 1, metric: .l2, team: team, control: control)
    }
  }
}

import Testing
import VectorData

@Suite("Ground truth")
struct GroundTruthTests {
  /// Distance in double precision, smaller is nearer, and what the truth file says.
  static func reference(_ query: [Float], _ row: [Float], _ metric: Metric) -> (Double, Double) {
    let inner = product(query, row)
    switch metric {
    case .l2:
      let square = product(query, query) - 2 * inner + product(row, row)
      return (square, square)
    case .innerProduct:
      return (-inner, inner)
    case .cosine:
      let norms = (product(query, query) * product(row, row)).squareRoot()
      let distance = norms > 0 ? 2 - 2 * inner / norms : 2
      return (distance, distance)
    }
  }

  private static func product(_ first: [Float], _ second: [Float]) -> Double {
    var sum = 0.0
    for (a, b) in zip(first, second) { sum += Double(a) * Double(b) }
    return sum
  }

  static let combinations = ElementType.allCases.flatMap { type in
    [Metric.l2, .innerProduct].map { (type, $0) }
  }

  @Test("equals a full sort with ties by id", arguments: combinations)
  func oracle(elementType: ElementType, metric: Metric) throws {
    let base = try MatrixFixture.random(
      count: 331, dimension: 3, elementType: elementType, seed: 3)
    let queries = try MatrixFixture.random(
      count: 11, dimension: 3, elementType: elementType, seed: 4)
    let truth = try GroundTruth.compute(
      base: base, queries: queries, neighbourCount: 20, metric: metric,
      team: WorkerTeam(workerCount: 2), control: JobControl())
    for query in 0..<11 {
      let sorted = (0..<331).map { row in
        let (order, value) = Self.reference(
          queries.floats(row: query), base.floats(row: row), metric)
        return (order: order, row: row, value: value)
      }.sorted { ($0.order, $0.row) < ($1.order, $1.row) }.prefix(20)
      #expect(truth.neighbours(of: query).map { Int($0) } == sorted.map(\.row))
      let distances = truth.distances?[query * 20..<(query + 1) * 20].map(Double.init)
      #expect(distances == sorted.map(\.value))
    }
  }

  @Test("cosine distances are those of unit vectors", arguments: ElementType.allCases)
  func cosine(elementType: ElementType) throws {
    let base = try MatrixFixture.random(
      count: 97, dimension: 7, elementType: elementType, seed: 5)
    let queries = try MatrixFixture.random(
      count: 5, dimension: 7, elementType: elementType, seed: 6)
    let truth = try GroundTruth.compute(
      base: base, queries: queries, neighbourCount: 97, metric: .cosine,
      team: WorkerTeam(workerCount: 1), control: JobControl())
    let distances = try #require(truth.distances)
    for place in distances.indices {
      let (_, expected) = Self.reference(
        queries.floats(row: place / 97), base.floats(row: Int(truth.ids[place])), .cosine)
      #expect(abs(Double(distances[place]) - expected) < 1e-5)
      if place % 97 > 0 { #expect(distances[place - 1] <= distances[place]) }
    }
  }

  @Test("K beyond the base, other dimensions, other types and NaN are refused")
  func refuses() throws {
    let base = try MatrixFixture.floats([[0, 1], [2, 3]])
    let team = WorkerTeam(workerCount: 1)
    func error(_ base: VectorMatrix, _ queries: VectorMatrix, _ count: Int) -> IndexError? {
      thrownError { () throws(IndexError) in
        _ = try GroundTruth.compute(
          base: base, queries: queries, neighbourCount: count, metric: .l2, team: team,
          control: JobControl())
      }
    }
    guard case .parameter("-K", _, "3") = error(base, base, 3) else {
      Issue.record("K above n passed")
      return
    }
    guard case .parameter("-K", _, "0") = error(base, base, 0) else {
      Issue.record("K 0 passed")
      return
    }
    let wide = try MatrixFixture.floats([[0, 1, 2]])
    guard case .mismatch(_, "dimension", _, "3") = error(base, wide, 1) else {
      Issue.record("another dimension passed")
      return
    }
    let bytes = try MatrixFixture.random(count: 2, dimension: 2, elementType: .int8, seed: 1)
    guard case .mismatch(_, "type", _, "int8") = error(base, bytes, 1) else {
      Issue.record("another type passed")
      return
    }
    let bad = try MatrixFixture.floats([[0, .nan]])
    guard case .malformed(_, _, "row 0, column 1", _, _) = error(base, bad, 1) else {
      Issue.record("NaN passed")
      return
    }
  }

  @Test("a cancelled comparison throws")
  func cancelled() throws {
    let base = try MatrixFixture.random(count: 50, dimension: 4, elementType: .int8, seed: 1)
    let control = JobControl()
    control.cancel()
    let error = thrownError { () throws(IndexError) in
      _ = try GroundTruth.compute(
        base: base, queries: base, neighbourCount: 5, metric: .l2,
        team: WorkerTeam(workerCount: 2), control: control)
    }
    #expect(error == .cancelled)
  }
}

import Foundation
import TestSupport
import Testing
import VectorData

@Suite("Prepared vectors")
struct PreparedVectorsTests {
  private static let l2 = DistanceKernel.squaredL2(.float32)

  private static func product(_ first: [Float], _ second: [Float]) -> Double {
    var sum = 0.0
    for (a, b) in zip(first, second) { sum += Double(a) * Double(b) }
    return sum
  }

  /// The value of a metric in double precision.
  private static func value(_ query: [Float], _ row: [Float], _ metric: Metric) -> Double {
    let inner = product(query, row)
    switch metric {
    case .l2: return product(query, query) - 2 * inner + product(row, row)
    case .innerProduct: return inner
    case .cosine:
      return 1 - inner / (product(query, query) * product(row, row)).squareRoot()
    }
  }

  private static func engineDistance(_ a: [Float], _ b: [Float]) -> Float {
    a.withUnsafeBytes { a in
      b.withUnsafeBytes { b in
        guard let x = a.baseAddress, let y = b.baseAddress else { return -1 }
        return l2.function(x, y, a.count / 4)
      }
    }
  }

  static let supported: [(Metric, ElementType)] = [
    (.l2, .float32), (.l2, .int8), (.l2, .uint8), (.innerProduct, .float32), (.cosine, .float32),
    (.cosine, .int8), (.cosine, .uint8),
  ]

  @Test("squared L2 over prepared vectors is the metric's value", arguments: supported)
  func values(metric: Metric, elementType: ElementType) throws {
    let folder = try TemporaryFolder()
    let rows = try MatrixFixture.random(
      count: 40, dimension: 9, elementType: elementType, seed: 8)
    let queries = try MatrixFixture.random(
      count: 6, dimension: 9, elementType: elementType, seed: 9)
    let preparation = try PreparedVectors.preparation(of: rows, metric: metric)
    let prepared = try PreparedVectors.write(
      rows, prepared: preparation, to: folder.file("prepared.bin"))
    #expect(prepared.count == 40 && prepared.dimension == (metric == .innerProduct ? 10 : 9))
    for number in 0..<queries.count {
      var query = [Float](repeating: .nan, count: preparation.preparedDimension)
      let scale = preparation.prepareQuery(queries.row(number), elementType, into: &query)
      #expect(scale == preparation.scale(query: queries.row(number), elementType))
      let values = (0..<rows.count).map { row in
        scale.value(Self.engineDistance(query, prepared.floats(row: row)))
      }
      let expected = (0..<rows.count).map { row in
        Self.value(queries.floats(row: number), rows.floats(row: row), metric)
      }
      let largest = expected.map(abs).max() ?? 1
      for (value, truth) in zip(values, expected) {
        #expect(abs(Double(value) - truth) <= 3e-6 * max(largest, 1))
      }
    }
  }

  @Test("rows become unit vectors, and inner products give their lengths back")
  func unitRows() throws {
    let folder = try TemporaryFolder()
    let rows = try MatrixFixture.random(
      count: 30, dimension: 5, elementType: .float32, seed: 3)
    for metric in [Metric.innerProduct, .cosine] {
      let preparation = try PreparedVectors.preparation(of: rows, metric: metric)
      let prepared = try PreparedVectors.write(
        rows, prepared: preparation, to: folder.file("\(metric.rawValue).bin"))
      for row in 0..<rows.count {
        let vector = prepared.floats(row: row)
        #expect(abs(Self.product(vector, vector) - 1) < 1e-6)
        let restored = preparation.restoredRow(vector)
        let original = rows.floats(row: row)
        let length = metric == .cosine ? Float(Self.product(original, original).squareRoot()) : 1
        for (a, b) in zip(restored, original) { #expect(abs(a * length - b) < 1e-5) }
      }
    }
  }

  @Test("M is the length of the longest row, and survives its file")
  func maximumNorm() throws {
    let folder = try TemporaryFolder()
    let rows = try MatrixFixture.floats([[3, 4], [0, 0], [-6, 8], [1, 1]])
    let preparation = try PreparedVectors.preparation(of: rows, metric: .innerProduct)
    #expect(preparation.maximumNorm == 10)
    try preparation.writeMaximumNorm(to: folder.file("norm.bin"))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("norm.bin")))
    #expect([UInt8](bytes) == [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0x20, 0x41])
    #expect(try MetricPreparation.readMaximumNorm(path: folder.file("norm.bin")) == 10)
    let prepared = try PreparedVectors.write(
      rows, prepared: preparation, to: folder.file("rows.bin"))
    #expect(prepared.floats(row: 1) == [0, 0, 1])
    #expect(prepared.floats(row: 2) == [-0.6, 0.8, 0])
  }

  @Test(
    "a norm that cannot be is refused",
    arguments: [Float.nan, .infinity, 0, -1].map { [1, 1, $0.bitPattern] }
      + [[1, 1], [1, 2, 0x3F80_0000], [1, 1, 0x3F80_0000, 0], []])
  func badNorm(words: [UInt32]) throws {
    let folder = try TemporaryFolder()
    var file = SyntheticFile()
    for word in words { file.append(word) }
    try file.write(to: folder.file("norm.bin"))
    let error = thrownError { () throws(IndexError) in
      _ = try MetricPreparation.readMaximumNorm(path: folder.file("norm.bin"))
    }
    guard case .malformed = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("a row that cannot be prepared is named")
  func badRows() throws {
    let huge = Float.greatestFiniteMagnitude
    let cases: [(Metric, [[Float]], String)] = [
      (.cosine, [[1, 2], [0, 0]], "length of row 1"),
      (.cosine, [[1, .nan]], "length of row 0"),
      (.innerProduct, [[1, 2], [huge, huge]], "length of row 1"),
      (.innerProduct, [[1, .infinity]], "length of row 0"),
      (.innerProduct, [[0, 0], [0, 0]], "length of the longest row"),
    ]
    for (metric, rows, field) in cases {
      let matrix = try MatrixFixture.floats(rows)
      let error = thrownError { () throws(IndexError) in
        _ = try PreparedVectors.preparation(of: matrix, metric: metric)
      }
      guard case .malformed(_, _, field, _, _) = error else {
        Issue.record("\(field): \(String(describing: error))")
        continue
      }
    }
  }

  @Test("the longest floats are prepared without overflow")
  func hugeRows() throws {
    let folder = try TemporaryFolder()
    let rows = try MatrixFixture.floats([[3e38, 0], [1e38, 1e38], [1e-30, 0]])
    for metric in [Metric.innerProduct, .cosine] {
      let preparation = try PreparedVectors.preparation(of: rows, metric: metric)
      let prepared = try PreparedVectors.write(
        rows, prepared: preparation, to: folder.file("\(metric.rawValue).bin"))
      for row in 0..<3 {
        let vector = prepared.floats(row: row)
        #expect(abs(Self.product(vector, vector) - 1) < 1e-6)
      }
    }
  }

  @Test("inner products of bytes are refused by the name of the type")
  func bytes() throws {
    let rows = try MatrixFixture.random(count: 3, dimension: 4, elementType: .int8, seed: 1)
    let error = thrownError { () throws(IndexError) in
      _ = try PreparedVectors.preparation(of: rows, metric: .innerProduct)
    }
    #expect(
      error
        == .parameter(name: "--metric", expected: "l2 or cosine for int8 vectors", found: "ip"))
  }

  @Test("a query without length has inner product 0 and cosine 0 with every row")
  func zeroQuery() throws {
    for (metric, expected) in [(Metric.innerProduct, Float(0)), (.cosine, 1)] {
      let preparation = MetricPreparation(metric: metric, dimension: 3, maximumNorm: 2)
      let query: [Float] = [0, 0, 0]
      let scale = query.withUnsafeBytes { bytes in
        bytes.baseAddress.map { preparation.scale(query: $0, .float32) }
      }
      #expect(scale?.value(1) == expected)
    }
  }

  @Test("a cancelled preparation throws and leaves no file")
  func cancelled() throws {
    let folder = try TemporaryFolder()
    let rows = try MatrixFixture.random(
      count: 5000, dimension: 2, elementType: .float32, seed: 1)
    let preparation = MetricPreparation(metric: .cosine, dimension: 2)
    let control = JobControl()
    control.cancel()
    let error = thrownError { () throws(IndexError) in
      _ = try PreparedVectors.write(
        rows, prepared: preparation, to: folder.file("rows.bin"), control: control)
    }
    #expect(error == .cancelled)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }
}

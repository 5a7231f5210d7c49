import Foundation
import TestSupport
import Testing
import VectorData

@testable import Vamana

/// The files of a memory index in a folder of its own.
private struct MemoryFiles {
  let folder: TemporaryFolder
  let prefix: String
  let vectors: VectorMatrix

  init(
    _ vectors: VectorMatrix, maxDegree: Int = 12, metric: Metric = .l2
  ) throws {
    folder = try TemporaryFolder()
    prefix = folder.file("ann")
    self.vectors = vectors
    let graph = try VamanaBuilder.build(
      vectors, parameters: VamanaParameters(maxDegree: maxDegree, saturates: false),
      team: WorkerTeam(workerCount: 1), control: JobControl())
    try MemoryGraphFile.write(graph, to: prefix)
    try BinFile.write(vectors, to: prefix + ".data")
  }

  func write(tags: [UInt32], to suffix: String = ".tags") throws {
    var file = try OutputFile(path: prefix + suffix)
    try file.appendBinHeader(rows: tags.count, columns: 1)
    try file.append(elements: tags)
    try file.finish()
  }

  func open(_ metric: Metric = .l2) throws -> MemoryIndex {
    try MemoryIndex(prefix: prefix, elementType: vectors.elementType, metric: metric)
  }

  /// Cuts a file by one byte.
  func cut(_ suffix: String) throws {
    let file = URL(fileURLWithPath: prefix + suffix)
    try Data(contentsOf: file).dropLast().write(to: file)
  }
}

@Suite("Memory index")
struct MemoryIndexTests {
  /// The rows nearest to row `query` of `queries` by brute force, and their values of the metric.
  private func exact(
    _ vectors: VectorMatrix, _ queries: VectorMatrix, _ query: Int, _ metric: Metric
  ) -> [(row: NodeID, value: Double)] {
    let q = queries.floats(row: query).map(Double.init)
    let values = (0..<vectors.count).map { row -> Double in
      let x = vectors.floats(row: row).map(Double.init)
      let product = zip(q, x).reduce(0) { $0 + $1.0 * $1.1 }
      switch metric {
      case .l2: return zip(q, x).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      case .innerProduct: return product
      case .cosine:
        let norms = q.reduce(0) { $0 + $1 * $1 } * x.reduce(0) { $0 + $1 * $1 }
        return 1 - product / norms.squareRoot()
      }
    }
    let order = values.indices.sorted {
      metric == .innerProduct
        ? (-values[$0], $0) < (-values[$1], $1) : (values[$0], $0) < (values[$1], $1)
    }
    return order.map { (NodeID($0), values[$0]) }
  }

  @Test(
    "with a list of all nodes the answers are exact, at any number of threads",
    arguments: ElementType.allCases)
  func exactAnswers(type: ElementType) throws {
    let vectors = try SampleVectors.matrix(type, count: 300, dimension: 10, seed: 4)
    let queries = try SampleVectors.matrix(type, count: 40, dimension: 10, seed: 5)
    let index = try MemoryFiles(vectors).open()
    let one = try index.search(queries, answerCount: 5, searchListSize: 300)
    let three = try index.search(queries, answerCount: 5, searchListSize: 300, threadCount: 3)
    for query in 0..<queries.count {
      let expected = exact(vectors, queries, query, .l2)
      let answer = one.answers[query]
      #expect(answer.points.map(\.node) == expected.prefix(5).map(\.row))
      for (point, near) in zip(answer.points, expected) {
        #expect(abs(Double(point.distance) - near.value) <= 1e-5 * max(1, near.value))
      }
      #expect(answer.points == three.answers[query].points)
      #expect(answer.hopCount == 300 && answer.comparisonCount == 300)
    }
  }

  @Test("floats that lie as bytes answer queries that are no bytes", arguments: [0.0, 0.5, 300])
  func floatQueries(offset: Double) throws {
    let vectors = try SampleVectors.floats(count: 200, dimension: 6) { row, column in
      Float((row * 31 + column * 17) % 200)
    }
    let queries = try SampleVectors.floats(count: 10, dimension: 6) { row, column in
      Float((row * 53 + column * 29) % 200) + Float(offset)
    }
    let index = try MemoryFiles(vectors).open()
    let batch = try index.search(queries, answerCount: 4, searchListSize: 200)
    for query in 0..<queries.count {
      let expected = exact(vectors, queries, query, .l2)
      #expect(
        zip(batch.answers[query].points, expected).allSatisfy {
          abs(Double($0.distance) - $1.value) <= 1e-3 * $1.value
        })
    }
  }

  @Test("inner products and cosines are true values", arguments: [Metric.innerProduct, .cosine])
  func metrics(metric: Metric) throws {
    let vectors = try SampleVectors.matrix(.float32, count: 250, dimension: 8, seed: 9)
    let queries = try SampleVectors.floats(count: 12, dimension: 8) { row, column in
      Float((row * 7 + column * 3) % 11) - 4.5
    }
    let index = try MemoryFiles(vectors).open(metric)
    let batch = try index.search(queries, answerCount: 3, searchListSize: 250)
    for query in 0..<queries.count {
      let expected = exact(vectors, queries, query, metric)
      #expect(batch.answers[query].points.map(\.node) == expected.prefix(3).map(\.row))
      for (point, near) in zip(batch.answers[query].points, expected) {
        #expect(abs(Double(point.distance) - near.value) < 1e-4)
      }
    }
  }

  @Test("tags are answered with; deleted and frozen points are not")
  func tags() throws {
    let vectors = try SampleVectors.matrix(.uint8, count: 60, dimension: 5, seed: 3)
    let files = try MemoryFiles(vectors)
    try files.write(tags: (0..<60).map { 1000 - 7 * $0 })
    try files.write(tags: [4, 9], to: ".del")
    let index = try files.open()
    #expect(index.tags.liveCount == 58 && index.tags.largestNumber == 1000)
    let answer = try index.search(vectors, answerCount: 60, searchListSize: 60).answers[4]
    let expected = exact(vectors, vectors, 4, .l2).map(\.row).filter { $0 != 4 && $0 != 9 }
    #expect(answer.points.map(\.node) == expected.map { 1000 - 7 * $0 })
  }

  @Test("files that do not fit each other are refused, naming the file")
  func refusals() throws {
    let vectors = try SampleVectors.matrix(.uint8, count: 60, dimension: 5, seed: 3)
    for suffix in ["", ".data", ".tags"] {
      let files = try MemoryFiles(vectors)
      try files.write(tags: (1...60).map { $0 })
      _ = try files.open()
      try files.cut(suffix)
      #expect {
        try files.open()
      } throws: { error in
        guard case .malformed(files.prefix + suffix, _, _, _, _)? = error as? IndexError else {
          return false
        }
        return true
      }
    }
    let files = try MemoryFiles(vectors)
    let faults: [([UInt32], String)] = [
      ((1...59).map { $0 }, ".tags"), ([UInt32](repeating: 5, count: 60), ".tags"), ([60], ".del"),
    ]
    for (numbers, suffix) in faults {
      try files.write(tags: (1...60).map { $0 })
      try files.write(tags: numbers, to: suffix)
      #expect(throws: IndexError.self) { try files.open() }
    }
    let other = try SampleVectors.matrix(.uint8, count: 59, dimension: 5, seed: 3)
    try BinFile.write(other, to: files.prefix + ".data")
    #expect(throws: IndexError.self) { try files.open() }
    let bytes = try MemoryFiles(vectors)
    #expect(throws: IndexError.self) { try bytes.open(.innerProduct) }
  }
}

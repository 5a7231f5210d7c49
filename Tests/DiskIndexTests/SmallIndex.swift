import TestSupport
import Testing
import Vamana
import VectorData

@testable import DiskIndex

/// A small index that a test makes by itself: neighbours by brute force plus random edges, and PQ codes
/// of centres that are rows of the data. Its files are written byte by byte, as docs/formats.md has them.
final class SmallIndex {
  let folder: TemporaryFolder
  let prefix: String
  /// The rows as a user has them.
  let rows: VectorMatrix
  /// The rows as they are stored: prepared for the metric.
  let vectors: VectorMatrix
  let graph: VamanaGraph
  let parameters: Parameters

  struct Parameters: Hashable {
    var count = 300
    var dimension = 12
    var elementType = ElementType.uint8
    var nearest = 6
    var random = 3
    var chunkCount = 4
    var seed: UInt64 = 7
    var metric = Metric.l2
  }

  /// Writes the files of its own copy: a test may damage them.
  init(_ parameters: Parameters = Parameters()) throws {
    self.parameters = parameters
    folder = try TemporaryFolder()
    prefix = folder.file("small")
    let content = try Self.content(parameters)
    rows = content.rows
    vectors = content.vectors
    graph = content.graph
    let files = IndexFiles(prefix: prefix)
    if parameters.metric == .innerProduct {
      try content.preparation.writeMaximumNorm(to: files.maximumNorm)
    }
    try DiskIndexWriter.write(graph: graph, vectors: vectors, to: files.disk)
    try Self.writePivots(content, files.pivots)
    var codes = try OutputFile(path: files.codes)
    try codes.appendBinHeader(rows: vectors.count, columns: parameters.chunkCount)
    try codes.append(elements: content.codes)
    try codes.finish()
  }

  private struct Content: Sendable {
    var rows: VectorMatrix
    var preparation: MetricPreparation
    var vectors: VectorMatrix
    var graph: VamanaGraph
    var bounds: [Int]
    var centres: [[Float]]
    var codes: [UInt8]
  }

  private static let known = Locked<[Parameters: Content]>([:])

  /// Brute force is slow in a debug build: each content is made once.
  private static func content(_ parameters: Parameters) throws -> Content {
    try known.withLock { known in
      if let content = known[parameters] { return content }
      var generator = SeededGenerator(seed: parameters.seed)
      let rows = try randomMatrix(
        count: parameters.count, dimension: parameters.dimension,
        elementType: parameters.elementType, path: "base", generator: &generator)
      let preparation = try PreparedVectors.preparation(of: rows, metric: parameters.metric)
      let vectors = try prepared(rows, preparation)
      let graph = try graph(of: vectors, parameters, &generator)
      var content = try sketch(of: vectors, graph: graph, chunkCount: parameters.chunkCount)
      content.rows = rows
      content.preparation = preparation
      known[parameters] = content
      return content
    }
  }

  /// The mapping keeps the file when its folder is gone.
  private static func prepared(
    _ rows: VectorMatrix, _ preparation: MetricPreparation
  ) throws -> VectorMatrix {
    guard preparation.metric != .l2 else { return rows }
    let folder = try TemporaryFolder()
    return try PreparedVectors.write(
      rows, prepared: preparation, to: folder.file("prepared.bin"))
  }

  func open(pageSource: PageSourceKind = .automatic) throws -> DiskIndex {
    try DiskIndex.open(
      prefix: prefix, elementType: parameters.elementType, metric: parameters.metric,
      pageSource: pageSource)
  }

  func queries(count: Int = 20) throws -> VectorMatrix {
    var generator = SeededGenerator(seed: parameters.seed, stream: 99)
    return try Self.randomMatrix(
      count: count, dimension: parameters.dimension, elementType: parameters.elementType,
      path: "queries", generator: &generator)
  }

  private static let kernel = DistanceKernel.squaredL2(.float32)

  /// Of `columns` alone, of all where there are none.
  static func squaredL2(_ a: [Float], _ b: [Float], _ columns: Range<Int>? = nil) -> Float {
    let columns = columns ?? a.indices
    precondition(columns.upperBound <= min(a.count, b.count))
    // The engine's kernel is optimized C: a loop here would take minutes in a debug build.
    return a.withUnsafeBytes { a in
      b.withUnsafeBytes { b in
        guard let x = a.baseAddress, let y = b.baseAddress else { return 0 }
        let start = 4 * columns.lowerBound
        return kernel.function(x + start, y + start, columns.count)
      }
    }
  }

  static func randomMatrix(
    count: Int, dimension: Int, elementType: ElementType, path: String,
    generator: inout SeededGenerator
  ) throws -> VectorMatrix {
    let buffer = try AlignedBuffer(
      byteCount: count * dimension * elementType.byteCount, purpose: "a test")
    for index in 0..<count * dimension {
      let value = generator.nextIndex(below: 100)
      switch elementType {
      case .float32: buffer.elements(of: Float.self)[index] = Float(value) / 4
      case .int8: buffer.elements(of: Int8.self)[index] = Int8(value - 50)
      case .uint8: buffer.elements(of: UInt8.self)[index] = UInt8(value)
      }
    }
    let start = try #require(buffer.bytes.baseAddress)
    return VectorMatrix(
      count: count, dimension: dimension, elementType: elementType, path: path,
      start: UnsafeRawPointer(start), owner: buffer)
  }

  private static func graph(
    of vectors: VectorMatrix, _ parameters: Parameters, _ generator: inout SeededGenerator
  ) throws -> VamanaGraph {
    let rows = try FloatRows(vectors)
    let width = parameters.nearest + parameters.random
    let buffer = try AlignedBuffer(
      byteCount: vectors.count * (width + 1) * 4, purpose: "a test graph")
    let words = buffer.elements(of: UInt32.self)
    for node in 0..<vectors.count {
      var neighbours = rows.nearest(to: node, count: parameters.nearest)
      // A ring reaches every node, and some nodes keep an empty slot.
      neighbours.append((node + 1) % vectors.count)
      while neighbours.count < width - node % 2 {
        neighbours.append(generator.nextIndex(below: vectors.count))
      }
      var distinct: [Int] = []
      for neighbour in neighbours where neighbour != node && !distinct.contains(neighbour) {
        distinct.append(neighbour)
      }
      words[node * (width + 1)] = UInt32(min(distinct.count, width))
      for (slot, neighbour) in distinct.prefix(width).enumerated() {
        words[node * (width + 1) + 1 + slot] = UInt32(neighbour)
      }
    }
    return VamanaGraph(
      nodeCount: vectors.count, width: width, medoid: NodeID(vectors.count / 2), buffer: buffer)
  }

  /// Centre c is row 7c modulo the count; a code is the nearest centre of its chunk.
  private static func sketch(
    of vectors: VectorMatrix, graph: VamanaGraph, chunkCount: Int
  ) throws -> Content {
    let rows = try FloatRows(vectors)
    let places = (0..<256).map { $0 * 7 % vectors.count }
    let bounds = (0...chunkCount).map { $0 * vectors.dimension / chunkCount }
    var codes: [UInt8] = []
    for row in 0..<vectors.count {
      for chunk in 0..<chunkCount {
        codes.append(
          UInt8(rows.nearest(among: places, to: row, columns: bounds[chunk]..<bounds[chunk + 1])))
      }
    }
    return Content(
      rows: vectors,
      preparation: MetricPreparation(metric: .l2, dimension: vectors.dimension), vectors: vectors,
      graph: graph, bounds: bounds, centres: places.map { vectors.floats(row: $0) }, codes: codes)
  }

  private static func writePivots(_ content: Content, _ path: String) throws {
    let dimension = content.vectors.dimension
    let centroidStart = 4096 + 8 + 1024 * dimension
    let chunkStart = centroidStart + 8 + 4 * dimension
    let end = chunkStart + 8 + 4 * content.bounds.count
    var pivots = try OutputFile(path: path)
    try pivots.appendBinHeader(rows: 4, columns: 1)
    for start in [4096, centroidStart, chunkStart, end] { try pivots.append(UInt64(start)) }
    try pivots.pad(to: 4096)
    try pivots.appendBinHeader(rows: 256, columns: dimension)
    try pivots.append(elements: content.centres.flatMap { $0 })
    try pivots.appendBinHeader(rows: dimension, columns: 1)
    try pivots.append(elements: [Float](repeating: 0, count: dimension))
    try pivots.appendBinHeader(rows: content.bounds.count, columns: 1)
    try pivots.append(elements: content.bounds.map { UInt32($0) })
    try pivots.finish()
  }
}

import Quantization
import Testing
import VectorData

/// Seeded vectors in memory for the tests of this target.
enum VectorSamples {
  /// Points around `clusterCount` centres in 0 … 255, rounded to whole numbers so that every element type
  /// holds the same values (int8: less 128).
  static func clustered(
    count: Int, dimension: Int, elementType: ElementType = .float32, clusterCount: Int = 20,
    seed: UInt64 = 1
  ) throws -> VectorMatrix {
    var generator = SeededGenerator(seed: seed)
    let centres = (0..<clusterCount * dimension).map { _ in
      Int.random(in: 30...225, using: &generator)
    }
    var values: [Int] = []
    for _ in 0..<count {
      let cluster = Int.random(in: 0..<clusterCount, using: &generator)
      for column in 0..<dimension {
        values.append(
          centres[cluster * dimension + column] + Int.random(in: -30...30, using: &generator))
      }
    }
    return try matrix(values, dimension: dimension, elementType: elementType)
  }

  /// `rows` as they are.
  static func floats(_ rows: [[Float]]) throws -> VectorMatrix {
    let memory = try AlignedBuffer(
      byteCount: rows.count * rows[0].count * 4, purpose: "test vectors")
    for (index, value) in rows.joined().enumerated() {
      memory.elements(of: Float.self)[index] = value
    }
    let start = try #require(memory.bytes.baseAddress)
    return VectorMatrix(
      count: rows.count, dimension: rows[0].count, elementType: .float32, path: "test vectors",
      start: start, owner: memory)
  }

  /// `values` row by row (int8: less 128).
  static func matrix(
    _ values: [Int], dimension: Int, elementType: ElementType = .float32
  ) throws -> VectorMatrix {
    let memory = try AlignedBuffer(
      byteCount: values.count * elementType.byteCount, purpose: "test vectors")
    for (index, value) in values.enumerated() {
      switch elementType {
      case .float32: memory.elements(of: Float.self)[index] = Float(value)
      case .int8: memory.elements(of: Int8.self)[index] = Int8(value - 128)
      case .uint8: memory.elements(of: UInt8.self)[index] = UInt8(value)
      }
    }
    let start = try #require(memory.bytes.baseAddress)
    return VectorMatrix(
      count: values.count / dimension, dimension: dimension, elementType: elementType,
      path: "test vectors", start: start, owner: memory)
  }
}

extension ProductQuantizer {
  /// `train` with the parameters that most tests share.
  static func trained(
    on matrix: VectorMatrix, chunkCount: Int, seed: UInt64 = 1, sampleLimit: Int = 256_000,
    isCentred: Bool = true, workers: Int = 1
  ) throws -> ProductQuantizer {
    try ProductQuantizer.train(
      on: matrix, chunkCount: chunkCount, seed: seed, sampleLimit: sampleLimit,
      isCentred: isCentred, team: WorkerTeam(workerCount: workers), control: JobControl())
  }

  /// The mean squared distance of the rows to what their codes stand for.
  func meanSquaredError(on matrix: VectorMatrix) throws -> Double {
    let codes = try encode(matrix, team: WorkerTeam(workerCount: 1), control: JobControl())
    var vector = [Float](repeating: 0, count: dimension)
    var total = 0.0
    for row in 0..<matrix.count {
      reconstruct(code: codes.code(of: row), into: &vector)
      total += zip(vector, matrix.floats(row: row)).reduce(0) { sum, pair in
        sum + Double(pair.0 - pair.1) * Double(pair.0 - pair.1)
      }
    }
    return total / Double(matrix.count)
  }
}

extension PQCodes {
  /// All codes as an array.
  var bytes: [UInt8] { Array(UnsafeBufferPointer(start: baseAddress, count: byteCount)) }
}

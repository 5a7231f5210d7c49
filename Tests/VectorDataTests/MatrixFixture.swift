import Testing
import VectorData

/// Small matrices in memory with seeded random content.
enum MatrixFixture {
  static func floats(_ rows: [[Float]]) throws -> VectorMatrix {
    let columns = rows[0].count
    let buffer = try AlignedBuffer(byteCount: rows.count * columns * 4, purpose: "test")
    let target = buffer.elements(of: Float.self)
    for (place, value) in rows.joined().enumerated() { target[place] = value }
    return VectorMatrix(
      count: rows.count, dimension: columns, elementType: .float32, path: "test.fbin",
      start: try #require(buffer.bytes.baseAddress), owner: buffer)
  }

  /// Random rows; few distinct values, so that equal distances are common.
  static func random(
    count: Int, dimension: Int, elementType: ElementType, seed: UInt64
  ) throws -> VectorMatrix {
    var generator = SeededGenerator(seed: seed)
    let rowBytes = dimension * elementType.byteCount
    let buffer = try AlignedBuffer(byteCount: count * rowBytes, purpose: "test")
    for place in 0..<count * dimension {
      let value = generator.nextIndex(below: 9)
      switch elementType {
      case .float32: buffer.elements(of: Float.self)[place] = Float(value) / 4 - 1
      case .int8: buffer.elements(of: Int8.self)[place] = Int8(value * 31 - 128)
      case .uint8: buffer.elements(of: UInt8.self)[place] = UInt8(value * 31)
      }
    }
    return VectorMatrix(
      count: count, dimension: dimension, elementType: elementType, path: "random",
      start: try #require(buffer.bytes.baseAddress), owner: buffer)
  }
}

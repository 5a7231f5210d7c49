import CVectorKernels
import VectorData

/// Seeded vectors for the tests of this target.
enum SampleVectors {
  /// The CPU levels whose kernels can run here.
  static let levels: [vk_cpu_level] = [
    VK_CPU_PLAIN, VK_CPU_NEON, VK_CPU_AVX2, VK_CPU_AVX512, VK_CPU_AVX512_VNNI,
  ].filter { vk_cpu_supports($0) != 0 }

  /// Components drawn evenly from the whole range of the type (floats: −1 ..< 1). With `distinct` rows
  /// below `count` the rows repeat.
  static func matrix(
    _ type: ElementType, count: Int, dimension: Int, seed: UInt64, distinct: Int? = nil
  ) throws -> VectorMatrix {
    var generator = SeededGenerator(seed: seed)
    let values = (0..<min(distinct ?? count, count) * dimension).map { _ in generator.next() }
    return try matrix(type, count: count, dimension: dimension) { row, column in
      values[row % min(distinct ?? count, count) * dimension + column]
    }
  }

  /// Rows made of 64 random bits per component.
  static func matrix(
    _ type: ElementType, count: Int, dimension: Int, bits: (Int, Int) -> UInt64
  ) throws -> VectorMatrix {
    let buffer = try AlignedBuffer(
      byteCount: count * dimension * type.byteCount, purpose: "test vectors")
    for row in 0..<count {
      for column in 0..<dimension {
        let place = row * dimension + column
        let value = bits(row, column)
        if type == .float32 {
          buffer.elements(of: Float.self)[place] = Float(Int32(truncatingIfNeeded: value)) * 0x1p-31
        } else {
          buffer.bytes[place] = UInt8(truncatingIfNeeded: value >> 32)
        }
      }
    }
    return matrix(type, count: count, dimension: dimension, buffer: buffer)
  }

  /// Points of `clusterCount` round clouds, as floats.
  static func clusters(count: Int, dimension: Int, clusterCount: Int, seed: UInt64) throws
    -> VectorMatrix
  {
    var generator = SeededGenerator(seed: seed)
    let centres = (0..<clusterCount * dimension).map { _ in Float(generator.nextUnit()) * 4 }
    let buffer = try AlignedBuffer(byteCount: count * dimension * 4, purpose: "test vectors")
    let values = buffer.elements(of: Float.self)
    for row in 0..<count {
      let centre = generator.nextIndex(below: clusterCount)
      for column in 0..<dimension {
        let noise = Float(generator.nextUnit() + generator.nextUnit() - 1)
        values[row * dimension + column] = centres[centre * dimension + column] + noise
      }
    }
    return matrix(.float32, count: count, dimension: dimension, buffer: buffer)
  }

  /// Floats given one by one.
  static func floats(count: Int, dimension: Int, value: (Int, Int) -> Float) throws -> VectorMatrix
  {
    let buffer = try AlignedBuffer(byteCount: count * dimension * 4, purpose: "test vectors")
    for place in 0..<count * dimension {
      buffer.elements(of: Float.self)[place] = value(place / dimension, place % dimension)
    }
    return matrix(.float32, count: count, dimension: dimension, buffer: buffer)
  }

  private static func matrix(
    _ type: ElementType, count: Int, dimension: Int, buffer: AlignedBuffer
  ) -> VectorMatrix {
    guard let start = UnsafeRawPointer(buffer.bytes.baseAddress) else {
      preconditionFailure("a buffer has an address")
    }
    return VectorMatrix(
      count: count, dimension: dimension, elementType: type, path: "test", start: start,
      owner: buffer)
  }
}

extension VectorMatrix {
  /// Squared L2 in double precision, one component after the other.
  func exactDistance(_ a: Int, _ b: Int) -> Double {
    let (first, second) = (floats(row: a), floats(row: b))
    var (sum, column) = (0.0, 0)
    while column < dimension {
      let difference = Double(first[column]) - Double(second[column])
      sum += difference * difference
      column += 1
    }
    return sum
  }
}

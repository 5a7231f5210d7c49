import CVectorKernels
import TestSupport
import Testing
import VectorData

/// Every level that this CPU can run, the plain one included: it must agree with itself and with the oracle.
private let levels = [VK_CPU_PLAIN, VK_CPU_NEON, VK_CPU_AVX2, VK_CPU_AVX512, VK_CPU_AVX512_VNNI]
  .filter { vk_cpu_supports($0) != 0 }

private let dimensions = Array(1...70) + [96, 100, 127, 128, 384, 960, 1050]

/// Two rows of bytes at addresses that no vector load likes, with guard bytes that change every sum
/// if a kernel reads behind a row.
private struct RowPair {
  var first: [UInt8]
  var second: [UInt8]
  let offset: Int

  init(dimension: Int, offset: Int, _ value: (_ row: Int, _ column: Int) -> UInt8) {
    self.offset = offset
    let guards = 64
    first = Array(repeating: 0xA5, count: offset + dimension + guards)
    second = Array(repeating: 0x5A, count: offset + dimension + guards)
    for column in 0..<dimension {
      first[offset + column] = value(0, column)
      second[offset + column] = value(1, column)
    }
  }

  func distance(_ kernel: DistanceKernel, dimension: Int) -> Float {
    first.withUnsafeBytes { x in
      second.withUnsafeBytes { y in
        guard let x = x.baseAddress, let y = y.baseAddress else { return .nan }
        return kernel.function(x + offset, y + offset, dimension)
      }
    }
  }

  /// The oracle, in 64-bit integers: squared L2 and inner product.
  func exact(dimension: Int, signed: Bool) -> (l2: Int, product: Int) {
    var l2 = 0
    var product = 0
    for column in offset..<offset + dimension {
      let x = signed ? Int(Int8(bitPattern: first[column])) : Int(first[column])
      let y = signed ? Int(Int8(bitPattern: second[column])) : Int(second[column])
      l2 += (x - y) * (x - y)
      product += x * y
    }
    return (l2, product)
  }
}

@Suite("distance kernels", .startsNoThread)
struct KernelTests {
  @Test("byte kernels of every level equal the sums of integers", arguments: levels)
  func bytesAreExact(level: vk_cpu_level) {
    var generator = SeededGenerator(seed: 7)
    for dimension in dimensions {
      let random = RowPair(dimension: dimension, offset: 1) { _, _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      expectExact(random, dimension: dimension, level: level)
    }
  }

  @Test(
    "extremes of both byte types overflow nowhere", arguments: levels,
    [(0x00, 0xFF), (0xFF, 0xFF), (0x80, 0x7F), (0x80, 0x80), (0x7F, 0x7F), (0x80, 0x00)])
  func extremesAreExact(level: vk_cpu_level, values: (UInt8, UInt8)) {
    for dimension in dimensions + [4096, 32_768] {
      let pair = RowPair(dimension: dimension, offset: 3) { row, column in
        // The sides change places in every third column, so that signs cannot cancel by symmetry.
        (column % 3 == 0) == (row == 0) ? values.0 : values.1
      }
      expectExact(pair, dimension: dimension, level: level)
    }
  }

  private func expectExact(_ pair: RowPair, dimension: Int, level: vk_cpu_level) {
    for (type, signed) in [(ElementType.int8, true), (.uint8, false)] {
      let exact = pair.exact(dimension: dimension, signed: signed)
      let l2 = pair.distance(.squaredL2(type, level: level), dimension: dimension)
      let product = pair.distance(.innerProduct(type, level: level), dimension: dimension)
      #expect(l2 == Float(exact.l2), "L2 of \(type), dimension \(dimension)")
      #expect(product == Float(exact.product), "product of \(type), dimension \(dimension)")
    }
  }

  @Test("float kernels of every level are within rounding of the double sum", arguments: levels)
  func floatsAreClose(level: vk_cpu_level) {
    var generator = SeededGenerator(seed: 11)
    for dimension in dimensions {
      for scale: Float in [1, 1e-12, 1e12] {
        let x = (0..<dimension).map { _ in Float.random(in: -scale...scale, using: &generator) }
        let y = (0..<dimension).map { _ in Float.random(in: -scale...scale, using: &generator) }
        let products = zip(x, y).map { Double($0) * Double($1) }
        let squares = zip(x, y).map { (Double($0) - Double($1)) * (Double($0) - Double($1)) }
        let l2 = floatDistance(.squaredL2(.float32, level: level), x, y)
        let product = floatDistance(.innerProduct(.float32, level: level), x, y)
        // Worst case of recursive summation over the terms' magnitudes (Higham 1993), per lane.
        let slack = Double(dimension + 4) * 0x1p-24
        #expect(abs(Double(l2) - squares.reduce(0, +)) <= slack * squares.reduce(0, +))
        let magnitude = products.reduce(0) { $0 + abs($1) }
        #expect(abs(Double(product) - products.reduce(0, +)) <= slack * magnitude)
      }
    }
  }

  @Test("float kernels are exact on whole numbers of any level", arguments: levels)
  func wholeNumbersAreExact(level: vk_cpu_level) {
    var generator = SeededGenerator(seed: 13)
    for dimension in dimensions {
      let x = (0..<dimension).map { _ in Float(Int.random(in: -60...60, using: &generator)) }
      let y = (0..<dimension).map { _ in Float(Int.random(in: -60...60, using: &generator)) }
      let l2 = zip(x, y).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let product = zip(x, y).reduce(Float(0)) { $0 + $1.0 * $1.1 }
      #expect(floatDistance(.squaredL2(.float32, level: level), x, y) == l2)
      #expect(floatDistance(.innerProduct(.float32, level: level), x, y) == product)
    }
  }

  @Test("not a number and infinity come through", arguments: levels)
  func specialValuesComeThrough(level: vk_cpu_level) {
    for place in [0, 15, 16, 36] {
      var x = [Float](repeating: 1, count: 37)
      let y = [Float](repeating: 2, count: 37)
      x[place] = .nan
      #expect(floatDistance(.squaredL2(.float32, level: level), x, y).isNaN)
      x[place] = -.infinity
      #expect(floatDistance(.squaredL2(.float32, level: level), x, y) == .infinity)
      #expect(floatDistance(.innerProduct(.float32, level: level), x, y) == -.infinity)
    }
  }

  /// The distance at addresses that are not multiples of four, with guards behind the rows.
  private func floatDistance(_ kernel: DistanceKernel, _ x: [Float], _ y: [Float]) -> Float {
    let pair = RowPair(dimension: 4 * x.count, offset: 1) { row, byte in
      let bits = (row == 0 ? x : y)[byte / 4].bitPattern.littleEndian
      return UInt8(truncatingIfNeeded: bits >> UInt32(8 * (byte % 4)))
    }
    return pair.distance(kernel, dimension: x.count)
  }

  @Test("a level above what the CPU can is replaced by one that it can")
  func levelsAreCapped() {
    for raw in 0...4 {
      let limit = vk_cpu_level(UInt32(raw))
      let level = vk_distance_kernels_at(limit).pointee.level
      #expect(level.rawValue <= limit.rawValue)
      #expect(vk_cpu_supports(level) != 0)
      #expect(level == vk_cpu_at_most(limit))
    }
    #expect(vk_cpu_at_most(VK_CPU_AVX512_VNNI) == vk_cpu_best())
  }
}

import CVectorKernels
import Testing
import VectorData

@testable import Quantization

private let levels = [VK_CPU_PLAIN, VK_CPU_NEON, VK_CPU_AVX2, VK_CPU_AVX512]
  .filter { vk_cpu_supports($0) != 0 }
/// Around the rows, columns and inner places that a kernel takes at once.
private let shapes = [
  [1, 1, 1], [6, 128, 64], [7, 129, 65], [5, 3, 15], [13, 300, 83], [12, 127, 16], [1, 5, 31],
]

/// `[rows][columns]` of whole numbers (every order of additions is exact) or any.
private func matrix(_ count: Int, isWhole: Bool, seed: UInt64) -> [Float] {
  var generator = SeededGenerator(seed: seed)
  return (0..<count).map { _ in
    isWhole
      ? Float(Int.random(in: -9...9, using: &generator))
      : Float.random(in: -1...1, using: &generator)
  }
}

private func product(
  _ level: vk_cpu_level, _ shape: [Int], _ left: [Float], _ right: [Float], isTransposed: Bool
) -> [Float] {
  let (rows, inner, columns) = (shape[0], shape[1], shape[2])
  var target = [Float](repeating: 2, count: rows * columns)
  vk_kmeans_kernels_at(level).pointee.add_product(
    left, isTransposed ? 1 : inner, isTransposed ? rows : 1, right, columns, rows, inner, columns,
    &target, columns)
  return target
}

/// 2 and the product, term by term. The inner loop is a plain one: ranges are slow under a sanitizer.
private func sums(
  _ shape: [Int], _ left: [Float], _ right: [Float], isTransposed: Bool
) -> [Float] {
  let (rows, inner, columns) = (shape[0], shape[1], shape[2])
  var sums = [Float](repeating: 2, count: rows * columns)
  for row in 0..<rows {
    for place in 0..<inner {
      let factor = isTransposed ? left[place * rows + row] : left[row * inner + place]
      var column = 0
      while column < columns {
        sums[row * columns + column] += factor * right[place * columns + column]
        column += 1
      }
    }
  }
  return sums
}

@Suite("Matrix products")
struct MatrixProductTests {
  @Test("every level adds the product exactly, of rows and of columns", arguments: levels)
  func exact(level: vk_cpu_level) {
    for shape in shapes {
      let left = matrix(shape[0] * shape[1], isWhole: true, seed: 1)
      let right = matrix(shape[1] * shape[2], isWhole: true, seed: 2)
      for isTransposed in [false, true] {
        let found = product(level, shape, left, right, isTransposed: isTransposed)
        let expected = sums(shape, left, right, isTransposed: isTransposed)
        #expect(found == expected, "\(shape), \(isTransposed)")
      }
    }
  }

  @Test("levels with fused multiply-add give the same bits")
  func sameBits() {
    let fused = levels.filter { $0 != VK_CPU_PLAIN }
    for shape in shapes {
      let left = matrix(shape[0] * shape[1], isWhole: false, seed: 3)
      let right = matrix(shape[1] * shape[2], isWhole: false, seed: 4)
      let products = fused.map { product($0, shape, left, right, isTransposed: false) }
      #expect(products.allSatisfy { $0 == products[0] })
    }
  }

  @Test("a product does not depend on the workers, nor on the rows before it")
  func sharedRows() {
    let (rows, inner, columns) = (250, 70, 33)
    var left = matrix(rows * inner, isWhole: false, seed: 5)
    var right = matrix(inner * columns, isWhole: false, seed: 6)
    var results: [[Float]] = []
    for workers in [1, 3] {
      var target = [Float](repeating: .nan, count: rows * columns)
      left.withUnsafeMutableBufferPointer { left in
        right.withUnsafeMutableBufferPointer { right in
          target.withUnsafeMutableBufferPointer { target in
            guard let a = left.baseAddress, let b = right.baseAddress, let c = target.baseAddress
            else { return }
            MatrixView(a, rowCount: rows, columnCount: inner).multiply(
              MatrixView(b, rowCount: inner, columnCount: columns),
              into: MatrixView(c, rowCount: rows, columnCount: columns),
              team: WorkerTeam(workerCount: workers))
          }
        }
      }
      results.append(target)
    }
    #expect(results[0] == results[1])
    let last = product(
      vk_cpu_best(), [1, inner, columns], Array(left.suffix(inner)), right, isTransposed: false)
    #expect(zip(last, results[0].suffix(columns)).allSatisfy { abs($0 - 2 - $1) < 1e-4 })
  }
}

import VectorData

/// The rows that a rotation is trained on, less their mean, and the same rows rotated.
///
/// Values are scaled by a power of two to magnitudes below 1: no product overflows, and no bit of what comes
/// out changes.
final class RotationSample: @unchecked Sendable {
  // Sendable: rows and columns are written by the one worker that has them,
  // and read by others only after the team has finished.
  let count: Int
  /// What was subtracted, unscaled.
  let mean: [Float]
  /// What scaled values are multiplied with.
  let scale: Float
  private let dimension: Int
  private let memory: AlignedBuffer
  private let rotatedMemory: AlignedBuffer
  private let rows: MatrixView
  private let rotated: MatrixView

  init(_ matrix: VectorMatrix, _ sample: TrainingSample) throws(IndexError) {
    count = sample.count
    dimension = matrix.dimension
    let byteCount = count * dimension * 4
    memory = try AlignedBuffer(byteCount: byteCount, purpose: "OPQ training")
    rotatedMemory = try AlignedBuffer(byteCount: byteCount, purpose: "OPQ training")
    guard let start = memory.elements(of: Float.self).baseAddress,
      let rotatedStart = rotatedMemory.elements(of: Float.self).baseAddress
    else { preconditionFailure("a sample has rows") }
    rows = MatrixView(start, rowCount: count, columnCount: dimension)
    rotated = MatrixView(rotatedStart, rowCount: count, columnCount: dimension)
    var sums = [Double](repeating: 0, count: dimension)
    for place in 0..<count {
      let row = sample.ids.map { Int($0[place]) } ?? place
      let target = start + place * dimension
      VectorMatrix.convert(matrix.row(row), matrix.elementType, dimension, into: target)
      for column in 0..<dimension { sums[column] += Double(target[column]) }
    }
    let rowCount = Double(sample.count)
    mean = sums.map { Float($0 / rowCount) }
    scale = Self.centre(start, count: count, mean: mean)
  }

  /// Subtracts the mean and divides by the power of two above the largest magnitude, which it returns.
  private static func centre(
    _ start: UnsafeMutablePointer<Float>, count: Int, mean: [Float]
  ) -> Float {
    let dimension = mean.count
    var largest: Float = 0
    for place in 0..<count {
      let target = start + place * dimension
      for column in 0..<dimension {
        target[column] -= mean[column]
        largest = max(largest, abs(target[column]))
      }
    }
    guard largest.isNormal else { return 1 }
    // The largest power itself has no successor.
    let scale = Float(sign: .plus, exponent: min(largest.exponent + 1, 127), significand: 1)
    for place in 0..<count * dimension { start[place] /= scale }
    return scale
  }

  /// The rotated rows, which change with each rotation.
  var rotatedMatrix: VectorMatrix {
    VectorMatrix(
      count: count, dimension: dimension, elementType: .float32, path: "sample",
      start: UnsafeRawPointer(rotated.start), owner: rotatedMemory)
  }

  /// Rotates all rows by `rotation`, `[dimension][dimension]`.
  func rotate(by rotation: [Float], team: WorkerTeam) {
    var rotation = rotation
    rotation.withUnsafeMutableBufferPointer { rotation in
      guard let start = rotation.baseAddress else { return }
      let turn = MatrixView(start, rowCount: dimension, columnCount: dimension)
      rows.multiply(turn, into: rotated, team: team)
    }
  }

  /// Puts in the place of `columns` of the rotated rows what their codes stand for, by `centres`
  /// (`[256][columns]`).
  func replace(_ columns: Range<Int>, by centres: [Float], codes: [UInt8]) {
    let width = columns.count
    centres.withUnsafeBufferPointer { centres in
      guard let first = centres.baseAddress else { return }
      for row in 0..<count {
        (rotated.start + row * dimension + columns.lowerBound).update(
          from: first + Int(codes[row]) * width, count: width)
      }
    }
  }

  /// The product of the rows, transposed, with the rotated ones, or with what stands in their place:
  /// `[dimension][dimension]`.
  func correlation(team: WorkerTeam) -> [Float] {
    var product = [Float](repeating: 0, count: dimension * dimension)
    product.withUnsafeMutableBufferPointer { product in
      guard let start = product.baseAddress else { return }
      rows.transposed.multiply(
        rotated, into: MatrixView(start, rowCount: dimension, columnCount: dimension), team: team)
    }
    return product
  }
}

import VectorData

/// The orthogonal Procrustes problem (Schönemann 1966): with A = U Σ Vᵀ, the orthogonal matrix R that makes
/// the trace of Rᵀ A largest is U Vᵀ, the orthogonal factor of A's polar decomposition.
///
/// It comes from products of matrices alone, by the iteration of Newton and Schulz with the scaling of Chen
/// and Chow (2014): X ← ½ μ X (3 − μ² Xᵀ X) brings all singular values to 1, the small ones 2.6 times nearer
/// with each step. Where it does not arrive, the singular value decomposition answers.
struct NearestRotation: ~Copyable {
  private let dimension: Int
  private let memory: AlignedBuffer

  /// Singular values below this, measured by the largest, say nothing; the rotation at hand says what becomes
  /// of their directions.
  private static let noiseLevel: Float = 1e-5
  /// Twice the steps from `noiseLevel` to 1.
  private static let stepLimit = 36
  /// The next step squares a deviation that is below this one.
  private static let nearlyOrthogonal: Float = 1e-3

  /// Memory for matrices of `dimension`: three of them.
  init(dimension: Int) throws(IndexError) {
    self.dimension = dimension
    memory = try AlignedBuffer(
      byteCount: 3 * dimension * dimension * 4, purpose: "a rotation")
  }

  /// R for `matrix`, `[dimension][dimension]` row by row; where its singular values vanish, R does what
  /// `current`, an orthogonal matrix, does. The result does not depend on the team.
  ///
  /// - Throws: `IndexError.memory`, `cancelled`.
  func find(
    _ matrix: [Float], near current: [Float], team: WorkerTeam, control: JobControl
  ) throws(IndexError) -> [Float] {
    precondition(matrix.count == dimension * dimension && current.count == matrix.count)
    let bound = Self.normBound(matrix, dimension: dimension)
    guard bound > 0, bound.isFinite else { return current }
    let scaled = matrix.map { $0 / bound }
    let places = view(0).start
    let share = Self.noiseLevel
    for place in 0..<matrix.count {
      places[place] = (scaled[place] + share * current[place]) / (1 + share)
    }
    var lowest = share / 2
    var source = 0
    for _ in 0..<Self.stepLimit {
      try control.checkCancelled()
      let deviation = step(from: source, lowest: &lowest, team: team)
      source = 1 - source
      if deviation < Self.nearlyOrthogonal {
        return Array(UnsafeBufferPointer(start: view(source).start, count: matrix.count))
      }
    }
    return try SingularRotation.find(scaled, dimension: dimension, team: team, control: control)
  }

  /// One step from matrix `source` to the other one of the first two; returns how far the source was from
  /// orthogonal, which is no number where the iteration has lost its way.
  private func step(from source: Int, lowest: inout Float, team: WorkerTeam) -> Float {
    let (here, next, square) = (view(source), view(1 - source), view(2))
    here.transposed.multiply(here, into: square, team: team)
    let deviation = deviation(of: square)
    // What is nearly there is not stretched any more.
    let squaredScale =
      deviation < Self.nearlyOrthogonal ? 1 : 3 / (1 + lowest + lowest * lowest)
    let scale = squaredScale.squareRoot()
    for place in 0..<dimension * dimension {
      square.start[place] *= -0.5 * scale * squaredScale
    }
    for row in 0..<dimension { square.start[row * (dimension + 1)] += 1.5 * scale }
    here.multiply(square, into: next, team: team)
    lowest = min(1, 0.5 * scale * lowest * (3 - squaredScale * lowest * lowest))
    return deviation
  }

  /// The largest difference to the unit matrix.
  private func deviation(of square: MatrixView) -> Float {
    var largest: Float = 0
    for row in 0..<dimension {
      let values = square.start + row * dimension
      for column in 0..<dimension {
        let difference = abs(values[column] - (row == column ? 1 : 0))
        // Written so that what is no number stays.
        if !(difference <= largest) { largest = difference }
      }
    }
    return largest
  }

  private func view(_ number: Int) -> MatrixView {
    guard let start = memory.elements(of: Float.self).baseAddress else {
      preconditionFailure("a matrix has memory")
    }
    return MatrixView(
      start + number * dimension * dimension, rowCount: dimension, columnCount: dimension)
  }

  /// At least the largest singular value: √(largest sum of a row · largest sum of a column), of magnitudes.
  private static func normBound(_ matrix: [Float], dimension: Int) -> Float {
    var columns = [Double](repeating: 0, count: dimension)
    var longestRow = 0.0
    for row in 0..<dimension {
      var sum = 0.0
      for column in 0..<dimension {
        let value = Double(abs(matrix[row * dimension + column]))
        sum += value
        columns[column] += value
      }
      longestRow = max(longestRow, sum)
    }
    return Float((longestRow * (columns.max() ?? 0)).squareRoot())
  }
}

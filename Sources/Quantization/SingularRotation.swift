import VectorData

/// The orthogonal factor of a polar decomposition by singular values: for matrices that the iteration of
/// `NearestRotation` does not get along with.
enum SingularRotation {
  /// U Vᵀ for `matrix`, `[dimension][dimension]` row by row and finite, with values about 1; where singular
  /// values vanish, any orthogonal completion, always the same one.
  ///
  /// - Throws: `IndexError.memory`, `cancelled`.
  static func find(
    _ matrix: [Float], dimension: Int, team: WorkerTeam, control: JobControl
  ) throws(IndexError) -> [Float] {
    let decomposition = try JacobiSVD(
      matrix, dimension: dimension, team: team, control: control)
    let left = leftVectors(decomposition, dimension: dimension)
    var rotation = product(left, decomposition, dimension: dimension)
    orthogonalize(&rotation, dimension: dimension)
    return rotation
  }

  /// U as rows: row k is the left singular vector of column k.
  private static func leftVectors(_ decomposition: JacobiSVD, dimension: Int) -> [Float] {
    let longest = (0..<dimension).map(decomposition.singularValue).max() ?? 0
    var rows = [Float](repeating: 0, count: dimension * dimension)
    var missing: [Int] = []
    for column in 0..<dimension {
      let value = decomposition.singularValue(column)
      guard value > longest * JacobiSVD.rankTolerance else {
        missing.append(column)
        continue
      }
      let source = decomposition.scaledLeft(column)
      for place in 0..<dimension {
        rows[column * dimension + place] = source[place] / Float(value)
      }
    }
    complete(&rows, missing: missing, dimension: dimension)
    return rows
  }

  /// Fills the `missing` rows so that all are orthogonal: each time the unit vector that is farthest from
  /// the span of the rows found so far, less its projections (Gram and Schmidt, twice).
  private static func complete(_ rows: inout [Float], missing: [Int], dimension: Int) {
    guard !missing.isEmpty else { return }
    var distances = [Float](repeating: 1, count: dimension)
    for row in 0..<dimension {
      for place in 0..<dimension {
        distances[place] -= rows[row * dimension + place] * rows[row * dimension + place]
      }
    }
    for row in missing {
      let farthest = distances.indices.max { distances[$0] < distances[$1] } ?? 0
      var vector = [Float](repeating: 0, count: dimension)
      vector[farthest] = 1
      for _ in 0..<2 { removeProjections(from: &vector, on: rows, dimension: dimension) }
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for place in 0..<dimension {
        let value = vector[place] / length
        rows[row * dimension + place] = value
        distances[place] -= value * value
      }
    }
  }

  private static func removeProjections(
    from vector: inout [Float], on rows: [Float], dimension: Int
  ) {
    let dot = DistanceKernel.innerProduct(.float32).function
    rows.withUnsafeBufferPointer { rows in
      guard let start = rows.baseAddress else { return }
      for row in 0..<dimension {
        let other = start + row * dimension
        let share = dot(vector, other, dimension)
        for place in 0..<dimension { vector[place] -= share * other[place] }
      }
    }
  }

  /// U Vᵀ: the sum over k of column k of U times row k of Vᵀ.
  private static func product(
    _ left: [Float], _ decomposition: JacobiSVD, dimension: Int
  ) -> [Float] {
    var rotation = [Float](repeating: 0, count: dimension * dimension)
    for column in 0..<dimension {
      let right = decomposition.right(column)
      for row in 0..<dimension {
        addMultiple(
          of: right, left[column * dimension + row], to: &rotation, at: row * dimension,
          count: dimension)
      }
    }
    return rotation
  }

  /// One step of Newton and Schulz, R ← (3 R − R Rᵀ R) / 2: what rounding took from orthogonality comes back.
  private static func orthogonalize(_ rotation: inout [Float], dimension: Int) {
    let before = rotation
    let dot = DistanceKernel.innerProduct(.float32).function
    before.withUnsafeBufferPointer { before in
      guard let start = before.baseAddress else { return }
      for row in 0..<dimension {
        let target = row * dimension
        for place in 0..<dimension { rotation[target + place] *= 1.5 }
        for other in 0..<dimension {
          let source = start + other * dimension
          addMultiple(
            of: source, -0.5 * dot(start + target, source, dimension), to: &rotation,
            at: target, count: dimension)
        }
      }
    }
  }

  private static func addMultiple(
    of source: UnsafePointer<Float>, _ factor: Float, to values: inout [Float], at start: Int,
    count: Int
  ) {
    values.withUnsafeMutableBufferPointer { values in
      guard let target = values.baseAddress.map({ $0 + start }) else { return }
      for place in 0..<count { target[place] += factor * source[place] }
    }
  }
}

import VectorData

/// An orthogonal matrix that row vectors are multiplied with before they are encoded (optimized product
/// quantization, Ge et al. 2013).
struct Rotation: Sendable, Equatable {
  let dimension: Int
  /// `[dimension][dimension]`, as the file has it.
  let matrix: [Float]
  /// Column j of the matrix is row j here: each component of a product is one sum over neighbours in memory.
  private let transposed: [Float]

  init(matrix: [Float], dimension: Int) {
    precondition(matrix.count == dimension * dimension, "a rotation is square")
    self.dimension = dimension
    self.matrix = matrix
    var transposed = matrix
    for row in 0..<dimension {
      for column in 0..<dimension {
        transposed[column * dimension + row] = matrix[row * dimension + column]
      }
    }
    self.transposed = transposed
  }

  /// The product of the row vector at `vector` and the matrix, into other memory. O(dimension²).
  func apply(_ vector: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
    Self.multiply(transposed, dimension, vector, into: target)
  }

  /// The products of `count` row vectors, one after another in `vectors`, and the matrix. Blocked: many rows
  /// at once take a tenth of the time that they take one by one, and round a little otherwise.
  func apply(
    toRows vectors: UnsafeMutablePointer<Float>, count: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    matrix.withUnsafeBufferPointer { matrix in
      guard let start = matrix.baseAddress else { return }
      // Nobody writes through a view that is multiplied with.
      let turn = MatrixView(
        UnsafeMutablePointer(mutating: start), rowCount: dimension, columnCount: dimension)
      MatrixView(vectors, rowCount: count, columnCount: dimension).multiply(
        turn, into: MatrixView(target, rowCount: count, columnCount: dimension), rows: 0..<count)
    }
  }

  /// Undoes `apply`: the inverse of an orthogonal matrix is its transpose.
  func undo(_ vector: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
    Self.multiply(matrix, dimension, vector, into: target)
  }

  private static func multiply(
    _ rows: [Float], _ dimension: Int, _ vector: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>
  ) {
    let product = DistanceKernel.innerProduct(.float32).function
    rows.withUnsafeBufferPointer { rows in
      guard let start = rows.baseAddress else { return }
      for row in 0..<dimension {
        target[row] = product(start + row * dimension, vector, dimension)
      }
    }
  }
}

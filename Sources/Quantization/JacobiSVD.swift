import VectorData

/// The singular value decomposition of a square matrix by one-sided Jacobi rotations (Hestenes 1958): columns
/// of A · V are turned in pairs until all are orthogonal; their lengths are the singular values then.
///
/// Pairs are taken in the rounds of a tournament, in which no column plays twice at once: the workers share
/// a round, and the result does not depend on their number. Floats with angles in double precision: what is
/// below 10⁻⁶ of the largest singular value is noise.
final class JacobiSVD: @unchecked Sendable {
  // Sendable: the memory is only written by the workers of one round of a team, each of which has
  // columns of its own, and read by whoever started the team after the last round.

  private static let sweepLimit = 40
  /// Columns count as orthogonal below this cosine.
  private static let tolerance = 1e-6
  /// Columns shorter than this, measured by the longest, are noise.
  static let rankTolerance = 1e-6
  /// Below this a round is too short to be shared.
  private static let sharedDimension = 192

  private let dimension: Int
  /// Places from one column to the next.
  private let stride: Int
  private let memory: AlignedBuffer
  private let norms: AlignedBuffer
  private let dot = DistanceKernel.innerProduct(.float32).function

  /// Column k of A · V: the left singular vector times its singular value.
  func scaledLeft(_ column: Int) -> UnsafeMutablePointer<Float> { start + column * stride }

  /// Column k of V: the right singular vector.
  func right(_ column: Int) -> UnsafeMutablePointer<Float> {
    start + (dimension + column) * stride
  }

  private var start: UnsafeMutablePointer<Float> {
    guard let start = memory.elements(of: Float.self).baseAddress else {
      preconditionFailure("a matrix has memory")
    }
    return start
  }

  private var squaredNorms: UnsafeMutableBufferPointer<Double> {
    norms.elements(of: Double.self)
  }

  /// The singular value of column `column`.
  func singularValue(_ column: Int) -> Double { max(squaredNorms[column], 0).squareRoot() }

  /// Decomposes `matrix`, `[dimension][dimension]` row by row, whose values must be finite and, so that their
  /// squares are too, within ±10¹⁵. O(dimension³) per sweep, about ten sweeps.
  ///
  /// - Throws: `IndexError.memory`, `cancelled`.
  init(
    _ matrix: [Float], dimension: Int, team: WorkerTeam, control: JobControl
  ) throws(IndexError) {
    precondition(matrix.count == dimension * dimension, "the matrix is square")
    self.dimension = dimension
    stride = (dimension + 15) / 16 * 16
    memory = try AlignedBuffer(byteCount: 2 * dimension * stride * 4, purpose: "a rotation")
    norms = try AlignedBuffer(byteCount: dimension * 8, purpose: "a rotation")
    for row in 0..<dimension {
      for column in 0..<dimension {
        scaledLeft(column)[row] = matrix[row * dimension + column]
      }
      right(row)[row] = 1
    }
    for _ in 0..<Self.sweepLimit {
      try control.checkCancelled()
      guard sweep(team: team) else { break }
    }
    measure()
  }

  /// Every pair once; returns whether a column was turned.
  private func sweep(team: WorkerTeam) -> Bool {
    measure()
    let longest = squaredNorms.max() ?? 0
    let smallest = longest * Self.rankTolerance * Self.rankTolerance
    let players = dimension + dimension % 2
    let pairs = players / 2
    let isShared = dimension >= Self.sharedDimension
    let chunk = isShared ? (pairs + team.workerCount - 1) / team.workerCount : max(pairs, 1)
    let turned = JobTally(count: team.workerCount)
    for round in 0..<max(players - 1, 0) {
      team.forEachChunk(count: pairs, chunk: chunk) { range, worker in
        for pair in range {
          let (one, other) = Self.pair(pair, ofRound: round, players: players)
          guard one < self.dimension, other < self.dimension else { continue }
          if self.turn(min(one, other), max(one, other), smallest: smallest) {
            turned.add(worker)
          }
        }
      }
    }
    return turned.total > 0
  }

  /// The circle method: the last player stays, the others move on by one each round.
  static func pair(_ pair: Int, ofRound round: Int, players: Int) -> (Int, Int) {
    let circle = players - 1
    guard pair > 0 else { return (circle, round) }
    return ((round + pair) % circle, (round + circle - pair) % circle)
  }

  private func measure() {
    for column in 0..<dimension {
      let values = scaledLeft(column)
      squaredNorms[column] = Double(dot(values, values, dimension))
    }
  }

  /// Makes two columns orthogonal; false where they are, or one of them is noise.
  private func turn(_ one: Int, _ other: Int, smallest: Double) -> Bool {
    let (a, b) = (squaredNorms[one], squaredNorms[other])
    guard a > smallest, b > smallest else { return false }
    let product = Double(dot(scaledLeft(one), scaledLeft(other), dimension))
    guard abs(product) > Self.tolerance * (a * b).squareRoot() else { return false }
    let ratio = (b - a) / (2 * product)
    let sign: Double = ratio < 0 ? -1 : 1
    let tangent = sign / (abs(ratio) + (1 + ratio * ratio).squareRoot())
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let (c, s) = (Float(cosine), Float(cosine * tangent))
    Self.turn(scaledLeft(one), scaledLeft(other), c, s, count: stride)
    Self.turn(right(one), right(other), c, s, count: stride)
    squaredNorms[one] = a - tangent * product
    squaredNorms[other] = b + tangent * product
    return true
  }

  private static func turn(
    _ one: UnsafeMutablePointer<Float>, _ other: UnsafeMutablePointer<Float>, _ c: Float,
    _ s: Float, count: Int
  ) {
    // Sixteen at a time: both columns are padded to whole vectors.
    for place in Swift.stride(from: 0, to: count, by: 16) {
      let first = UnsafeMutableRawPointer(one + place)
      let second = UnsafeMutableRawPointer(other + place)
      let x = first.load(as: SIMD16<Float>.self)
      let y = second.load(as: SIMD16<Float>.self)
      first.storeBytes(of: c * x - s * y, as: SIMD16<Float>.self)
      second.storeBytes(of: s * x + c * y, as: SIMD16<Float>.self)
    }
  }
}

/// One count for each worker, far enough apart not to share a cache line.
private final class JobTally: @unchecked Sendable {
  // Sendable: a worker touches its own place only,
  // and the total is read between the rounds of the team.
  private let counts: UnsafeMutablePointer<Int>
  private let workerCount: Int
  private static let spacing = 16

  init(count: Int) {
    workerCount = count
    counts = .allocate(capacity: count * Self.spacing)
    counts.initialize(repeating: 0, count: count * Self.spacing)
  }

  deinit { counts.deallocate() }

  func add(_ worker: Int) { counts[worker * Self.spacing] += 1 }

  var total: Int { (0..<workerCount).reduce(0) { $0 + counts[$1 * Self.spacing] } }
}

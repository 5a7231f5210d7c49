import CVectorKernels
import VectorData

/// k-means with 256 centres on the columns of one chunk after another: the scratch memory of one worker.
///
/// Everything is done by one thread in a fixed order, so a chunk's centres depend on the data and the seed
/// alone. Points lie in tiles of 64 (kmeans.h), the tile's columns one after another.
final class ChunkKMeans: @unchecked Sendable {
  // Sendable: a team's worker uses only the object made for it (`forEachChunk` passes its number), and the
  // team's rounds order what the workers do before and after against the caller.

  /// DiskANN's number of Lloyd rounds.
  static let roundLimit = 12
  /// The seeding and the rounds.
  static let stepLimit = 1 + roundLimit
  /// DiskANN stops when the error falls by less than this fraction in a round.
  private static let smallestGain = 1e-5

  /// A hundred candidates for each centre.
  private static let candidateTileLimit = 400

  static let tilePoints = Int(VK_TILE_POINTS)
  static let centreCount = ProductQuantizer.centreCount

  let kernels = vk_kmeans_kernels_at(vk_cpu_best()).pointee
  let pointCount: Int
  let tileCount: Int
  /// Columns of the chunk at hand.
  private(set) var dimension = 1
  /// The points of the chunk at hand, `[tile][dimension][64]`, less their mean.
  let points: UnsafeMutablePointer<Float>
  /// The points of every `candidateStride`-th tile may become first centres.
  let candidateStride: Int
  let candidateTileCount: Int
  /// Squared distance of each candidate to the nearest centre chosen so far, `[candidate tile][64]`.
  let distances: UnsafeMutablePointer<Float>
  /// The sum of `distances` in each candidate tile.
  let tileSums: UnsafeMutablePointer<Float>
  /// Sum of the squared lengths of all points of the chunk.
  private(set) var energy = 0.0

  private let matrix: VectorMatrix
  private let sample: TrainingSample
  private let releasesPages: Bool
  private let memory: [AlignedBuffer]

  /// Memory for chunks of at most `widestChunk` columns: 4 · `widestChunk` bytes per point.
  ///
  /// - Parameter releasesPages: Whether mapped rows leave the memory of the process as soon as they are loaded.
  init(
    matrix: VectorMatrix, sample: TrainingSample, widestChunk: Int, releasesPages: Bool = false
  ) throws(IndexError) {
    self.matrix = matrix
    self.sample = sample
    self.releasesPages = releasesPages
    pointCount = sample.count
    tileCount = (sample.count + Self.tilePoints - 1) / Self.tilePoints
    candidateStride = (tileCount + Self.candidateTileLimit - 1) / Self.candidateTileLimit
    candidateTileCount = (tileCount + candidateStride - 1) / candidateStride
    var memory: [AlignedBuffer] = []
    for count in [
      tileCount * Self.tilePoints * widestChunk, candidateTileCount * Self.tilePoints,
      candidateTileCount,
    ] {
      memory.append(try AlignedBuffer(byteCount: count * 4, purpose: "PQ training"))
    }
    self.memory = memory
    points = Self.floats(memory[0])
    distances = Self.floats(memory[1])
    tileSums = Self.floats(memory[2])
  }

  private static func floats(_ buffer: AlignedBuffer) -> UnsafeMutablePointer<Float> {
    guard let start = buffer.elements(of: Float.self).baseAddress else {
      preconditionFailure("a sample has points")
    }
    return start
  }

  /// The centres of the points in `columns`, `[256][columns.count]`, and the mean that was subtracted from
  /// each column first (zero if not `isCentred`).
  ///
  /// - Parameter stepEnded: Called with the number of steps done, `stepLimit` in all; returns whether to
  ///   go on.
  func train(
    columns: Range<Int>, isCentred: Bool, generator: inout SeededGenerator,
    stepEnded: (_ steps: Int) -> Bool
  ) -> (centres: [Float], mean: [Float]) {
    let mean = begin(columns: columns, isCentred: isCentred)
    var centres = seedCentres(generator: &generator)
    guard stepEnded(1) else { return (centres, mean) }
    var residual = Double.infinity
    for round in 0..<Self.roundLimit {
      let newResidual = improve(&centres)
      let gain = (residual - newResidual) / newResidual
      let isSettled =
        (round > 0 && gain < Self.smallestGain) || newResidual < Double(Float.ulpOfOne)
      residual = newResidual
      guard stepEnded(isSettled ? Self.roundLimit - round : 1), !isSettled else { break }
    }
    return (centres, mean)
  }

  /// Goes on from `centres`, `[256][columns.count]`, for at most `roundLimit` rounds; no mean is subtracted.
  func refine(_ centres: inout [Float], columns: Range<Int>, roundLimit: Int) {
    _ = begin(columns: columns, isCentred: false)
    var residual = Double.infinity
    for _ in 0..<roundLimit {
      let newResidual = improve(&centres)
      guard (residual - newResidual) / newResidual >= Self.smallestGain else { return }
      residual = newResidual
    }
  }

  /// First centres for `columns` by k-means++, without a mean.
  func seed(columns: Range<Int>, generator: inout SeededGenerator) -> [Float] {
    _ = begin(columns: columns, isCentred: false)
    return seedCentres(generator: &generator)
  }

  /// Makes the points of `columns` the points at hand; returns the mean that was subtracted.
  private func begin(columns: Range<Int>, isCentred: Bool) -> [Float] {
    load(columns: columns)
    let mean = isCentred ? columnMeans() : [Float](repeating: 0, count: dimension)
    energy = subtract(mean)
    return mean
  }

  /// The number of the nearest centre of each point at hand, into `codes`, `[pointCount]`.
  func assign(to centres: [Float], into codes: UnsafeMutablePointer<UInt8>) {
    let halfNorms = ProductQuantizer.halfNorms(centres, dimension: dimension)
    var nearest = [UInt8](repeating: 0, count: Self.tilePoints)
    for index in 0..<tileCount {
      kernels.find_nearest(tile(index), dimension, centres, halfNorms, &nearest)
      (codes + index * Self.tilePoints).update(from: nearest, count: pointCount(ofTile: index))
    }
  }

  // MARK: Points

  /// The points of tile `index`.
  func tile(_ index: Int) -> UnsafeMutablePointer<Float> {
    points + index * dimension * Self.tilePoints
  }

  /// How many points of tile `index` are real; the last tile may be padded.
  func pointCount(ofTile index: Int) -> Int {
    min(Self.tilePoints, pointCount - index * Self.tilePoints)
  }

  private func load(columns: Range<Int>) {
    dimension = columns.count
    let zeros = [Float](repeating: 0, count: dimension)
    let element = matrix.elementType.kernelElement
    let rows = matrix.baseAddress + columns.lowerBound * matrix.elementType.byteCount
    var released = 0
    for index in 0..<tileCount {
      let first = index * Self.tilePoints
      let count = pointCount(ofTile: index)
      if let ids = sample.ids {
        ids.withUnsafeBufferPointer { ids in
          vk_fill_tile(
            rows, matrix.rowStride, element, ids.baseAddress.map { $0 + first }, count, dimension,
            zeros, tile(index))
        }
      } else {
        let start = rows + first * matrix.rowStride
        vk_fill_tile(start, matrix.rowStride, element, nil, count, dimension, zeros, tile(index))
      }
      if releasesPages { release(upToTile: index, from: &released) }
    }
  }

  /// Mapped bytes that loading holds in memory at most, where it releases pages.
  private static let mappedBytes = 4 << 20

  private func release(upToTile index: Int, from released: inout Int) {
    let last = index * Self.tilePoints + pointCount(ofTile: index) - 1
    let end = (sample.ids.map { Int($0[last]) } ?? last) + 1
    guard (end - released) * matrix.rowStride >= Self.mappedBytes || index == tileCount - 1 else {
      return
    }
    matrix.releasePages(of: released..<end)
    released = end
  }

  private func columnMeans() -> [Float] {
    var sums = [Double](repeating: 0, count: dimension)
    for index in 0..<tileCount {
      let tile = tile(index)
      let count = pointCount(ofTile: index)
      for column in 0..<dimension {
        var sum = 0.0
        for point in 0..<count { sum += Double(tile[column * Self.tilePoints + point]) }
        sums[column] += sum
      }
    }
    return sums.map { Float($0 / Double(pointCount)) }
  }

  /// Subtracts `mean` from the real points and returns the sum of their squared lengths.
  private func subtract(_ mean: [Float]) -> Double {
    var total = 0.0
    for index in 0..<tileCount {
      let tile = tile(index)
      let count = pointCount(ofTile: index)
      var sum = 0.0
      for column in 0..<dimension {
        let place = tile + column * Self.tilePoints
        for point in 0..<count {
          let value = place[point] - mean[column]
          place[point] = value
          sum += Double(value) * Double(value)
        }
      }
      total += sum
    }
    return total
  }
}

extension ElementType {
  /// The kernels' word for this type.
  var kernelElement: vk_element {
    switch self {
    case .float32: VK_FLOAT32
    case .int8: VK_INT8
    case .uint8: VK_UINT8
    }
  }
}

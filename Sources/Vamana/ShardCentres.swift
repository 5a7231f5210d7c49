import VectorData

/// The centres of shards: seeded k-means++ and ten rounds of Lloyd on a sample, as DiskANN partitions.
///
/// The centres depend on the sample and the seed, not on the team.
public struct ShardCentres: Sendable {
  /// Shards.
  public let count: Int
  /// Components of a centre.
  public let dimension: Int
  /// `[count][dimension]`.
  public private(set) var components: [Float]

  /// DiskANN's number of rounds.
  private static let roundCount = 10
  private static let chunkRows = 512

  /// `count` centres of the rows of `sample`. O(rows · count · dimension) a round.
  ///
  /// - Throws: `IndexError.cancelled`.
  public init(
    of sample: VectorMatrix, count: Int, seed: UInt64, team: WorkerTeam, control: JobControl
  ) throws(IndexError) {
    precondition(count >= 1 && sample.count >= 1, "centres of something")
    self.count = count
    dimension = sample.dimension
    components = Self.firstCentres(of: sample, count: count, seed: seed)
    let nearest = ChunkResults<NearestShards>(sample.count, initial: NearestShards())
    for _ in 0..<Self.roundCount {
      try control.checkCancelled()
      findNearest(to: sample, team: team, into: nearest)
      moveToMeans(of: sample, nearest: nearest)
    }
  }

  /// k-means++: each centre is a row drawn with a probability proportional to its squared distance to the
  /// nearest one before; where all distances are zero, any row.
  private static func firstCentres(of sample: VectorMatrix, count: Int, seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed, stream: 0x5AAD)
    let kernel = DistanceKernel.squaredL2(.float32).function
    var distances = [Float](repeating: .infinity, count: sample.count)
    var centres = sample.floats(row: generator.nextIndex(below: sample.count))
    var centre = centres
    while centres.count < count * sample.dimension {
      var total = 0.0
      centre.withUnsafeBytes { centre in
        guard let start = centre.baseAddress else { return }
        sample.forEachFloats { row, floats in
          distances[row] = min(distances[row], kernel(floats, start, sample.dimension))
          total += Double(distances[row])
        }
      }
      centre = sample.floats(row: draw(distances, total: total, generator: &generator))
      centres += centre
    }
    return centres
  }

  private static func draw(
    _ distances: [Float], total: Double, generator: inout SeededGenerator
  ) -> Int {
    guard total > 0, total.isFinite else { return generator.nextIndex(below: distances.count) }
    var rest = generator.nextUnit() * total
    var chosen = 0
    for (row, distance) in distances.enumerated() where distance > 0 {
      chosen = row
      guard rest >= Double(distance) else { break }
      rest -= Double(distance)
    }
    return chosen
  }

  /// A centre without rows stays where it is.
  private mutating func moveToMeans(of sample: VectorMatrix, nearest: ChunkResults<NearestShards>) {
    var sums = [Double](repeating: 0, count: components.count)
    var counts = [Int](repeating: 0, count: count)
    let dimension = dimension
    sample.forEachFloats { row, floats in
      let shard = Int(nearest[row].first)
      counts[shard] += 1
      sums.withUnsafeMutableBufferPointer { sums in
        for column in 0..<dimension { sums[shard * dimension + column] += Double(floats[column]) }
      }
    }
    for shard in 0..<count where counts[shard] > 0 {
      for place in shard * dimension..<(shard + 1) * dimension {
        components[place] = Float(sums[place] / Double(counts[shard]))
      }
    }
  }

  // MARK: Assignment

  /// The two nearest shards of every row of `matrix`.
  func findNearest(
    to matrix: VectorMatrix, team: WorkerTeam, into nearest: ChunkResults<NearestShards>
  ) {
    team.forEachChunk(count: matrix.count, chunk: Self.chunkRows) { range, _ in
      matrix.rows(range).forEachFloats { row, floats in
        nearest[range.lowerBound + row] = twoNearest(to: floats)
      }
    }
  }

  private func twoNearest(to row: UnsafePointer<Float>) -> NearestShards {
    let kernel = DistanceKernel.squaredL2(.float32).function
    var result = NearestShards()
    var (best, second) = (Float.infinity, Float.infinity)
    components.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      for shard in 0..<count {
        let distance = kernel(row, start + shard * dimension * 4, dimension)
        if distance < best {
          (second, result.second) = (best, result.first)
          (best, result.first) = (distance, UInt16(shard))
        } else if distance < second {
          (second, result.second) = (distance, UInt16(shard))
        }
      }
    }
    return result
  }

  /// All shards, the nearest to `row` first; of equals the lower.
  func ranking(of row: [Float]) -> [Int] {
    let kernel = DistanceKernel.squaredL2(.float32).function
    let distances = (0..<count).map { shard in
      row.withUnsafeBytes { row in
        components.withUnsafeBytes { bytes -> Float in
          guard let row = row.baseAddress, let start = bytes.baseAddress else { return .infinity }
          return kernel(row, start + shard * dimension * 4, dimension)
        }
      }
    }
    return (0..<count).sorted { (distances[$0], $0) < (distances[$1], $1) }
  }

  /// The points of the largest shard when every row of `sample` stands for `scale` points and goes to its
  /// two nearest shards.
  public func largestShard(of sample: VectorMatrix, scale: Double, team: WorkerTeam) -> Double {
    let nearest = ChunkResults<NearestShards>(sample.count, initial: NearestShards())
    findNearest(to: sample, team: team, into: nearest)
    var counts = [Int](repeating: 0, count: count)
    for row in 0..<sample.count {
      counts[Int(nearest[row].first)] += 1
      if count > 1 { counts[Int(nearest[row].second)] += 1 }
    }
    return Double(counts.max() ?? 0) * scale
  }
}

/// The two shards that a point goes to.
struct NearestShards: Sendable {
  var first: UInt16 = 0
  var second: UInt16 = 0
}

extension VectorMatrix {
  /// Calls `body` with every row as floats, valid during the call.
  func forEachFloats(_ body: (Int, UnsafePointer<Float>) -> Void) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: dimension) { room in
      guard let floats = room.baseAddress else { return }
      for index in 0..<count {
        VectorMatrix.convert(row(index), elementType, dimension, into: floats)
        body(index, floats)
      }
    }
  }
}

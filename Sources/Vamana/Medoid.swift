import VectorData

/// The point nearest to the mean of all points: where DiskANN starts its searches.
///
/// Sums run over fixed chunks in a fixed order, so the choice does not depend on the number of workers.
enum Medoid {
  private static let chunkRows = 2048

  /// The row of `vectors` (at least one) nearest to their mean in squared L2; of equals the first.
  /// O(count · dimension).
  static func nearestToMean(of vectors: VectorMatrix, team: WorkerTeam) -> NodeID {
    let chunkCount = (vectors.count + chunkRows - 1) / chunkRows
    let mean = mean(of: vectors, chunkCount: chunkCount, team: team)
    let best = ChunkResults<(distance: Double, row: Int)>(
      chunkCount, initial: (.infinity, 0))
    team.forEachChunk(count: vectors.count, chunk: chunkRows) { range, _ in
      best[range.lowerBound / chunkRows] = nearest(in: range, of: vectors, to: mean)
    }
    var winner = best[0]
    for chunk in 1..<max(chunkCount, 1) where best[chunk].distance < winner.distance {
      winner = best[chunk]
    }
    return NodeID(winner.row)
  }

  private static func mean(of vectors: VectorMatrix, chunkCount: Int, team: WorkerTeam)
    -> [Double]
  {
    let dimension = vectors.dimension
    let sums = ChunkResults<Double>(
      chunkCount * dimension, initial: 0)
    team.forEachChunk(count: vectors.count, chunk: chunkRows) { range, _ in
      let target = sums.pointer + range.lowerBound / chunkRows * dimension
      forEachRow(range, of: vectors) { row, _ in
        for column in 0..<dimension { target[column] += Double(row[column]) }
      }
    }
    return (0..<dimension).map { column in
      var sum = 0.0
      for chunk in 0..<chunkCount { sum += sums[chunk * dimension + column] }
      return sum / Double(vectors.count)
    }
  }

  private static func nearest(in range: Range<Int>, of vectors: VectorMatrix, to mean: [Double])
    -> (distance: Double, row: Int)
  {
    var best = (distance: Double.infinity, row: range.lowerBound)
    let dimension = vectors.dimension
    mean.withUnsafeBufferPointer { mean in
      forEachRow(range, of: vectors) { row, number in
        var distance = 0.0
        for column in 0..<dimension {
          let difference = Double(row[column]) - mean[column]
          distance += difference * difference
        }
        if distance < best.distance { best = (distance, number) }
      }
    }
    return best
  }

  private static func forEachRow(
    _ range: Range<Int>, of vectors: VectorMatrix, _ body: (UnsafePointer<Float>, Int) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: vectors.dimension) { room in
      guard let floats = room.baseAddress else { return }
      for number in range {
        VectorMatrix.convert(
          vectors.row(number), vectors.elementType, vectors.dimension, into: floats)
        body(floats, number)
      }
    }
    vectors.releasePages(of: range)
  }
}

import CVectorKernels
import VectorData

extension ChunkKMeans {
  // MARK: k-means++ (Arthur, Vassilvitskii 2007)

  /// Takes 256 points as centres, each with a probability proportional to its squared distance to the
  /// nearest one taken before; where all distances are zero any point will do, so centres may repeat.
  func seedCentres(generator: inout SeededGenerator) -> [Float] {
    var centres = [Float](repeating: 0, count: Self.centreCount * dimension)
    distances.initialize(repeating: 0, count: tileCount * Self.tilePoints)
    distances.initialize(repeating: .infinity, count: pointCount)
    var chosen = generator.nextIndex(below: pointCount)
    for centre in 0..<Self.centreCount {
      let place = tile(chosen / Self.tilePoints) + chosen % Self.tilePoints
      for column in 0..<dimension {
        centres[centre * dimension + column] = place[column * Self.tilePoints]
      }
      guard centre + 1 < Self.centreCount else { break }
      centres.withUnsafeBufferPointer { centres in
        guard let start = centres.baseAddress else { return }
        kernels.shrink_distances(
          points, tileCount, dimension, start + centre * dimension, distances, tileSums)
      }
      chosen = drawPoint(generator: &generator)
    }
    return centres
  }

  private func drawPoint(generator: inout SeededGenerator) -> Int {
    var total = 0.0
    for index in 0..<tileCount { total += Double(tileSums[index]) }
    guard total > 0, total.isFinite else { return generator.nextIndex(below: pointCount) }
    var rest = generator.nextUnit() * total
    // Sums in another order round differently: should the rest outlive the last point, the last one that
    // has a distance is taken.
    var last = 0
    for index in 0..<tileCount where tileSums[index] > 0 {
      let sum = Double(tileSums[index])
      if rest >= sum && index + 1 < tileCount {
        rest -= sum
        last = index
        continue
      }
      return drawPoint(inTile: index, rest: rest)
    }
    return drawPoint(inTile: last, rest: .infinity)
  }

  private func drawPoint(inTile index: Int, rest: Double) -> Int {
    var rest = rest
    var last = 0
    for point in 0..<pointCount(ofTile: index) {
      let distance = Double(distances[index * Self.tilePoints + point])
      guard distance > 0 else { continue }
      last = point
      guard rest >= distance else { break }
      rest -= distance
    }
    return index * Self.tilePoints + last
  }

  // MARK: Lloyd

  /// Assigns every point to its nearest centre and moves the centres to the means of their points; returns
  /// the sum of squared distances of the points to the moved centres.
  ///
  /// A centre without points stays where it is (DiskANN makes it zero): it may win points later.
  func improve(_ centres: inout [Float]) -> Double {
    let halfNorms = ProductQuantizer.halfNorms(centres, dimension: dimension)
    var nearest = [UInt8](repeating: 0, count: Self.tilePoints)
    var sums = [Double](repeating: 0, count: Self.centreCount * dimension)
    var counts = [UInt32](repeating: 0, count: Self.centreCount)
    for index in 0..<tileCount {
      kernels.find_nearest(tile(index), dimension, centres, halfNorms, &nearest)
      vk_add_to_centres(
        tile(index), pointCount(ofTile: index), dimension, nearest, &sums, &counts)
    }
    // The mean m of n points with sum s leaves the residual of (points' energy) - |s|^2 / n.
    var residual = energy
    for centre in 0..<Self.centreCount where counts[centre] > 0 {
      let count = Double(counts[centre])
      for place in centre * dimension..<(centre + 1) * dimension {
        residual -= sums[place] * sums[place] / count
        centres[place] = Float(sums[place] / count)
      }
    }
    return max(residual, 0)
  }
}

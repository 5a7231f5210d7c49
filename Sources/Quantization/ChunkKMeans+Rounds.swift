import CVectorKernels
import VectorData

extension ChunkKMeans {
  // MARK: k-means++ (Arthur, Vassilvitskii 2007)

  /// Takes 256 points as centres, each with a probability proportional to its squared distance to the
  /// nearest one taken before; where all distances are zero any point will do, so centres may repeat.
  ///
  /// Candidates are the points of every n-th tile, a hundred per centre: with all points for candidates the
  /// error after the rounds is the same, and a quarter of the training was spent here.
  func seedCentres(generator: inout SeededGenerator) -> [Float] {
    var centres = [Float](repeating: 0, count: Self.centreCount * dimension)
    resetDistances()
    var chosen = drawAnyCandidate(generator: &generator)
    for centre in 0..<Self.centreCount {
      for column in 0..<dimension {
        centres[centre * dimension + column] = chosen[column * Self.tilePoints]
      }
      guard centre + 1 < Self.centreCount else { break }
      centres.withUnsafeBufferPointer { centres in
        guard let start = centres.baseAddress else { return }
        shrinkDistances(to: start + centre * dimension)
      }
      chosen = drawCandidate(generator: &generator)
    }
    return centres
  }

  /// Padding gets no distance, so it is never drawn.
  private func resetDistances() {
    for slot in 0..<candidateTileCount {
      let distances = distances + slot * Self.tilePoints
      let count = pointCount(ofTile: slot * candidateStride)
      distances.initialize(repeating: .infinity, count: count)
      (distances + count).initialize(repeating: 0, count: Self.tilePoints - count)
    }
  }

  private func shrinkDistances(to centre: UnsafePointer<Float>) {
    for slot in 0..<candidateTileCount {
      tileSums[slot] = kernels.shrink_distances(
        tile(slot * candidateStride), dimension, centre, distances + slot * Self.tilePoints)
    }
  }

  /// The first component of a candidate; the others follow at every 64th place.
  private func drawAnyCandidate(generator: inout SeededGenerator) -> UnsafePointer<Float> {
    let tileIndex = generator.nextIndex(below: candidateTileCount) * candidateStride
    let point = generator.nextIndex(below: pointCount(ofTile: tileIndex))
    return UnsafePointer(tile(tileIndex) + point)
  }

  private func drawCandidate(generator: inout SeededGenerator) -> UnsafePointer<Float> {
    var total = 0.0
    for slot in 0..<candidateTileCount { total += Double(tileSums[slot]) }
    guard total > 0, total.isFinite else { return drawAnyCandidate(generator: &generator) }
    var rest = generator.nextUnit() * total
    // Sums in another order round differently: should the rest outlive the last point, the last one that
    // has a distance is taken.
    var chosen = 0
    for slot in 0..<candidateTileCount where tileSums[slot] > 0 {
      chosen = slot
      guard rest >= Double(tileSums[slot]) else { break }
      rest -= Double(tileSums[slot])
    }
    let distances = distances + chosen * Self.tilePoints
    var point = 0
    for place in 0..<Self.tilePoints where distances[place] > 0 {
      point = place
      guard rest >= Double(distances[place]) else { break }
      rest -= Double(distances[place])
    }
    return UnsafePointer(tile(chosen * candidateStride) + point)
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

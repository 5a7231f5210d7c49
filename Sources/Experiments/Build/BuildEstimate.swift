import DiskIndex
import Foundation
import VectorData

/// What a build will take, told before it starts.
public struct BuildEstimate: Sendable, Equatable {
  /// Wall seconds, within a factor of two: measured distances per second of this machine and its threads.
  public var seconds: Double
  /// The largest memory of the whole process, mapped vectors included.
  public var peakBytes: UInt64
  /// DiskANN's own figure for linking the graph in one piece, which `-M` is compared with there.
  public var oneShotBytes: UInt64
  /// The files of the finished index.
  public var diskBytes: UInt64
  /// What a search keeps in memory: the PQ codes.
  public var residentBytes: UInt64
  /// Bytes of a PQ code.
  public var pqBytes: Int
}

/// The shape of a build: everything that its cost depends on.
struct BuildShape: Sendable, Equatable {
  var count: Int
  var dimension: Int
  var elementType: ElementType
  var maxDegree: Int
  var searchListSize: Int
  var pqBytes: Int
  var threadCount: Int

  /// The mapped vectors that the graph is built over.
  var vectorBytes: Double { Double(count) * Double(dimension * elementType.byteCount) }

  /// 1.1 · n · (⌈d⌉₈ · sizeof(T) + 1.3 · 4R + 48): DiskANN's rule (48: a mutex and a list header).
  var oneShotBytes: Double {
    let padded = Double((dimension + 7) / 8 * 8 * elementType.byteCount)
    return 1.1 * Double(count) * (padded + 1.3 * 4 * Double(maxDegree) + 48)
  }

  /// The mapped vectors and the larger of training (a chunk of the sample as floats per worker) and linking
  /// (a padded copy of the vectors, rows of 1.3 R neighbours, a byte per point and worker), and the program.
  var peakBytes: Double {
    let points = Double(count)
    let workers = Double(threadCount)
    let chunkColumns = (Double(dimension) / Double(pqBytes)).rounded(.up)
    let training =
      workers * 4 * (chunkColumns + 1) * min(points, 256_000) + points * Double(pqBytes)
    let paddedRow = Double((dimension * elementType.byteCount + 63) / 64 * 64 + 8)
    let linking = points * (paddedRow + 4 * (1.3 * Double(maxDegree) + 1) + workers)
    return vectorBytes + max(training, linking) + 32e6
  }

  /// Sector 0 and the nodes at their full width, codes, pivots and the rest.
  var diskBytes: Double {
    let nodeBytes = Double(dimension * elementType.byteCount + 4 * (maxDegree + 1))
    let perSector = (4096 / nodeBytes).rounded(.down)
    let sectors =
      perSector >= 1
      ? (Double(count) / perSector).rounded(.up) : Double(count) * (nodeBytes / 4096).rounded(.up)
    return 4096 * (1 + sectors) + Double(count * pqBytes) + Double(1024 * dimension) + 16384
  }
}

// MARK: - Time

extension BuildShape {
  /// Seconds of a build on this machine, from the seconds that one distance takes here.
  ///
  /// The counts of distances are those of measured builds: an insertion searches with L and prunes what it
  /// visited, and the longer the paths of a larger graph the more of both.
  func seconds(distance: Double) -> Double {
    let points = Double(count)
    let perPoint =
      Double(searchListSize) * (10 + 1.6 * log2(max(points, 2))) + 12 * Double(maxDegree)
    let linking = points * perPoint * distance
    let sample = Double(min(count, 256_000))
    let training = (sample * 14 + points) * 256 * Double(dimension) * Self.secondsPerProduct
    let writing = diskBytes / 400e6
    return (linking + training) / Double(min(threadCount, WorkerTeam.processorCount)) + writing
  }

  /// One multiplication and addition of a blocked matrix product.
  private static let secondsPerProduct = 2.5e-11

  /// Measures distances between rows far apart, as a graph search does.
  static func measuredDistanceSeconds(_ vectors: VectorMatrix) -> Double {
    let kernel = DistanceKernel.squaredL2(vectors.elementType)
    var generator = SeededGenerator(seed: 1)
    let pairs = (0..<2000).map { _ in
      (generator.nextIndex(below: vectors.count), generator.nextIndex(below: vectors.count))
    }
    var best = Double.infinity
    var sum: Float = 0
    for _ in 0..<3 {
      let start = ContinuousClock.now
      for (first, second) in pairs {
        sum += kernel.function(vectors.row(first), vectors.row(second), vectors.dimension)
      }
      best = min(best, (ContinuousClock.now - start).seconds / Double(pairs.count))
    }
    // The sum is looked at so that no optimizer drops the distances that made it.
    return sum.isNaN ? best : max(best, 1e-9)
  }
}

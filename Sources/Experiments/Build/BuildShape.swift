import DiskIndex
import Foundation
import VectorData

/// The shape of a build: everything that its cost depends on.
struct BuildShape: Sendable, Equatable {
  var count: Int
  var dimension: Int
  var elementType: ElementType
  var maxDegree: Int
  var searchListSize: Int
  var pqBytes: Int
  var threadCount: Int
  /// Bytes of the codes in the nodes, `nil` where nodes hold vectors.
  var diskCodeBytes: Int?
  /// Whether full vectors lie behind the graph.
  var hasReorderData = false
  /// Bytes of the codes that the graph is linked over, `nil` for whole vectors.
  var linkingCodeBytes: Int?
  /// What labels add, `nil` where there are none.
  var labels: LabelShape?

  /// What the program takes before any data comes, and the buffers of its files.
  static let programBytes = 26e6
  /// The threads that decisions count with: how many shards there are must not depend on `-T`.
  static let nominalThreadCount = 4
  /// R of a shard: DiskANN's ⌊2R/3⌋.
  var shardDegree: Int { max(2, maxDegree * 2 / 3) }

  var vectorBytes: Double { Double(count) * Double(rowBytes) }
  var rowBytes: Int { dimension * elementType.byteCount }

  /// 1.1 · n · (⌈d⌉₈ · sizeof(T) + 1.3 · 4R + 48): DiskANN's rule (48: a mutex and a list header). Over codes
  /// these stand for the vectors; DiskANN holds those too, and counts no codes.
  var oneShotBytes: Double {
    let padded = Double(
      linkingCodeBytes ?? (dimension + 7) / 8 * 8 * elementType.byteCount)
    return 1.1 * Double(count) * (padded + 1.3 * 4 * Double(maxDegree) + 48)
  }

  /// The process while it builds in one piece: the larger of training, which maps the vectors, and linking. A
  /// build over codes lets go of what it has mapped.
  func peakBytes(threadCount: Int) -> Double {
    let mapped = linkingCodeBytes == nil ? vectorBytes : 0
    let training =
      mapped + trainingBytesPerRow(threadCount: threadCount) * Double(min(count, 256_000))
    return max(training, linkingBytes(count, degree: maxDegree, threadCount: threadCount))
      + Self.programBytes
  }

  /// A chunk of a row of the sample as floats, and its distance, for each worker.
  func trainingBytesPerRow(threadCount: Int) -> Double {
    let chunkCount = min(pqBytes, linkingCodeBytes ?? pqBytes)
    let chunkColumns = (Double(dimension) / Double(chunkCount)).rounded(.up)
    return Double(threadCount) * 4 * (chunkColumns + 1)
  }

  /// Linking a graph of `points` nodes with R = `degree`.
  func linkingBytes(_ points: Int, degree: Int, threadCount: Int) -> Double {
    Double(points) * linkingBytesPerPoint(degree: degree, threadCount: threadCount)
      + Double(threadCount) * workerBytes
  }

  /// A padded copy of the vector, a row of 1.3 R neighbours, order, reverse edges, the walk that looks for
  /// lost nodes, and a byte for each worker.
  private func linkingBytesPerPoint(degree: Int, threadCount: Int) -> Double {
    let row = linkedRowBytes + 4 * ((1.3 * Double(degree)).rounded(.down) + 1)
    return row + 24 + Double(degree) * 12 / 200 + Double(threadCount)
      + (labels?.linkingBytesPerPoint(degree: degree) ?? 0)
  }

  private var paddedRowBytes: Double { Double((rowBytes + 63) / 64 * 64 + 8) }

  /// A row while it is linked.
  private var linkedRowBytes: Double { linkingCodeBytes.map { Double($0) } ?? paddedRowBytes }

  /// The pool of a prune (C = 750 rows), the lists of a search and the stack of a thread; over codes the
  /// decoded rows of a pool too, and a table of distances.
  private var workerBytes: Double {
    let labelBytes = labels?.workerBytes ?? 0
    guard let linkingCodeBytes else { return 768 * (paddedRowBytes + 40) + 300e3 + labelBytes }
    let decoded = Double((dimension * 4 + 63) / 64 * 64)
    return 768 * (2 * decoded + 44) + 1024 * Double(linkingCodeBytes) + 300e3 + labelBytes
  }

  /// The most points that a shard may have if it is to be linked within `budget` bytes.
  func shardCapacity(budget: Double) -> Int {
    let threads = Self.nominalThreadCount
    let room = budget - Self.programBytes - Double(threads) * workerBytes
    let perPoint = linkingBytesPerPoint(degree: shardDegree, threadCount: threads)
    return max(0, Int(min(room / perPoint, 0x1p31)))
  }

  /// The most workers that stay within `budget` bytes, at least one.
  func workerCount(points: Int, degree: Int, budget: Double) -> Int {
    var workers = threadCount
    while workers > 1,
      linkingBytes(points, degree: degree, threadCount: workers) + Self.programBytes > budget
    {
      workers -= 1
    }
    return workers
  }

  /// Sector 0 and the nodes at their full width, codes, pivots and the rest.
  var diskBytes: Double {
    let nodeBytes = Double((diskCodeBytes ?? rowBytes) + 4 * (maxDegree + 1))
    let perSector = (4096 / nodeBytes).rounded(.down)
    let sectors =
      perSector >= 1
      ? (Double(count) / perSector).rounded(.up) : Double(count) * (nodeBytes / 4096).rounded(.up)
    return 4096 * (1 + sectors) + Double(count * pqBytes) + Double(1024 * dimension) + 16384
      + diskCodeTableBytes + sampleBytes
  }

  /// The table of the codes in the nodes, and the full vectors behind the graph.
  private var diskCodeTableBytes: Double {
    guard diskCodeBytes != nil else { return 0 }
    let perSector = (4096 / Double(rowBytes)).rounded(.down)
    let vectors = hasReorderData ? 4096 * (Double(count) / perSector).rounded(.up) : 0
    return vectors + Double(1024 * dimension) + 16384
  }

  /// One row in ten, for caches that follow queries.
  private var sampleBytes: Double { Double(min((count + 9) / 10, 100_000) * (rowBytes + 4)) + 16 }

  /// Checks that there can be codes as asked, in the nodes and to link the graph over.
  ///
  /// - Throws: `IndexError.parameter`.
  func requireCodes() throws(IndexError) {
    for (name, bytes) in [
      ("--disk-pq-bytes", diskCodeBytes), ("--build-pq-bytes", linkingCodeBytes),
    ] {
      guard let bytes, bytes > dimension else { continue }
      throw .parameter(
        name: name, expected: "at most \(dimension), the dimension", found: "\(bytes)")
    }
    guard hasReorderData else { return }
    guard elementType == .float32 else {
      throw .parameter(
        name: "--reorder-data", expected: "float vectors, as DiskANN demands",
        found: elementType.rawValue)
    }
    guard dimension <= ReorderLayout.maximumDimension else {
      throw .parameter(
        name: "--reorder-data",
        expected: "vectors of at most \(ReorderLayout.maximumDimension) components: one sector",
        found: "\(dimension)")
    }
  }

  /// What lies beside the index until it is done: the graph, and of shards vectors, numbers and graphs.
  func temporaryDiskBytes(isSharded: Bool) -> Double {
    let graph = Double(count) * 4 * Double(maxDegree + 1)
    let codes = Double(count * (diskCodeBytes ?? 0))
    guard isSharded else { return graph + codes }
    return graph + codes + 2 * (vectorBytes + Double(count) * 4 * Double(shardDegree + 3))
  }
}

// MARK: - Time

extension BuildShape {
  /// Seconds of a build on this machine, from the seconds that one distance takes here.
  ///
  /// The counts of distances are those of measured builds: an insertion searches with L and prunes what it
  /// visited, and the longer the paths of a larger graph the more of both.
  func seconds(distance: Double, shardCount: Int = 1, passCount: Int = 1) -> Double {
    // In shards every point is linked twice, in graphs of fewer points and neighbours.
    let copies = shardCount > 1 ? 2.0 : 1.0
    let points = Double(count) * copies
    let perShard = points / Double(shardCount)
    let degree = Double(shardCount > 1 ? shardDegree : maxDegree)
    let perPoint = Double(searchListSize) * (10 + 1.6 * log2(max(perShard, 2))) + 12 * degree
    let linking = points * perPoint * distance * Double(passCount)
    let sample = Double(min(count, 256_000))
    let training =
      (sample * 14 + Double(count)) * 256 * Double(dimension) * Self.secondsPerProduct
    let writing = (diskBytes + temporaryDiskBytes(isSharded: shardCount > 1)) / 400e6
    return (linking + training) / Double(min(threadCount, WorkerTeam.processorCount)) + writing
  }

  /// One multiplication and addition of a blocked matrix product.
  private static let secondsPerProduct = 2.5e-11

  /// Measures distances between rows far apart, as a graph search does.
  static func measuredDistanceSeconds(_ vectors: VectorMatrix) -> Double {
    let kernel = DistanceKernel.squaredL2(vectors.elementType)
    var generator = SeededGenerator(seed: 1)
    // Few, since each brings pages of the file into memory.
    let pairs = (0..<200).map { _ in
      (generator.nextIndex(below: vectors.count), generator.nextIndex(below: vectors.count))
    }
    var best = Double.infinity
    var sum: Float = 0
    for _ in 0..<9 {
      let start = ContinuousClock.now
      for (first, second) in pairs {
        sum += kernel.function(vectors.row(first), vectors.row(second), vectors.dimension)
      }
      best = min(best, (ContinuousClock.now - start).seconds / Double(pairs.count))
    }
    vectors.releasePages()
    // The sum is looked at so that no optimizer drops the distances that made it.
    return sum.isNaN ? best : max(best, 1e-9)
  }
}

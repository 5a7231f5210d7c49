import DiskIndex
import Foundation
import Quantization
import Vamana
import VectorData

/// A request held against its data: what the build does is decided here, before anything is written.
struct BuildPlan: Sendable {
  let request: IndexBuild.Request
  let vectors: VectorMatrix
  let names: NameTable?
  let labels: PointLabels?
  let shape: BuildShape

  init(_ request: IndexBuild.Request) throws(IndexError) {
    try request.validate()
    self.request = request
    vectors = try BinFile.open(path: request.dataPath, elementType: request.elementType)
    try PreparedVectors.requireSupported(request.metric, vectors.elementType)
    if let path = request.namesPath {
      names = try NameTable(path: path, expectedCount: vectors.count)
    } else {
      names = nil
    }
    labels = try Self.labels(request, nodeCount: vectors.count)
    let dimension = MetricPreparation.preparedDimension(vectors.dimension, request.metric)
    var shape = BuildShape(
      count: vectors.count, dimension: dimension,
      elementType: MetricPreparation.preparedType(vectors.elementType, request.metric),
      maxDegree: request.graph.maxDegree, searchListSize: request.graph.searchListSize,
      pqBytes: try Self.pqBytes(request.codeSize, count: vectors.count, dimension: dimension),
      threadCount: request.threadCount, diskCodeBytes: request.diskCodeBytes,
      hasReorderData: request.appendsReorderData, linkingCodeBytes: request.linkingCodeBytes)
    shape.labels = labels.map { LabelShape($0, areLinked: request.filterGraph != .plain) }
    self.shape = shape
    try shape.requireCodes()
  }

  private static func labels(
    _ request: IndexBuild.Request, nodeCount: Int
  ) throws(IndexError) -> PointLabels? {
    guard let path = request.labelsPath else {
      guard let universal = request.universalLabel else { return nil }
      throw .parameter(
        name: "--universal-label", expected: "the labels that it is one of (--labels)",
        found: "\"\(universal)\" alone")
    }
    return try PointLabels.read(
      path: path, nodeCount: nodeCount, universal: request.universalLabel)
  }

  // MARK: Memory and disk

  /// M in bytes, without what labels take all the time; `nil` where the user set no limit.
  var budgetBytes: Double? {
    request.buildBudgetGigabytes.map { min($0 * 0x1p30, 0x1p62) - labelBytes }
  }

  private var labelBytes: Double { shape.labels?.residentBytes ?? 0 }

  /// How many points a shard may have and how many shards there are at least; `nil` where the graph is
  /// linked in one piece.
  ///
  /// One piece if DiskANN's formula and ours say that it fits M; neither depends on the threads.
  var shards: ShardLimits? {
    let capacity = budgetBytes.map { shape.shardCapacity(budget: $0) } ?? shape.count
    let isForced = request.shardCount != nil
    guard isForced || onePieceBytes > (budgetBytes ?? .infinity) else { return nil }
    let needed = capacity > 0 ? (2 * shape.count + capacity - 1) / capacity : .max
    return ShardLimits(
      capacity: min(capacity, shape.count),
      leastCount: max(IndexBuild.Request.shardCounts.lowerBound, needed),
      fixedCount: request.shardCount)
  }

  /// Linking in one piece, which maps no vectors any more.
  private var ownedBytes: Double {
    shape.linkingBytes(shape.count, degree: shape.maxDegree, threadCount: shape.threadCount)
      + BuildShape.programBytes + labelBytes
  }

  private var onePieceBytes: Double {
    max(shape.peakBytes(threadCount: BuildShape.nominalThreadCount), shape.oneShotBytes)
  }

  /// The largest memory of the whole process.
  var peakBytes: Double { labelBytes + peakBytesWithoutLabels }

  private var peakBytesWithoutLabels: Double {
    guard let shards else {
      let workers = budgetBytes.map {
        shape.workerCount(points: shape.count, degree: shape.maxDegree, budget: $0)
      }
      return shape.peakBytes(threadCount: workers ?? shape.threadCount)
    }
    // Without a limit of its own a shard may hold every point.
    return budgetBytes
      ?? shape.linkingBytes(
        shards.capacity, degree: shape.shardDegree, threadCount: shape.threadCount)
      + BuildShape.programBytes
  }

  /// Checks that the build fits the memory it may use and the disk it writes to.
  ///
  /// - Throws: `IndexError.memory`, `mismatch` for the disk.
  func requireRoom() throws(IndexError) {
    if let shards, let budget = request.buildBudgetGigabytes {
      let most = shards.fixedCount ?? IndexBuild.Request.shardCounts.upperBound
      guard shards.leastCount <= most else {
        let points = (2 * shape.count + most - 1) / most
        let needed =
          shape.linkingBytes(
            points, degree: shape.shardDegree, threadCount: BuildShape.nominalThreadCount)
          + BuildShape.programBytes
        throw .memory(
          purpose: "-M \(budget): linking \(vectors.path) in \(most) shards",
          neededBytes: UInt64(needed), availableBytes: UInt64(max(budgetBytes ?? 0, 0)))
      }
      try requireRoomForLabels(shardCount: shards.fixedCount ?? shards.leastCount)
    }
    // Mapped vectors are page cache that the system can take back: only the rest has to be free.
    let available = MemoryLimits.availableBytes()
    let owned = UInt64(shards == nil ? ownedBytes : peakBytes)
    guard owned <= available else {
      throw .memory(
        purpose: "building an index of \(vectors.path)", neededBytes: owned,
        availableBytes: available)
    }
    let folder = BuildFolder.split(request.prefix).folder
    let needed =
      UInt64(shape.diskBytes + shape.temporaryDiskBytes(isSharded: shards != nil)) + preparedBytes
    let disk = needed - min(needed, BuildFolder.byteCount(prefix: request.prefix))
    let place = MadeFolders.existing(onTheWayTo: folder)
    if let free = PlacesOnDisk.freeBytes(at: place), free < disk {
      throw .mismatch(
        path: folder, field: "free space", expected: "\(disk) bytes for the build",
        found: "\(free)")
    }
  }

  /// Checks that M holds what labels take where no shard is linked: while they are read, and in the merge.
  private func requireRoomForLabels(shardCount: Int) throws(IndexError) {
    guard let labels = shape.labels, let path = request.labelsPath, let budgetBytes else { return }
    let reading = labels.readingBytes(fileBytes: PlacesOnDisk.fileBytes(at: path))
    let needed =
      BuildShape.programBytes
      + max(reading, labels.residentBytes + labels.mergingBytes(shardCount: shardCount))
    guard needed > budgetBytes + labelBytes else { return }
    throw .memory(
      purpose: "-M \(request.buildBudgetGigabytes ?? 0): the labels of \(path)",
      neededBytes: UInt64(needed), availableBytes: UInt64(max(budgetBytes + labelBytes, 0)))
  }

  /// The facts of the index, without checksums.
  var metadata: IndexMetadata {
    var metadata = IndexMetadata(
      elementType: shape.elementType, metric: request.metric, count: vectors.count,
      dimension: vectors.dimension, maxDegree: request.graph.maxDegree,
      searchListSize: request.graph.searchListSize, alpha: request.graph.alpha,
      pqBytes: shape.pqBytes, seed: request.graph.seed)
    metadata.dataType = dataType
    metadata.passes = request.graph.reading == .diskann ? nil : request.graph.reading.rawValue
    metadata.isRotated = request.rotates ? true : nil
    metadata.diskPqBytes = request.diskCodeBytes
    metadata.hasReorderData = request.appendsReorderData ? true : nil
    metadata.buildPqBytes = request.linkingCodeBytes
    metadata.title = request.notes.title
    metadata.dataPath = Self.absolute(request.dataPath)
    metadata.queriesPath = request.notes.queriesPath.map(Self.absolute)
    // What comes with a data set is the truth of L2.
    metadata.truthPath = request.metric == .l2 ? request.notes.truthPath.map(Self.absolute) : nil
    metadata.queryNamesPath = request.notes.queryNamesPath.map(Self.absolute)
    metadata.picture = request.notes.picture
    metadata.command = command
    return metadata
  }

  /// Without `--index` and `-T`: neither changes a byte of the index.
  private var command: String {
    var words = ["beamscope", "build", "--data", Self.quoted(Self.absolute(request.dataPath))]
    words += ["--type", vectors.elementType.rawValue, "--metric", request.metric.rawValue]
    words += ["-R", "\(request.graph.maxDegree)", "-L", "\(request.graph.searchListSize)"]
    words += ["--alpha", "\(request.graph.alpha)"]
    if request.graph.reading != .diskann { words += ["--passes", request.graph.reading.rawValue] }
    words += ["--pq-bytes", "\(shape.pqBytes)"]
    words += ["--seed", "\(request.graph.seed)"]
    if request.rotates { words.append("--opq") }
    if let bytes = request.diskCodeBytes { words += ["--disk-pq-bytes", "\(bytes)"] }
    if request.appendsReorderData { words.append("--reorder-data") }
    if let bytes = request.linkingCodeBytes { words += ["--build-pq-bytes", "\(bytes)"] }
    if let budget = request.buildBudgetGigabytes, shards != nil { words += ["-M", "\(budget)"] }
    if let count = request.shardCount { words += ["--shards", "\(count)"] }
    if let path = request.namesPath { words += ["--names", Self.quoted(Self.absolute(path))] }
    if let path = request.labelsPath { words += ["--labels", Self.quoted(Self.absolute(path))] }
    if let label = request.universalLabel { words += ["--universal-label", Self.quoted(label)] }
    if labels != nil { words += ["--filter-graph", request.filterGraph.rawValue] }
    return words.joined(separator: " ")
  }

  private static func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.path
  }

  private static func quoted(_ word: String) -> String {
    let isPlain = word.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || "0123456789/._-+,:@%".unicodeScalars.contains(scalar)
    }
    return isPlain ? word : "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }

  private static func pqBytes(
    _ size: IndexBuild.Request.CodeSize, count rows: Int, dimension: Int
  ) throws(IndexError) -> Int {
    switch size {
    case .bytes(let count):
      guard count <= dimension else {
        throw .parameter(
          name: "--pq-bytes", expected: "at most \(dimension), the dimension",
          found: "\(count)")
      }
      return count
    case .searchBudget(let gigabytes):
      return PQBudget.chunkCount(
        searchBudgetGigabytes: gigabytes, count: rows, dimension: dimension)
    case .automatic:
      return min(max(dimension / 4, 2), 96, dimension)
    }
  }
}

/// What bounds the shards of a build.
struct ShardLimits: Sendable, Equatable {
  /// The most points of a shard.
  var capacity: Int
  /// Shards that hold every point twice at that.
  var leastCount: Int
  /// The number that the user asked for.
  var fixedCount: Int?
}

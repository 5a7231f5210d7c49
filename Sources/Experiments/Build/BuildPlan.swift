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
    let dimension = MetricPreparation.preparedDimension(vectors.dimension, request.metric)
    shape = BuildShape(
      count: vectors.count, dimension: dimension,
      elementType: MetricPreparation.preparedType(vectors.elementType, request.metric),
      maxDegree: request.graph.maxDegree, searchListSize: request.graph.searchListSize,
      pqBytes: try Self.pqBytes(request.codeSize, count: vectors.count, dimension: dimension),
      threadCount: request.threadCount)
  }

  /// Checks that the build fits the memory it may use and the disk it writes to.
  ///
  /// - Throws: `IndexError.memory`, `mismatch` for the disk.
  func requireRoom() throws(IndexError) {
    let peak = UInt64(max(shape.peakBytes, shape.oneShotBytes))
    if let budget = request.buildBudgetGigabytes {
      let allowed = UInt64(min(budget * 0x1p30, 0x1p62))
      guard peak <= allowed else {
        throw .memory(
          purpose: "-M \(budget): linking \(vectors.path) in one piece", neededBytes: peak,
          availableBytes: allowed)
      }
    }
    // Mapped vectors are page cache that the system can take back: only the rest has to be free.
    let available = MemoryLimits.availableBytes()
    let owned = peak - min(peak, UInt64(shape.vectorBytes))
    guard owned <= available else {
      throw .memory(
        purpose: "building an index of \(vectors.path)", neededBytes: owned,
        availableBytes: available)
    }
    let folder = BuildFolder.split(request.prefix).folder
    let needed = UInt64(shape.diskBytes) + preparedBytes
    if let free = PlacesOnDisk.freeBytes(at: folder), free < needed {
      throw .mismatch(
        path: folder, field: "free space", expected: "\(needed) bytes for the index",
        found: "\(free)")
    }
  }

  /// The facts of the index, without checksums.
  var metadata: IndexMetadata {
    var metadata = IndexMetadata(
      elementType: shape.elementType, metric: request.metric, count: vectors.count,
      dimension: vectors.dimension, maxDegree: request.graph.maxDegree,
      searchListSize: request.graph.searchListSize, alpha: request.graph.alpha,
      pqBytes: shape.pqBytes, seed: request.graph.seed)
    metadata.dataType = dataType
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
    words += ["--alpha", "\(request.graph.alpha)", "--pq-bytes", "\(shape.pqBytes)"]
    words += ["--seed", "\(request.graph.seed)"]
    if let path = request.namesPath { words += ["--names", Self.quoted(Self.absolute(path))] }
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

import DiskIndex
import Foundation
import Vamana
import VectorData

/// From a file of vectors to a memory index, static or, with tags, one that takes updates: check, link, write.
/// DiskANN's `build_memory_index`: nodes are not filled up to R.
public enum MemoryIndexBuild {
  /// Builds the index in a hidden folder beside the target and puts all files in place at the end: an error
  /// or a cancel leaves what was there before. The same data, parameters and seed give the same bytes at any
  /// thread count. Missing folders of the prefix are made; an older index of the prefix, static in memory or
  /// on disk, is replaced.
  ///
  /// - Throws: `IndexError.parameter` for a bad request or an index that takes updates, `malformed` and `system` for the data, `memory`
  ///   when it does not fit, `cancelled`.
  @discardableResult
  public static func run(
    _ request: IndexBuild.Request, control: JobControl
  ) throws(IndexError) -> IndexBuildReport {
    var request = request
    request.graph.saturates = false
    let plan = try BuildPlan(request)
    try requireUpdatable(plan)
    let made = try MadeFolders(forPrefix: request.prefix)
    defer { made.removeEmpty() }
    let folder = try MemoryIndexFolder.locked(prefix: request.prefix)
    try MemoryIndexFolder.requireReplaceable(at: request.prefix)
    var phases = BuildPhases(control: control)
    let team = WorkerTeam(workerCount: request.threadCount)
    try phases.run("check data") { () throws(IndexError) in
      try plan.vectors.validateFinite(control: control)
    }
    let vectors = try MemoryVectors(plan.vectors, metric: request.metric, control: control)
    let linked = try phases.run("link graph") { () throws(IndexError) in
      try plan.link(vectors.compared, team: team, control: control)
    }
    let (graph, memory) = (linked.graph, folder.memory)
    try phases.run("write index") { () throws(IndexError) in
      try MemoryGraphFile.write(graph, to: memory.graph)
      try BinFile.write(vectors.stored, to: memory.data)
      if let labels = plan.labels {
        try IndexLabels.write(
          labels, starts: linked.starts.map { [$0] }, files: memory.labelFiles)
        try IndexLabels.writeCounts(labels.counts, to: memory.labelFiles.counts)
      }
      if let tags = request.tags {
        var file = try OutputFile(path: memory.tags)
        try file.appendBinHeader(rows: tags.count, columns: 1)
        try file.append(elements: tags.map(\.littleEndian))
        try file.finish()
      }
    }
    let files = folder.files
    var metadata = metadata(of: plan)
    metadata.elementType = vectors.stored.elementType
    metadata.dataType = nil
    let parts =
      [memory.graph, memory.data, memory.tags, files.peerMetadata, files.names]
      + memory.labelFiles.all
    try phases.run("write notes") { () throws(IndexError) in
      try PeerMetadata(metadata).write(to: files.peerMetadata)
      try plan.names?.copy(to: files.names)
      try metadata.writeWithChecksums(of: parts, prefix: files.prefix, control: control)
    }
    let report = phases.report(
      metadata: metadata, degreeCounts: graph.degreeHistogram(),
      diskBytes: (parts + [files.sidecar]).reduce(0) { $0 + PlacesOnDisk.fileBytes(at: $1) })
    try control.checkCancelled()
    try folder.commit()
    return report
  }

  /// Checks that an index with tags can be one that takes updates.
  private static func requireUpdatable(_ plan: BuildPlan) throws(IndexError) {
    let (request, vectors) = (plan.request, plan.vectors)
    guard let tags = request.tags else { return }
    guard tags.count == vectors.count else {
      throw .parameter(
        name: "--tags", expected: "\(vectors.count), one for each row of \(vectors.path)",
        found: "\(tags.count)")
    }
    var seen = Set<NodeID>(minimumCapacity: tags.count)
    for tag in tags where tag == 0 || !seen.insert(tag).inserted {
      throw .parameter(
        name: "--tags", expected: "a number from 1 on for each row, each once", found: "\(tag)")
    }
    try DynamicIndex.requireSupported(request.metric, vectors.elementType)
    guard request.namesPath == nil else {
      throw .parameter(
        name: "--names", expected: "none with --tags: updates know no names",
        found: request.namesPath ?? "")
    }
  }

  private static func metadata(of plan: BuildPlan) -> IndexMetadata {
    var metadata = plan.metadata
    metadata.kind = plan.request.tags == nil ? .memory : .dynamic
    metadata.pqBytes = 0
    // The same words as for a disk index, but those of its codes.
    if var words = metadata.command?.components(separatedBy: " ") {
      if let place = words.firstIndex(of: "--pq-bytes") {
        words.removeSubrange(place...(place + 1))
      }
      if let place = words.firstIndex(of: "build") { words.insert("--memory", at: place + 1) }
      metadata.command = words.joined(separator: " ")
    }
    return metadata
  }
}

/// The vectors of a memory index as they are stored and as they are compared.
private struct MemoryVectors {
  /// What goes into the file: DiskANN stores the rows of float cosine indexes at length 1, all others as they
  /// are.
  let stored: VectorMatrix
  /// Squared L2 between these orders as the metric does.
  let compared: VectorMatrix

  init(
    _ vectors: VectorMatrix, metric: Metric, control: JobControl
  ) throws(IndexError) {
    guard metric != .l2 else {
      (stored, compared) = (vectors, vectors)
      return
    }
    let preparation = try PreparedVectors.preparation(
      of: vectors, metric: metric, control: control)
    let columns = preparation.preparedDimension
    let buffer = try AlignedBuffer(
      byteCount: vectors.count * columns * 4, purpose: "prepared vectors")
    guard let start = buffer.elements(of: Float.self).baseAddress else {
      preconditionFailure("a buffer has an address")
    }
    for row in 0..<vectors.count {
      preparation.prepareRow(
        vectors.row(row), vectors.elementType, into: start + row * columns)
    }
    compared = VectorMatrix(
      count: vectors.count, dimension: columns, elementType: .float32, path: vectors.path,
      start: start, owner: buffer)
    stored = metric == .cosine && vectors.elementType == .float32 ? compared : vectors
  }
}

/// The steps of a build and how long each took.
private struct BuildPhases {
  let control: JobControl
  private let start = ContinuousClock.now
  private var phases: [IndexBuildReport.Phase] = []

  init(control: JobControl) { self.control = control }

  mutating func run<Result>(
    _ name: String, _ body: () throws(IndexError) -> Result
  ) throws(IndexError) -> Result {
    try control.checkCancelled()
    control.report(JobProgress(phase: name, done: 0, total: 0, unit: ""))
    let start = ContinuousClock.now
    let result = try body()
    phases.append(.init(name: name, seconds: (ContinuousClock.now - start).seconds))
    return result
  }

  func report(
    metadata: IndexMetadata, degreeCounts: [Int], diskBytes: UInt64
  ) -> IndexBuildReport {
    let edges = degreeCounts.enumerated().reduce(0) { $0 + $1.offset * $1.element }
    return IndexBuildReport(
      metadata: metadata, phases: phases, seconds: (ContinuousClock.now - start).seconds,
      peakBytes: MemoryLimits.peakResidentBytes(), diskBytes: diskBytes,
      meanDegree: Double(edges) / Double(max(metadata.count, 1)),
      largestDegree: degreeCounts.count - 1, degreeCounts: degreeCounts)
  }
}

extension IndexMetadata {
  /// Writes the sidecar with the checksums of those of `paths` that are there.
  mutating func writeWithChecksums(
    of paths: [String], prefix: String, control: JobControl
  ) throws(IndexError) {
    checksums = [:]
    for path in paths where PlacesOnDisk.fileBytes(at: path) > 0 {
      checksums[String(path.dropFirst(prefix.count))] = try FileChecksum.fnv1a(
        path: path, control: control)
    }
    try write(prefix: prefix)
  }
}

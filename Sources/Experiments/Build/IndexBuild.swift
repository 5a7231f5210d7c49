import DiskIndex
import Foundation
import Quantization
import Vamana
import VectorData

/// From a file of vectors to a disk index: check, train and encode, link, lay out, note.
public enum IndexBuild {
  /// What `request` will take. Opens the data and measures distances for some milliseconds.
  ///
  /// - Throws: what `run` would throw for a bad parameter or file.
  public static func estimate(_ request: Request) throws(IndexError) -> BuildEstimate {
    let plan = try BuildPlan(request)
    let shape = plan.shape
    return BuildEstimate(
      seconds: shape.seconds(distance: BuildShape.measuredDistanceSeconds(plan.vectors)),
      peakBytes: UInt64(shape.peakBytes), oneShotBytes: UInt64(shape.oneShotBytes),
      diskBytes: UInt64(shape.diskBytes), residentBytes: UInt64(shape.count * shape.pqBytes),
      pqBytes: shape.pqBytes)
  }

  /// Builds the index. All files are made in a hidden folder beside the target and renamed at the end: an
  /// error or a cancel leaves what was there before.
  ///
  /// The same data, parameters and seed give the same bytes at any thread count.
  ///
  /// - Throws: `IndexError.parameter` for a bad request, `malformed` and `system` for the data, `memory`
  ///   when it does not fit, `cancelled`.
  @discardableResult
  public static func run(
    _ request: Request, control: JobControl
  ) throws(IndexError) -> IndexBuildReport {
    let plan = try BuildPlan(request)
    try plan.requireRoom()
    let folder = try BuildFolder(prefix: request.prefix)
    var pipeline = BuildPipeline(plan: plan, files: folder.files, control: control)
    let report = try pipeline.run()
    try control.checkCancelled()
    try folder.commit()
    return report
  }
}

/// The steps of one build and how long each took.
private struct BuildPipeline {
  let plan: BuildPlan
  let files: IndexFiles
  let control: JobControl
  private let team: WorkerTeam
  private var phases: [IndexBuildReport.Phase] = []

  init(plan: BuildPlan, files: IndexFiles, control: JobControl) {
    self.plan = plan
    self.files = files
    self.control = control
    team = WorkerTeam(workerCount: plan.request.threadCount)
  }

  mutating func run() throws(IndexError) -> IndexBuildReport {
    let start = ContinuousClock.now
    let (plan, team, control, files) = (plan, team, control, files)
    try phase("check data") { () throws(IndexError) in
      try plan.vectors.validateFinite(control: control)
    }
    let vectors =
      try plan.request.metric == .l2
      ? plan.vectors
      : phase("prepare vectors") { () throws(IndexError) in
        try plan.prepareVectors(files, control: control)
      }
    try encode(vectors)
    let graph = try phase("link graph") { () throws(IndexError) in
      try VamanaBuilder.build(
        vectors, parameters: plan.request.graph, team: team, control: control)
    }
    try phase("write index") { () throws(IndexError) in
      try DiskIndexWriter.write(
        graph: graph, vectors: vectors, to: files.disk, control: control)
    }
    let metadata = try phase("write notes") { () throws(IndexError) in
      try plan.removePreparedVectors(files)
      return try BuildPipeline.writeNotes(plan: plan, files: files, control: control)
    }
    return report(
      metadata: metadata, degreeCounts: graph.degreeHistogram(), start: start)
  }

  /// The sample and the codes are gone when this returns: they are the peak of most builds.
  private mutating func encode(_ vectors: VectorMatrix) throws(IndexError) {
    let (plan, team, control, files) = (plan, team, control, files)
    let quantizer = try phase("train PQ") { () throws(IndexError) in
      try ProductQuantizer.train(
        on: vectors, chunkCount: plan.shape.pqBytes, seed: plan.request.graph.seed,
        isCentred: plan.request.metric != .innerProduct, team: team, control: control)
    }
    try phase("encode") { () throws(IndexError) in
      let codes = try quantizer.encode(vectors, team: team, control: control)
      try quantizer.write(to: files.pivots)
      try codes.write(to: files.codes)
    }
  }

  private mutating func phase<Result>(
    _ name: String, _ body: () throws(IndexError) -> Result
  ) throws(IndexError) -> Result {
    try control.checkCancelled()
    control.report(JobProgress(phase: name, done: 0, total: 0, unit: ""))
    let start = ContinuousClock.now
    let result = try body()
    phases.append(.init(name: name, seconds: (ContinuousClock.now - start).seconds))
    return result
  }

  private static func writeNotes(
    plan: BuildPlan, files: IndexFiles, control: JobControl
  ) throws(IndexError) -> IndexMetadata {
    try PeerMetadata(plan.metadata).write(to: files.peerMetadata)
    try plan.names?.copy(to: files.names)
    var metadata = plan.metadata
    var parts = [files.disk, files.pivots, files.codes, files.peerMetadata]
    if plan.names != nil { parts.append(files.names) }
    if plan.request.metric == .innerProduct { parts.append(files.maximumNorm) }
    for path in parts {
      let suffix = String(path.dropFirst(files.prefix.count))
      metadata.checksums[suffix] = try FileChecksum.fnv1a(path: path, control: control)
    }
    try metadata.write(prefix: files.prefix)
    return metadata
  }

  private func report(
    metadata: IndexMetadata, degreeCounts: [Int], start: ContinuousClock.Instant
  ) -> IndexBuildReport {
    let edges = degreeCounts.enumerated().reduce(0) { $0 + $1.offset * $1.element }
    let paths = metadata.checksums.keys.map { files.prefix + $0 } + [files.sidecar]
    return IndexBuildReport(
      metadata: metadata, phases: phases, seconds: (ContinuousClock.now - start).seconds,
      peakBytes: MemoryLimits.peakResidentBytes(),
      diskBytes: paths.reduce(0) { $0 + PlacesOnDisk.fileBytes(at: $1) },
      meanDegree: Double(edges) / Double(max(metadata.count, 1)),
      largestDegree: degreeCounts.count - 1, degreeCounts: degreeCounts)
  }
}

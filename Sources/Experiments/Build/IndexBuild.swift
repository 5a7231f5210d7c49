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
    let shardCount = plan.shards.map { $0.fixedCount ?? $0.leastCount } ?? 1
    return BuildEstimate(
      seconds: shape.seconds(
        distance: BuildShape.measuredDistanceSeconds(plan.vectors), shardCount: shardCount,
        passCount: request.graph.reading == .paper ? 2 : 1),
      peakBytes: UInt64(plan.peakBytes), oneShotBytes: UInt64(shape.oneShotBytes),
      diskBytes: UInt64(shape.diskBytes), residentBytes: UInt64(shape.count * shape.pqBytes),
      pqBytes: shape.pqBytes, shardCount: shardCount)
  }

  /// Builds the index. All files are made in a hidden folder beside the target and renamed at the end: an
  /// error or a cancel leaves what was there before. Every stage leaves files in that folder, so a killed
  /// build can be resumed, to the same bytes. Missing folders of the prefix are made; an older index of the
  /// prefix, on disk or static in memory, is replaced.
  ///
  /// The same data, parameters and seed give the same bytes at any thread count.
  ///
  /// - Throws: `IndexError.parameter` for a bad request and for the prefix of an index that takes updates,
  ///   `malformed` and `system` for the data, `memory` when it does not fit, `mismatch` when what is to be
  ///   resumed is another build, `cancelled`.
  @discardableResult
  public static func run(
    _ request: Request, control: JobControl
  ) throws(IndexError) -> IndexBuildReport {
    let plan = try BuildPlan(request)
    try plan.requireRoom()
    let made = try MadeFolders(forPrefix: request.prefix)
    defer { made.removeEmpty() }
    var folder = try BuildFolder(
      prefix: request.prefix, access: request.resumes ? .resumed : .fresh)
    try folder.begin(plan)
    var pipeline = BuildPipeline(plan: plan, folder: folder, control: control)
    if !folder.isReplacing {
      do throws(IndexError) {
        try pipeline.run()
        try control.checkCancelled()
      } catch {
        folder.keepsContents = request.keepsFinishedStages && pipeline.hasCostlyStage
        throw error
      }
    }
    folder.keepsContents = request.keepsFinishedStages
    return try finish(folder, pipeline)
  }

  /// Lets the finished index take its place.
  static func finish(
    _ folder: consuming BuildFolder, _ pipeline: BuildPipeline
  ) throws(IndexError) -> IndexBuildReport {
    let degreeCounts = try folder.records.recordOfMoved(.layout)?.counts ?? []
    try folder.commit()
    return try pipeline.report(prefix: pipeline.plan.request.prefix, degreeCounts: degreeCounts)
  }

  /// Whether `request` could go on with what an interrupted build left, and none is running. Beside one of
  /// the stages others may run.
  public static func isResumable(_ request: Request, isStage: Bool = false) -> Bool {
    let folder = BuildFolder.path(prefix: request.prefix)
    let records = BuildRecords(folder: folder)
    guard let plan = try? BuildPlan(request), let manifest = try? BuildManifest(plan),
      let earlier = try? records.readManifest(),
      (try? manifest.requireSame(as: earlier, path: folder)) != nil
    else { return false }
    return isStage || BuildFolder.isFree(folder)
  }
}

import VectorData

extension IndexBuild {
  /// A part of a sharded build that a process of its own can do, on any machine that sees the folder of the
  /// index: partition first, then the shards in any order or at once, then merge, then layout.
  public enum Stage: Sendable, Equatable {
    /// Codes, and the vectors of each shard.
    case partition
    /// The graph of one shard, counted from 0.
    case shard(Int)
    /// The graph of all.
    case merge
    /// The finished index.
    case layout
  }

  /// What a stage did.
  public struct StageReport: Sendable, Equatable {
    /// The steps of the stage, those that were done before included.
    public var phases: [IndexBuildReport.Phase]
    /// Points of each shard.
    public var shardPoints: [Int]
    /// The largest memory that the process has had, in bytes.
    public var peakBytes: UInt64
    /// The finished index, after layout.
    public var index: IndexBuildReport?
  }

  /// Does one stage of the build of `request`, which has to be the same for all stages.
  ///
  /// A stage that is done is not done again. The index has the bytes that `run(_:control:)` gives it.
  ///
  /// - Throws: what `run(_:control:)` throws; `IndexError.mismatch` when an earlier stage is missing.
  public static func run(
    _ stage: Stage, of request: Request, control: JobControl
  ) throws(IndexError) -> StageReport {
    let plan = try BuildPlan(request)
    try plan.requireRoom()
    guard let limits = plan.shards else {
      throw .parameter(
        name: "--stage",
        expected: "a build in shards: --shards N, or -M below what one piece needs",
        found: stage.word)
    }
    switch stage {
    case .partition: return try partition(plan, limits, control)
    case .shard(let number): return try linkShard(number, plan, control)
    case .merge: return try merge(plan, control)
    case .layout: return try layOut(plan, control)
    }
  }

  private static func partition(
    _ plan: BuildPlan, _ limits: ShardLimits, _ control: JobControl
  ) throws(IndexError) -> StageReport {
    let made = try MadeFolders(forPrefix: plan.request.prefix)
    defer { made.removeEmpty() }
    var folder = try BuildFolder(
      prefix: plan.request.prefix, access: plan.request.resumes ? .resumed : .fresh)
    try folder.begin(plan)
    var pipeline = BuildPipeline(plan: plan, folder: folder, control: control)
    do throws(IndexError) {
      try pipeline.sketch()
      let counts = try pipeline.partition(limits)
      folder.keepsContents = true
      return pipeline.stageReport(shardPoints: counts)
    } catch {
      // Whoever builds in stages has data for which training and encoding take long too.
      folder.keepsContents =
        plan.request.keepsFinishedStages && folder.records.isRecorded(.train)
      throw error
    }
  }

  private static func linkShard(
    _ number: Int, _ plan: BuildPlan, _ control: JobControl
  ) throws(IndexError) -> StageReport {
    var folder = try BuildFolder(prefix: plan.request.prefix, access: .shared)
    try folder.goOn(with: plan, stage: .shard(number))
    let counts = try folder.records.require(.partition, before: .shard(number)).counts ?? []
    guard counts.indices.contains(number) else {
      throw .parameter(
        name: "--shard", expected: "0 to \(counts.count - 1)", found: "\(number)")
    }
    let lock = try folder.lockShard(number)
    var pipeline = BuildPipeline(plan: plan, folder: folder, control: control)
    try pipeline.linkShard(number, points: counts[number])
    _ = consume lock
    return pipeline.stageReport(shardPoints: counts)
  }

  private static func merge(
    _ plan: BuildPlan, _ control: JobControl
  ) throws(IndexError) -> StageReport {
    var folder = try BuildFolder(prefix: plan.request.prefix, access: .resumed)
    try folder.goOn(with: plan, stage: .merge)
    let counts = try folder.records.require(.partition, before: .merge).counts ?? []
    for number in counts.indices {
      _ = try folder.records.require(.shard(number), before: .merge)
    }
    var pipeline = BuildPipeline(plan: plan, folder: folder, control: control)
    try pipeline.merge(shardCount: counts.count)
    return pipeline.stageReport(shardPoints: counts)
  }

  private static func layOut(
    _ plan: BuildPlan, _ control: JobControl
  ) throws(IndexError) -> StageReport {
    var folder = try BuildFolder(prefix: plan.request.prefix, access: .resumed)
    try folder.goOn(with: plan, stage: .layout)
    var pipeline = BuildPipeline(plan: plan, folder: folder, control: control)
    if !folder.isReplacing {
      _ = try folder.records.require(.encode, before: .layout)
      _ = try folder.records.require(.merge, before: .layout)
      try pipeline.layOut()
      try control.checkCancelled()
    }
    let counts = try folder.records.recordOfMoved(.partition)?.counts ?? []
    var report = pipeline.stageReport(shardPoints: counts)
    report.index = try finish(folder, pipeline)
    return report
  }
}

extension IndexBuild.Stage {
  /// The word of the command line.
  public var word: String {
    switch self {
    case .partition: "partition"
    case .shard: "shard"
    case .merge: "merge"
    case .layout: "layout"
    }
  }
}

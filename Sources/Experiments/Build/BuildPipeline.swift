import DiskIndex
import Foundation
import VectorData

/// The stages of one build in their order, and how long each took.
///
/// A stage reads the data and the files of earlier stages and leaves files and a record; one that has a
/// record is not done again.
struct BuildPipeline {
  let plan: BuildPlan
  let files: IndexFiles
  let records: BuildRecords
  let control: JobControl
  let team: WorkerTeam
  /// Whether something that is worth keeping was found or made.
  private(set) var hasCostlyStage = false
  private var phases: [IndexBuildReport.Phase] = []
  private let start = ContinuousClock.now

  init(plan: BuildPlan, folder: borrowing BuildFolder, control: JobControl) {
    self.plan = plan
    files = folder.files
    records = folder.records
    self.control = control
    team = WorkerTeam(workerCount: plan.request.threadCount)
  }

  /// Everything up to an index that only has to take its place.
  mutating func run() throws(IndexError) {
    try sketch()
    if let shards = plan.shards {
      let counts = try partition(shards)
      for (number, points) in counts.enumerated() { try linkShard(number, points: points) }
      try merge(shardCount: counts.count)
    } else {
      try link()
    }
    try layOut()
  }

  /// What comes before the graph: the data is checked, and every row gets its code.
  mutating func sketch() throws(IndexError) {
    let stages = self
    try perform(.check) { () throws(IndexError) in try stages.check() }
    if plan.request.metric != .l2 {
      try perform(.prepare) { () throws(IndexError) in try stages.prepare() }
    }
    try perform(.train) { () throws(IndexError) in try stages.train() }
    try perform(.encode) { () throws(IndexError) in try stages.encode() }
  }

  /// What comes after it.
  mutating func layOut() throws(IndexError) {
    let stages = self
    try perform(.layout) { () throws(IndexError) in try stages.writeIndex() }
    try perform(.notes) { () throws(IndexError) in try stages.writeNotes() }
  }

  private mutating func link() throws(IndexError) {
    let stages = self
    try perform(.link) { () throws(IndexError) in try stages.linkInOnePiece() }
  }

  /// Deals the vectors to shards; gives the points of each.
  mutating func partition(_ limits: ShardLimits) throws(IndexError) -> [Int] {
    let stages = self
    let record = try perform(.partition) { () throws(IndexError) in
      try stages.writeShards(limits)
    }
    return record.counts ?? []
  }

  mutating func linkShard(_ number: Int, points: Int) throws(IndexError) {
    let stages = self
    try perform(.shard(number)) { () throws(IndexError) in
      try stages.linkOneShard(number, points: points)
    }
  }

  mutating func merge(shardCount: Int) throws(IndexError) {
    let stages = self
    try perform(.merge) { () throws(IndexError) in try stages.mergeShards(count: shardCount) }
  }

  /// Does `stage` unless it was done before. The body gives the files that it made.
  @discardableResult
  mutating func perform(
    _ stage: BuildStage, _ body: () throws(IndexError) -> StageResult
  ) throws(IndexError) -> StageRecord {
    try control.checkCancelled()
    if let record = try records.record(of: stage) {
      note(stage, record)
      return record
    }
    control.report(JobProgress(phase: stage.title, done: 0, total: 0, unit: ""))
    let start = ContinuousClock.now
    let result = try body()
    plan.vectors.releasePages()
    var record = StageRecord(seconds: 0, files: [:], counts: result.counts)
    for path in result.files where access(path, F_OK) == 0 {
      record.files[BuildFolder.split(path).name] = PlacesOnDisk.fileBytes(at: path)
    }
    record.seconds = (ContinuousClock.now - start).seconds
    try records.write(record, of: stage)
    note(stage, record)
    return record
  }

  private mutating func note(_ stage: BuildStage, _ record: StageRecord) {
    phases.append(.init(name: stage.title, seconds: record.seconds))
    if stage.isCostly { hasCostlyStage = true }
  }

  /// What was done so far.
  func stageReport(shardPoints: [Int]) -> IndexBuild.StageReport {
    IndexBuild.StageReport(
      phases: phases, shardPoints: shardPoints, peakBytes: MemoryLimits.peakResidentBytes())
  }

  /// What was done, read from the finished index of `prefix`.
  func report(prefix: String, degreeCounts: [Int]) throws(IndexError) -> IndexBuildReport {
    let metadata = try IndexMetadata.read(prefix: prefix)
    let edges = degreeCounts.enumerated().reduce(0) { $0 + $1.offset * $1.element }
    let paths = metadata.checksums.keys.map { prefix + $0 } + [IndexFiles(prefix: prefix).sidecar]
    return IndexBuildReport(
      metadata: metadata, phases: phases, seconds: (ContinuousClock.now - start).seconds,
      peakBytes: MemoryLimits.peakResidentBytes(),
      diskBytes: paths.reduce(0) { $0 + PlacesOnDisk.fileBytes(at: $1) },
      meanDegree: Double(edges) / Double(max(metadata.count, 1)),
      largestDegree: degreeCounts.count - 1, degreeCounts: degreeCounts)
  }
}

/// What the work of a stage gives for its record.
struct StageResult {
  /// The files that it may have made.
  var files: [String] = []
  /// See `StageRecord.counts`.
  var counts: [Int]?
}

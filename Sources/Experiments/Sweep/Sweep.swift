import DiskIndex
import VectorData

/// Runs the same queries at many settings: what recall costs in reads, latency and queries per second.
public enum Sweep {
  /// The settings of a sweep.
  public struct Request: Sendable, Equatable {
    /// L: candidate list sizes; every one is run with every beam width.
    public var searchListSizes: [Int]
    /// W: beam widths.
    public var beamWidths: [Int]
    /// K: answers wanted.
    public var answerCount: Int
    /// T: threads.
    public var threadCount: Int
    /// Searches that each thread keeps going at once; as many as fill the device if `nil`.
    public var inflight: Int?
    /// Nodes kept in memory.
    public var cachedNodeCount: Int
    /// Which nodes these are.
    public var cachePolicy = CachePolicy.breadthFirst
    /// The queries that a policy by queries goes by; the sample beside the index if `nil`.
    public var cacheSamplePath: String?

    /// A sweep over L with W = 4 and two threads.
    public init(
      searchListSizes: [Int], beamWidths: [Int] = [4], answerCount: Int = 10,
      threadCount: Int = 2, inflight: Int? = nil, cachedNodeCount: Int = 0
    ) {
      self.searchListSizes = searchListSizes
      self.beamWidths = beamWidths
      self.answerCount = answerCount
      self.threadCount = threadCount
      self.inflight = inflight
      self.cachedNodeCount = cachedNodeCount
    }

    /// What the searches of every row share.
    var resources: SearchResources {
      var resources = SearchResources()
      resources.threadCount = threadCount
      resources.inflight = inflight
      resources.cachedNodeCount = cachedNodeCount
      resources.cachePolicy = cachePolicy
      resources.cacheSamplePath = cacheSamplePath
      return resources
    }

    /// The settings of each row, L running fastest.
    public var settings: [SearchParameters] {
      beamWidths.flatMap { width in
        searchListSizes.map {
          SearchParameters(answerCount: answerCount, searchListSize: $0, beamWidth: width)
        }
      }
    }
  }

  /// Runs every setting over all queries and tells each row as soon as it is measured.
  ///
  /// - Throws: `IndexError.parameter` when a setting is impossible, `mismatch` when files do not belong
  ///   together, the first failed read, `cancelled`.
  public static func run(
    index: any SearchableIndex, queries: VectorMatrix, truth: TruthSet?, request: Request,
    control: JobControl, onRow: @Sendable (SweepRow) -> Void = { _ in }
  ) throws(IndexError) -> SweepReport {
    try truth?.validate(
      queries: queries.count, baseCount: index.numberLimit, answerCount: request.answerCount)
    let session = try index.session(request.resources, control: control)
    var report = SweepReport(
      index: index.prefix, queries: queries.count, K: request.answerCount,
      io: index.ioDescription, rows: [])
    let settings = settings(of: request, in: session)
    for (number, parameters) in settings.enumerated() {
      // One bar over all settings: a part's progress is told as the whole sweep's.
      let part = JobControl(parent: control) { progress in
        control.report(
          JobProgress(
            phase: "sweep", done: number * queries.count + progress.done,
            total: settings.count * queries.count, unit: "queries"))
      }
      let answer = try session.search(queries, parameters: parameters, control: part)
      if let failure = answer.failures.first { throw failure.error }
      let row = row(answer, parameters, request.threadCount, truth)
      report.io = answer.ioDescription
      report.rows.append(row)
      onRow(row)
    }
    return report
  }

  /// What an index has only one value for is run with that value, once.
  private static func settings(
    of request: Request, in session: any SearchSession
  ) -> [SearchParameters] {
    var settings: [SearchParameters] = []
    for asked in request.settings {
      let parameters = session.effective(asked)
      if parameters == asked || !settings.contains(parameters) { settings.append(parameters) }
    }
    return settings
  }

  private static func row(
    _ batch: BatchAnswer, _ parameters: SearchParameters, _ threadCount: Int, _ truth: TruthSet?
  ) -> SweepRow {
    let recall = truth.map { truth in
      Recall.fraction(
        found: batch.answers.map { $0.results.map(\.node) }, truth: truth,
        answerCount: parameters.answerCount)
    }
    return SweepRow(
      answers: batch.answers, wallSeconds: batch.wallSeconds, parameters: parameters,
      threadCount: threadCount, recall: recall)
  }
}

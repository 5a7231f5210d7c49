import DiskIndex
import VectorData

/// Measures one setting after another and keeps the rows.
struct SweepBench {
  /// The rows so far.
  private(set) var report: SweepReport
  /// Rows that there will be, for the progress.
  var plannedCount = 0

  private let index: any SearchableIndex
  private let queries: VectorMatrix
  private let truth: TruthSet?
  private let request: Sweep.Request
  private let control: JobControl
  private var resources: SearchResources?
  private var session: (any SearchSession)?

  /// - Throws: `IndexError.mismatch` when truth and queries do not belong together.
  init(
    index: any SearchableIndex, queries: VectorMatrix, truth: TruthSet?, request: Sweep.Request,
    control: JobControl
  ) throws(IndexError) {
    try truth?.validate(
      queries: queries.count, baseCount: index.numberLimit, answerCount: request.answerCount)
    self.index = index
    self.queries = queries
    self.truth = truth
    self.request = request
    self.control = control
    report = SweepReport(
      index: index.prefix, queries: queries.count, K: request.answerCount,
      io: index.ioDescription, rows: [])
  }

  /// The settings that an index of this kind distinguishes: what it has only one value for is run with
  /// that value, once.
  mutating func settings(
    with resources: SearchResources
  ) throws(IndexError) -> [SearchParameters] {
    let session = try session(with: resources)
    var settings: [SearchParameters] = []
    for asked in request.settings {
      let parameters = session.effective(asked)
      if parameters == asked || !settings.contains(parameters) { settings.append(parameters) }
    }
    return settings
  }

  /// Answers all queries with one setting; the row is the last of the report.
  ///
  /// - Throws: as a search of the session, the first failed read, `cancelled`.
  mutating func measure(
    _ parameters: SearchParameters, with resources: SearchResources
  ) throws(IndexError) -> SweepRow {
    let session = try session(with: resources)
    let (done, total) = (report.rows.count * queries.count, plannedCount * queries.count)
    // One bar over all settings: a part's progress is told as the whole sweep's.
    let part = JobControl(parent: control) { [control] progress in
      control.report(
        JobProgress(
          phase: "sweep", done: done + progress.done, total: max(total, done + progress.total),
          unit: "queries"))
    }
    let answer = try session.search(queries, parameters: parameters, control: part)
    if let failure = answer.failures.first { throw failure.error }
    report.io = answer.ioDescription
    let row = row(answer, parameters, resources)
    report.rows.append(row)
    return row
  }

  /// The session of these resources; the last one is kept, since taking a cache in may take long.
  private mutating func session(
    with wanted: SearchResources
  ) throws(IndexError) -> any SearchSession {
    if let session, resources == wanted { return session }
    let made = try index.session(wanted, control: control)
    session = made
    resources = wanted
    return made
  }

  private func row(
    _ batch: BatchAnswer, _ parameters: SearchParameters, _ resources: SearchResources
  ) -> SweepRow {
    let recall = truth.map { truth in
      Recall.fraction(
        found: batch.answers.map { $0.results.map(\.node) }, truth: truth,
        answerCount: parameters.answerCount)
    }
    var row = SweepRow(
      answers: batch.answers, wallSeconds: batch.wallSeconds, parameters: parameters,
      threadCount: resources.threadCount, recall: recall)
    if request.cachedNodeCounts.count > 1 { row.cache = resources.cachedNodeCount }
    return row
  }
}

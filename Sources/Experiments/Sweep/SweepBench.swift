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
  private let meter: RecallMeter?
  private let request: Sweep.Request
  private let control: JobControl
  private var resources: SearchResources?
  private var session: (any SearchSession)?

  init(
    index: any SearchableIndex, queries: VectorMatrix, meter: RecallMeter?,
    request: Sweep.Request, control: JobControl
  ) {
    self.index = index
    self.queries = queries
    self.meter = meter
    self.request = request
    self.control = control
    report = SweepReport(
      index: index.prefix, queries: queries.count, K: request.answerCount,
      io: index.ioDescription, rows: [])
    report.range = request.range
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

  /// Finds and sets the beam width of each of `settings`.
  ///
  /// - Throws: as `measure`.
  mutating func chooseBeamWidths(
    of settings: inout [SearchParameters], with resources: SearchResources,
    _ onChoice: (BeamWidthChoice) -> Void
  ) throws(IndexError) {
    let searches = try searches(with: resources)
    for place in settings.indices {
      let choice = try searches.chooseBeamWidth(
        settings[place], latencyBoundUs: request.latencyBoundMicroseconds, control: control)
      settings[place].beamWidth = choice.W
      report.beamWidths = (report.beamWidths ?? []) + [choice]
      onChoice(choice)
    }
  }

  /// Answers all queries with one setting; the row is the last of the report.
  ///
  /// - Throws: as a search of the session, the first failed read, `cancelled`.
  mutating func measure(
    _ parameters: SearchParameters, with resources: SearchResources
  ) throws(IndexError) -> SweepRow {
    let searches = try searches(with: resources)
    let (done, total) = (report.rows.count * queries.count, plannedCount * queries.count)
    // One bar over all settings: a part's progress is told as the whole sweep's.
    let part = JobControl(parent: control) { [control] progress in
      control.report(
        JobProgress(
          phase: "sweep", done: done + progress.done, total: max(total, done + progress.total),
          unit: "queries"))
    }
    let (batch, unexhausted) = try searches.run(parameters, control: part)
    if let failure = batch.failures.first { throw failure.error }
    report.io = batch.ioDescription
    var row = SweepRow(
      answers: batch.answers, wallSeconds: batch.wallSeconds, parameters: parameters,
      threadCount: resources.threadCount, recall: meter?.fraction(of: batch))
    if request.cachedNodeCounts.count > 1 { row.cache = resources.cachedNodeCount }
    if request.range != nil { row.unexhaustedQueries = unexhausted.count }
    report.rows.append(row)
    return row
  }

  private mutating func searches(
    with resources: SearchResources
  ) throws(IndexError) -> RequestedSearches {
    RequestedSearches(
      session: try session(with: resources), queries: queries, resources: resources,
      range: request.range)
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
}

import Experiments

extension ExplorerState {
  /// Starts the sweep of the plan.
  mutating func startSweep() -> [Effect] {
    let plan = sweep.plan
    if let size = plan.searchListSizes.first(where: { $0 < plan.answerCount }) {
      notice = Notice(text: "L = \(size) is below K = \(plan.answerCount)", isWarning: true)
      return []
    }
    sweep.rows = []
    sweep.ranPlan = plan
    sweep.outcome = .running
    sweep.ioDescription = nil
    let title = "sweep \(plan.summary)"
    record(.began, title)
    return [.sweep(jobs.start(.sweep, title: title, at: seconds), plan)]
  }

  /// Takes in a row; the marker follows while it stands on the last one.
  mutating func takeRow(_ row: SweepRow) {
    let follows = sweep.place.selected >= sweep.rows.count - 1
    sweep.rows.append(row)
    if follows { sweep.place.select(sweep.rows.count - 1) }
  }

  /// Takes in the end of a sweep.
  mutating func takeSweep(_ report: SweepReport, _ job: Job) {
    sweep.rows = report.rows
    sweep.ioDescription = report.io
    sweep.outcome = .done
    record(.done, "\(job.title): \(Format.seconds(seconds - job.startSeconds))")
  }

  /// The rows so far as a report.
  var sweepReport: SweepReport {
    SweepReport(
      index: index?.prefix ?? "", queries: index?.queryCount ?? 0,
      K: sweep.ranPlan?.answerCount ?? sweep.plan.answerCount,
      io: sweep.ioDescription ?? index?.ioDescription ?? "", rows: sweep.rows)
  }

  /// Runs a command that sets what the next sweep runs with.
  mutating func executeInSweep(
    _ command: ExplorerCommand
  ) throws(ExplorerCommand.Fault) -> [Effect] {
    let rows = index?.nodeCount ?? Int.max
    switch command {
    case .answerCount(let count):
      try Limits.check(count, "K", from: 1, to: min(rows, index?.truthLimit ?? rows))
      sweep.plan.answerCount = count
    case .searchListSizes(let sizes): sweep.plan.searchListSizes = sizes.sorted()
    case .beamWidths(let widths):
      for width in widths { try Limits.check(width, "W", from: 1, to: Limits.beamWidth) }
      sweep.plan.beamWidths = widths.sorted()
    case .cache(let count): sweep.plan.cachedNodeCount = min(count, rows)
    case .threads(let count):
      try Limits.check(count, "T", from: 1, to: 1024)
      sweep.plan.threadCount = count
    case .inflight(let count): sweep.plan.inflight = count
    default: return try executeInSearch(command)
    }
    screen = .sweep
    return []
  }
}

extension IndexCard {
  /// The largest K that the truth can judge; `nil` without truth.
  fileprivate var truthLimit: Int? { truthCount > 0 ? truthCount : nil }
}

import Experiments

extension ExplorerState {
  /// Does what a key of the Sweep screen says.
  mutating func perform(_ action: SweepAction) -> [Effect] {
    switch action {
    case .run: return startSweep(target: nil)
    case .nextRun: sweep.show(sweep.shown + 1)
    case .previousRun: sweep.show(sweep.shown - 1)
    case .overlay: sweep.cycleOverlay()
    case .kept: return listKeptSweeps()
    case .nextPlot: sweep.plot = sweep.plot.next
    case .sortRight: sortSweep(by: 1)
    case .sortLeft: sortSweep(by: -1)
    case .reverse: keepingSelectedRow { $0.order.isDescending.toggle() }
    }
    return []
  }

  private mutating func sortSweep(by step: Int) {
    guard let run = sweep.run else { return }
    let columns = SweepTable.columns(of: run)
    keepingSelectedRow { $0.order.step(by: step, in: columns) }
  }

  /// Sorts so that the marker stays on its row.
  private mutating func keepingSelectedRow(_ change: (inout SweepState) -> Void) {
    let before = sweep.rows
    let selected = sweep.place.row(of: before.count).map { before[$0] }
    change(&sweep)
    guard let selected, let place = sweep.rows.firstIndex(of: selected) else { return }
    sweep.place.select(place)
  }

  /// Starts the sweep of the plan, or the search over its grid for a target.
  mutating func startSweep(target: SweepTarget?) -> [Effect] {
    let plan = sweep.plan
    if let size = plan.searchListSizes.first(where: { $0 < plan.answerCount }) {
      notice = Notice(text: "L = \(size) is below K = \(plan.answerCount)", isWarning: true)
      return []
    }
    let name = "\(index?.name ?? "") W \(NumberText.short(plan.beamWidths))" + plan.savings.text
    sweep.begin(
      SweepRun(
        name: name, prefix: index?.prefix ?? "", queryCount: index?.queryCount ?? 0, plan: plan,
        target: target))
    let goal = target.map { "  target recall \($0.recall) \($0.goal.rawValue)" } ?? ""
    let title = "sweep \(plan.summary)\(goal)"
    record(.began, title)
    let job = jobs.start(.sweep, title: title, at: seconds)
    return [.sweep(job, plan, target)]
  }

  /// Takes in a row; the marker follows while it stands on the last one.
  mutating func takeRow(_ row: SweepRow) {
    let follows = sweep.order.column == nil && sweep.place.selected >= sweep.rows.count - 1
    let isNewest = sweep.shown == sweep.runs.count - 1
    if follows || !isNewest {
      sweep.updateNewest { $0.rows.append(row) }
      if isNewest { sweep.place.select(sweep.rows.count - 1) }
    } else {
      keepingSelectedRow { $0.updateNewest { $0.rows.append(row) } }
    }
  }

  /// Takes in the end of a sweep; the marker goes to what a search for a target found.
  mutating func takeSweep(_ report: SweepReport, _ job: Job) {
    sweep.updateNewest { run in
      run.rows = report.rows
      run.ioDescription = report.io
      run.outcome = .done
    }
    if let best = sweep.run?.best, let place = sweep.rows.firstIndex(of: best) {
      sweep.place.select(place)
    }
    record(.done, "\(job.title): \(Format.seconds(seconds - job.startSeconds))")
  }

  /// The rows of the run that is shown as a report.
  var sweepReport: SweepReport? { sweep.run?.report(ioDescription: index?.ioDescription ?? "") }

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
    case .caches(let counts):
      var fitting: [Int] = []
      for count in counts.map({ min($0, rows) }).sorted() where fitting.last != count {
        fitting.append(count)
      }
      sweep.plan.cachedNodeCounts = fitting
    case .threads(let counts):
      for count in counts { try Limits.check(count, "T", from: 1, to: 1024) }
      sweep.plan.threadCounts = counts.sorted()
    case .inflight(let count): sweep.plan.inflight = count
    case .saving(let change): try turnInSweep(change)
    case .target(let target):
      screen = .sweep
      if let obstacle = obstacle(to: .sweep(.run)) { throw .init(message: obstacle) }
      guard index?.truthCount ?? 0 >= sweep.plan.answerCount else {
        throw .init(message: "a target needs a truth file: :queries FILE TRUTH")
      }
      return startSweep(target: target)
    case .name(let name):
      guard sweep.run != nil else { throw .init(message: "no run yet: r runs the sweep") }
      sweep.rename(name)
    default: return try executeInSearch(command)
    }
    fitApproach()
    screen = .sweep
    return []
  }
}

extension IndexCard {
  /// The largest K that the truth can judge; `nil` without truth.
  fileprivate var truthLimit: Int? { truthCount > 0 ? truthCount : nil }
}

import DiskIndex
import VectorData

extension ExplorerState {
  /// Shows or hides the comparison; where there is none yet, the command line asks for the second setting.
  mutating func toggleComparison() -> [Effect] {
    guard search.comparison != nil else {
      commandLine = CommandLineState(input: TextInput(comparePrompt))
      return []
    }
    search.comparison?.isShown.toggle()
    guard search.isComparing, search.comparison?.second == nil else { return [] }
    return beginComparison()
  }

  /// What `:compare` offers: twice the L of the search.
  var comparePrompt: String {
    let setting = search.comparison?.setting ?? search.setting
    let size = setting.parameters.searchListSize
    let offered =
      search.comparison == nil ? min(size * 2, max(index?.nodeCount ?? size, size)) : size
    let savings = setting.parameters.savings.text.replacing("  ", with: " ")
    return "compare L \(offered) W \(setting.parameters.beamWidth) cache \(setting.cacheNodeCount)"
      + savings
  }

  /// Takes the second setting from the command line and runs it.
  mutating func compare(_ request: CompareRequest) throws(ExplorerCommand.Fault) -> [Effect] {
    if let obstacle = obstacle(to: .search(.compare)) { throw .init(message: obstacle) }
    var comparison = search.comparison ?? ComparisonState(setting: search.setting)
    let rows = index?.nodeCount ?? 0
    let least = search.setting.parameters.answerCount
    if let size = request.listSize {
      if size < least { throw .init(message: "L cannot be below K = \(least)") }
      try Limits.check(size, "L", from: least, to: max(min(rows, Limits.searchListSize), least))
      comparison.setting.parameters.searchListSize = size
    }
    if let width = request.beamWidth {
      try Limits.check(width, "W", from: 1, to: Limits.beamWidth)
      comparison.setting.parameters.beamWidth = width
    }
    if let count = request.cacheNodeCount { comparison.setting.cacheNodeCount = min(count, rows) }
    for change in request.switches { comparison.setting.parameters.savings.turn(change) }
    comparison.prefix = request.prefix
    comparison.isShown = true
    search.comparison = comparison
    screen = .search
    return beginComparison()
  }

  /// Runs both searches to their end: only then is it known where they part.
  mutating func beginComparison() -> [Effect] {
    fitApproach()
    guard var comparison = search.comparison else { return [] }
    var setting = comparison.setting
    setting.query = search.setting.query
    setting.source = search.setting.source
    setting.parameters.answerCount = search.setting.parameters.answerCount
    setting.parameters.searchListSize = max(
      setting.parameters.searchListSize, setting.parameters.answerCount)
    comparison.setting = setting
    comparison.second = nil
    comparison.hop = nil
    let stale = jobs[.compare]
    let job = jobs.start(.compare, title: "compare \(setting.summary)", at: seconds)
    comparison.run = job
    search.comparison = comparison
    record(.began, "compare \(setting.summary)\(comparison.prefix.map { "  \($0)" } ?? "")")
    let cancel = stale.map { [Effect.cancel($0.id)] } ?? []
    return cancel + goTo(hop: .max) + [.compare(job, setting, prefix: comparison.prefix)]
  }

  /// Takes in what the second search did.
  mutating func takeCompared(_ job: JobID, _ second: ComparedSearch) {
    guard search.comparison?.run == job else { return }
    var second = second
    let trace = second.trace
    second.recall =
      SearchOutlook(
        hops: trace.hops[...], truth: search.truth, answerCount: trace.parameters.answerCount,
        metric: trace.metric
      ).recall
    search.comparison?.second = second
    search.labels.merge(second.labels) { old, _ in old }
    let totals = second.trace.statistics
    record(
      .done,
      "compare \(search.comparison?.setting.summary ?? ""): \(totals.hopCount) hops, "
        + "\(totals.readCount) SSD reads, \(totals.cacheHitCount) cache hits")
  }

  /// The hops of both, once both are at their end.
  var traceComparison: TraceComparison? {
    guard let second = search.comparison?.second, let first = search.trace, first.isFinished,
      !search.isStale
    else { return nil }
    return TraceComparison(first, second.trace)
  }

  /// Moves the marker of the comparison by `step` hops.
  mutating func moveComparedHop(by step: Int) {
    guard let comparison = traceComparison else { return }
    let current = search.comparison?.shownHop(in: comparison) ?? 0
    var place = ListPlace()
    place.select(current)
    place.move(by: step, count: comparison.rows.count)
    search.comparison?.hop = place.selected
  }

  /// Does what a key of the Search screen means while the comparison is shown; `nil` for keys that mean
  /// what they always do.
  mutating func performInComparison(_ action: SearchAction) -> [Effect]? {
    switch action {
    case .nextHop: moveComparedHop(by: 1)
    case .previousHop: moveComparedHop(by: -1)
    case .toEnd: moveComparedHop(by: .max)
    case .nextPane:
      let isFirst = search.comparison?.side == .first
      search.comparison?.side = isFirst ? .second : .first
    case .raiseListSize, .lowerListSize, .raiseBeamWidth, .lowerBeamWidth:
      return search.comparison?.side == .second ? changeSecond(action) : nil
    case .drillDown, .toggleBefore, .showMissed, .play, .cycleView, .restart, .nextQuery,
      .previousQuery, .compare:
      return nil
    }
    return []
  }

  private mutating func changeSecond(_ action: SearchAction) -> [Effect] {
    guard var parameters = search.comparison?.setting.parameters else { return [] }
    switch action {
    case .raiseListSize, .lowerListSize:
      let size = steppedListSize(parameters.searchListSize, up: action == .raiseListSize)
      guard let size else { return [] }
      parameters.searchListSize = size
    default:
      let width = parameters.beamWidth + (action == .raiseBeamWidth ? 1 : -1)
      guard (1...Limits.beamWidth).contains(width) else {
        notice = Notice(text: "W lies between 1 and \(Limits.beamWidth)")
        return []
      }
      parameters.beamWidth = width
    }
    search.comparison?.setting.parameters = parameters
    return beginComparison()
  }
}

extension ComparisonState {
  /// The row under the marker: where the user put it, else where the two part.
  func shownHop(in comparison: TraceComparison) -> Int {
    let wanted = hop ?? (comparison.parting ?? comparison.sourceParting ?? 1) - 1
    return min(max(wanted, 0), max(comparison.rows.count - 1, 0))
  }
}

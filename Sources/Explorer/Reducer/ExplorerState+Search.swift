import DiskIndex
import VectorData

extension ExplorerState {
  /// Does what a key of the Search screen says; an index is open.
  mutating func perform(_ action: SearchAction) -> [Effect] {
    if search.isComparing, let effects = performInComparison(action) { return effects }
    switch action {
    case .nextHop: return stopPlayAnd { $0.nextHop() }
    case .previousHop:
      return stopPlayAnd { $0.goTo(hop: min($0.search.cursor, $0.search.available) - 1) }
    case .toEnd: return stopPlayAnd { $0.goTo(hop: .max) }
    case .restart: return stopPlayAnd { $0.beginSearch(at: 0) }
    case .nextQuery: return stepQuery(by: 1)
    case .previousQuery: return stepQuery(by: -1)
    case .compare: return toggleComparison()
    case .play: return togglePlay()
    case .cycleView: cycleView()
    case .nextPane: search.pane = search.pane == .upper ? .lower : .upper
    case .showMissed:
      search.pane = .lower
      return goTo(hop: .max)
    case .drillDown: drillDown()
    case .toggleBefore:
      search.content = search.content == .before ? .after : .before
      search.lowerPlace = ListPlace()
    case .raiseListSize, .lowerListSize:
      let isUp = action == .raiseListSize
      guard search.play == nil else {
        changeSpeed(by: isUp ? 1 : -1)
        return []
      }
      return stepListSize(up: isUp)
    case .raiseBeamWidth: return setBeamWidth(search.setting.parameters.beamWidth + 1)
    case .lowerBeamWidth: return setBeamWidth(search.setting.parameters.beamWidth - 1)
    }
    return []
  }

  /// A step that the user takes ends the film.
  private mutating func stopPlayAnd(
    _ step: (inout ExplorerState) -> [Effect]
  ) -> [Effect] {
    search.play = nil
    return step(&self)
  }

  /// Begins the search of the current setting anew; the screen will stand at hop `cursor`.
  mutating func beginSearch(at cursor: Int) -> [Effect] {
    guard let index, !index.isRecording else {
      if let trace = search.trace { search.setting = .recorded(trace) }
      notice = Notice(text: "a recorded trace cannot be run again", isWarning: true)
      return []
    }
    rememberRun()
    fitApproach()
    let run = jobs.reserveID()
    search.run = run
    search.map.query = nil
    search.isStale = true
    search.cursor = max(cursor, 0)
    search.refreshOutlook()
    resetLists()
    record(.began, "search \(search.setting.summary)")
    let drops = dropExplanations([.remedy, .place, .weigh])
    let begin =
      drops + [.search(run, search.setting, hopCount: search.cursor)] + weighSwitches()
    guard search.isComparing else {
      search.comparison?.second = nil
      return begin
    }
    return begin + beginComparison()
  }

  /// Stops what explains the search before: its results would be taken for those of the next.
  mutating func dropExplanations(_ kinds: [JobKind]) -> [Effect] {
    kinds.compactMap { kind in
      guard let job = jobs[kind] else { return nil }
      jobs[kind] = nil
      return .cancel(job.id)
    }
  }

  /// The same query again with a changed setting, to where the screen stood.
  mutating func rerun() -> [Effect] {
    let wantsAnswers = search.stage == .answers || search.cursor == .max
    return beginSearch(at: wantsAnswers ? .max : search.cursor)
  }

  private mutating func rememberRun() {
    guard let trace = search.trace, trace.isFinished, !search.isStale else { return }
    let outlook = SearchOutlook(
      hops: trace.hops[...], truth: search.truth, answerCount: trace.parameters.answerCount,
      metric: trace.metric)
    search.previous = RunSummary(
      setting: SearchSetting(
        query: trace.query ?? search.setting.query, parameters: trace.parameters,
        cacheNodeCount: search.queryCard?.cachedNodeCount ?? 0, source: search.setting.source),
      statistics: trace.statistics, recall: outlook.recall)
  }

  private mutating func resetLists() {
    search.upperPlace = ListPlace()
    search.lowerPlace = ListPlace()
  }

  private mutating func nextHop() -> [Effect] {
    if search.trace?.isFinished == true, !search.isStale, search.cursor >= search.available {
      notice = Notice(text: "this is the end: b goes back, r runs it again, n is the next query")
      return []
    }
    return goTo(hop: search.cursor == .max ? .max : search.cursor + 1)
  }

  /// Stands at `hop`, which is run first if need be.
  mutating func goTo(hop: Int) -> [Effect] {
    let isFinished = search.trace?.isFinished == true && !search.isStale
    let wasAdvancing = search.isAdvancing
    search.cursor = min(max(hop, 0), isFinished ? search.available : .max)
    resetLists()
    search.refreshOutlook()
    guard let run = search.run else { return beginSearch(at: search.cursor) }
    guard search.isAdvancing || wasAdvancing else { return [] }
    return [.advance(run, hopCount: search.cursor)]
  }

  private mutating func drillDown() {
    search.content = search.content == .neighbours ? .after : .neighbours
    search.pane = search.content == .neighbours ? .lower : .upper
    search.lowerPlace = ListPlace()
  }

  /// Another query, at the same place of its search.
  mutating func setQuery(_ query: Int) -> [Effect] {
    let count = index?.queryCount ?? 0
    guard query >= 0, query < count else {
      notice = Notice(
        text: query < 0 ? "this is the first query" : "this is the last query (\(count - 1))")
      return []
    }
    search.setting.query = query
    search.setting.source = .file
    search.previous = nil
    let effects = rerun()
    search.previous = nil
    return effects
  }

  private mutating func stepListSize(up: Bool) -> [Effect] {
    guard let size = steppedListSize(search.setting.parameters.searchListSize, up: up) else {
      return []
    }
    search.setting.parameters.searchListSize = size
    return rerun()
  }

  /// The L above or below `current`; `nil`, and a notice, at the ends.
  mutating func steppedListSize(_ current: Int, up: Bool) -> Int? {
    let size = up ? current + ListSizeLadder.step(above: current) : ListSizeLadder.below(current)
    let least = search.setting.parameters.answerCount
    let most = max(min(index?.nodeCount ?? least, Limits.searchListSize), least)
    guard size != current, min(max(size, least), most) != current else {
      notice = Notice(text: up ? "L is as large as can be" : "L cannot be below K = \(least)")
      return nil
    }
    return min(max(size, least), most)
  }

  private mutating func setBeamWidth(_ width: Int) -> [Effect] {
    guard (1...Limits.beamWidth).contains(width) else {
      notice = Notice(text: "W lies between 1 and \(Limits.beamWidth)")
      return []
    }
    search.setting.parameters.beamWidth = width
    return rerun()
  }

  /// Runs a command of the Search screen.
  mutating func executeInSearch(
    _ command: ExplorerCommand
  ) throws(ExplorerCommand.Fault) -> [Effect] {
    let rows = index?.nodeCount ?? 0
    switch command {
    case .hop(let number):
      screen = .search
      return goTo(hop: number)
    case .query(let number):
      guard number < index?.queryCount ?? 0 else {
        throw .init(message: "the last query is \((index?.queryCount ?? 0) - 1)")
      }
      screen = .search
      return setQuery(number)
    case .find(let text):
      let job = jobs.start(.find, title: "find \(text)", at: seconds)
      return [.find(job, text: text, after: search.setting.query)]
    case .answerCount(let count):
      try Limits.check(count, "K", from: 1, to: rows)
      let size = search.setting.parameters.searchListSize
      if count > size { throw .init(message: "K cannot be above L = \(size): raise L first") }
      search.setting.parameters.answerCount = count
    case .searchListSizes(let sizes):
      let least = search.setting.parameters.answerCount
      guard sizes.count == 1 else { throw .init(message: "one L here; lists belong to Sweep (6)") }
      if sizes[0] < least { throw .init(message: "L cannot be below K = \(least)") }
      try Limits.check(sizes[0], "L", from: least, to: max(min(rows, Limits.searchListSize), least))
      search.setting.parameters.searchListSize = sizes[0]
    case .beamWidths(let widths):
      guard widths.count == 1 else { throw .init(message: "one W here; lists belong to Sweep (6)") }
      try Limits.check(widths[0], "W", from: 1, to: Limits.beamWidth)
      search.setting.parameters.beamWidth = widths[0]
    case .cache(let count): search.setting.cacheNodeCount = min(count, rows)
    case .saving(let change): try turn(change)
    default: throw .init(message: "that command belongs to another screen")
    }
    screen = .search
    return rerun()
  }

  /// Takes in what a search did.
  mutating func takeSearch(
    _ trace: SearchTrace, labels: [NodeID: NodeLabel], missed: [MissedNeighbour]
  ) -> [Effect] {
    search.trace = trace
    search.missed = missed
    search.isStale = false
    search.labels.merge(labels) { _, new in new }
    if trace.isFinished { search.cursor = min(search.cursor, search.available) }
    // Where nothing was missed there is no list to move in.
    if search.stage == .answers, missed.isEmpty { search.pane = .upper }
    search.refreshOutlook()
    let placing = placeNodes()
    guard trace.isFinished else { return placing }
    let totals = trace.statistics
    record(
      .done,
      "search \(search.setting.summary): \(totals.hopCount) hops, \(totals.readCount) SSD reads, "
        + "\(totals.cacheHitCount) cache hits, \(totals.comparisonCount) comparisons")
    return placing + seekRemedies()
  }

  /// Has the smallest L and W looked for that would have found what was missed.
  private mutating func seekRemedies() -> [Effect] {
    guard !search.missed.isEmpty else { return [] }
    let job = jobs.start(.remedy, title: "look for the smallest L and W", at: seconds)
    return [.remedy(job, search.setting, search.missed)]
  }

  /// Takes in what would have found the missed neighbours. A new search would have made this stale.
  mutating func takeRemedies(_ missed: [MissedNeighbour]) {
    search.missed = missed
  }

  /// Takes in the query whose name was looked for.
  mutating func takeFound(_ query: Int?, text: String) -> [Effect] {
    guard let query else {
      notice = Notice(text: "no query contains \"\(text)\"", isWarning: true)
      return []
    }
    screen = .search
    return setQuery(query)
  }
}

extension SearchSetting {
  /// The setting in a line, for the log.
  var summary: String {
    "\(source.title(number: query))  K \(parameters.answerCount)  L \(parameters.searchListSize)"
      + "  W \(parameters.beamWidth)  cache \(cacheNodeCount)" + parameters.savings.text
  }
}

import DiskIndex
import VectorData

extension SearchSetting {
  /// A first search: what the data recommend.
  static func first(for card: IndexCard) -> SearchSetting {
    let answers = min(10, card.nodeCount)
    let listSize = min(max(card.firstListSize, answers), card.nodeCount)
    return SearchSetting(
      query: 0,
      parameters: SearchParameters(
        answerCount: answers, searchListSize: listSize, beamWidth: 4),
      cacheNodeCount: 0)
  }
}

extension ExplorerState {
  /// Answers a key and records it.
  mutating func pressLogging(_ key: Key) -> [Effect] {
    keyLog.add(key)
    let effects = pressInLesson(key) ?? pressRemembering(key)
    if isFinished {
      keyLog.cutToRest()
    } else if overlay == nil, commandLine == nil, build.input == nil {
      keyLog.settle()
    }
    return effects
  }

  /// Takes over what the user has set, as far as the index allows it.
  mutating func take(_ wanted: Preferences, for card: IndexCard) {
    var parameters = search.setting.parameters
    let rows = max(card.nodeCount, 1)
    parameters.answerCount = min(wanted.answerCount ?? parameters.answerCount, rows)
    let listSize = wanted.searchListSize ?? parameters.searchListSize
    parameters.searchListSize = min(max(listSize, parameters.answerCount), rows)
    parameters.beamWidth = wanted.beamWidth ?? parameters.beamWidth
    search.setting.parameters = parameters
    search.setting.cacheNodeCount = min(
      wanted.cacheNodeCount ?? search.setting.cacheNodeCount, rows)
    turn(to: wanted.savings, for: card)
  }

  /// Goes on where the last session was left: its index is opened again.
  mutating func restore(_ memory: SessionMemory) -> [Effect] {
    screen = memory.screen
    guard let prefix = memory.prefix else { return [] }
    buildsFirstIndex = false
    let effects = openIndex(
      prefix: prefix, elementType: memory.elementType, queries: memory.queries)
    restoring = memory
    return effects
  }

  /// The index of the last session is open: its setting, its query and its screen come back.
  mutating func resume(_ card: IndexCard) -> [Effect] {
    guard let memory = restoring else { return [] }
    restoring = nil
    take(memory.setting, for: card)
    search.setting.query = min(memory.query, max(card.queryCount - 1, 0))
    if let row = memory.row, Int(row) < card.nodeCount { search.setting.source = .row(row) }
    record(.done, "everything is as the last session left it; --fresh starts anew")
    return show(memory.screen)
  }

  /// The index of the last session is gone, or no longer what it was.
  mutating func forgetMemory(_ error: IndexError) {
    let prefix = restoring?.prefix ?? ""
    restoring = nil
    screen = .library
    record(.failed, "open \(prefix), as the last session had it: \(error)")
    notice = Notice(
      text: "the index of the last session cannot be opened: \(error)", isWarning: true)
  }
}

extension ExplorerState {
  /// Tells what was wrong with the configuration: in a line, and all of it in the log.
  mutating func tell(_ faults: [String]) {
    guard let first = faults.first else { return }
    for fault in faults { record(.failed, fault) }
    let rest = faults.count > 1 ? " (\(faults.count - 1) more: 8 lists them)" : ""
    // The folder is known; in a line there is hardly room for what is wrong.
    let short = first.ranges(of: "/config:").first.map { "config:" + first[$0.upperBound...] }
    notice = Notice(text: (short ?? first) + rest, isWarning: true)
  }
}

extension ExplorerState {
  /// Answers a key, and remembers the parameters that it changed.
  mutating func pressRemembering(_ key: Key) -> [Effect] {
    var before = ParameterSet(self)
    let hadPool = prune.node != nil
    let wasIndex = index?.prefix
    let steps = history
    let effects = press(key)
    // The first pool brings dials of its own.
    if !hadPool { before.prune = prune.parameters }
    // Undo itself has moved in the history; another index has parameters of its own.
    if history == steps, index?.prefix == wasIndex, ParameterSet(self) != before {
      history.leave(before)
    }
    return effects
  }

  /// Takes the last change of a parameter back, or brings it again.
  mutating func undo(isRedo: Bool) -> [Effect] {
    let current = ParameterSet(self)
    let wanted =
      isRedo ? history.stepForward(from: current) : history.stepBack(from: current)
    guard let wanted else { return [] }
    let effects = apply(wanted)
    notice = Notice(
      text: "\(isRedo ? "again" : "taken back"): \(wanted.difference(from: current))")
    return effects
  }

  /// Why there is nothing to take back or to bring again.
  func undoObstacle(isRedo: Bool) -> String? {
    if isRedo { return history.redone.isEmpty ? "nothing was taken back" : nil }
    return history.undone.isEmpty ? "no parameter was changed yet" : nil
  }

  private mutating func apply(_ wanted: ParameterSet) -> [Effect] {
    let current = ParameterSet(self)
    var effects: [Effect] = []
    sweep.plan = wanted.plan
    if wanted.form != current.form {
      build.texts = wanted.form
      effects += estimate()
    }
    if wanted.prune != current.prune {
      prune.parameters = wanted.prune
      effects += prunedAgain()
    }
    if let compared = wanted.compared, compared != current.compared, search.comparison != nil {
      search.comparison?.setting = compared
      search.comparison?.second = nil
      if search.isComparing, wanted.search == current.search { effects += beginComparison() }
    }
    guard wanted.search != current.search || wanted.cacheNodeCount != current.cacheNodeCount
    else { return effects }
    search.setting.parameters = wanted.search
    search.setting.cacheNodeCount = wanted.cacheNodeCount
    return effects + (search.run == nil ? [] : rerun())
  }
}

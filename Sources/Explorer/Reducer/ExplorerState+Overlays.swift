extension ExplorerState {
  /// Answers a key while something lies over the screen.
  mutating func pressInOverlay(_ key: Key) -> [Effect] {
    guard let overlay else { return [] }
    switch overlay {
    case .help(let help): return press(key, in: help)
    case .explanation(let firstLine): return press(key, explanationAt: firstLine)
    case .failure:
      switch key {
      case .enter, .escape, .character(" "), .character("q"), .control("c"): self.overlay = nil
      default: break
      }
      return []
    case .confirmation(let confirmation): return press(key, confirming: confirmation)
    case .export(let place): press(key, exportingAt: place)
    case .kept(let listings, let place): return press(key, kept: listings, at: place)
    }
    return []
  }

  private mutating func press(_ key: Key, exportingAt place: ListPlace) {
    let choices = exportChoices
    var place = place
    switch key {
    case .down, .character("j"): place.move(by: 1, count: choices.count)
    case .up, .character("k"): place.move(by: -1, count: choices.count)
    case .home, .character("g"): place.move(by: .min, count: choices.count)
    case .end, .character("G"): place.move(by: .max, count: choices.count)
    case .enter, .character(" "):
      guard let row = place.row(of: choices.count) else { return }
      return chooseExport(choices[row])
    default:
      overlay = nil
      return
    }
    overlay = .export(place)
  }

  private mutating func press(_ key: Key, explanationAt line: Int) -> [Effect] {
    switch key {
    case .down, .character("j"), .character(" "), .pageDown:
      overlay = .explanation(firstLine: line + 1)
    case .up, .character("k"), .pageUp: overlay = .explanation(firstLine: max(line - 1, 0))
    case .character("?"): overlay = .help(HelpState())
    case .right, .left, .tab, .backTab: turnExplanation(key)
    default: overlay = nil
    }
    return []
  }

  private mutating func press(_ key: Key, confirming confirmation: Confirmation) -> [Effect] {
    switch key {
    case .character("y"), .character("Y"), .enter:
      overlay = nil
      return confirmed(confirmation)
    case .character("q"):
      overlay = nil
      if case .quit = confirmation { return confirmed(confirmation) }
    case .character("n"), .character("N"), .escape, .control("c"): overlay = nil
    default: break
    }
    return []
  }

  private mutating func confirmed(_ confirmation: Confirmation) -> [Effect] {
    switch confirmation {
    case .quit:
      isFinished = true
      return []
    case .delete(let prefix): return deleteIndex(prefix: prefix)
    case .replace(var file):
      file.replaces = true
      return write(file)
    }
  }

  private mutating func press(_ key: Key, in help: HelpState) -> [Effect] {
    var help = help
    if help.isFiltering { return pressInFilter(key, &help) }
    let count = help.bindings(on: screen).count
    switch key {
    case .down, .character("j"): help.place.move(by: 1, count: count)
    case .up, .character("k"): help.place.move(by: -1, count: count)
    case .pageDown, .control("d"), .character(" "): help.place.move(by: 10, count: count)
    case .pageUp, .control("u"): help.place.move(by: -10, count: count)
    case .home, .character("g"): help.place.move(by: .min, count: count)
    case .end, .character("G"): help.place.move(by: .max, count: count)
    case .character("/"):
      help.filter = TextInput(help.filter?.text ?? "")
      help.isFiltering = true
    case .enter:
      overlay = nil
      let bindings = help.bindings(on: screen)
      return help.place.row(of: bindings.count).map { attempt(bindings[$0].action) } ?? []
    case .escape where help.filter != nil: help.filter = nil
    default:
      overlay = nil
      return []
    }
    overlay = .help(help)
    return []
  }

  private mutating func pressInFilter(_ key: Key, _ help: inout HelpState) -> [Effect] {
    switch help.filter?.handle(key) {
    case .committed: help.isFiltering = false
    case .cancelled:
      help.filter = nil
      help.isFiltering = false
    case .ignored where key == .down || key == .up: help.isFiltering = false
    default: help.place = ListPlace()
    }
    overlay = .help(help)
    return []
  }
}

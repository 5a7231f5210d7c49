/// All keys of the explorer. Within a scope the order is that of the footer: the most important first.
enum KeyTable {
  /// Every binding.
  static let bindings: [KeyBinding] =
    library + build + search + node + prune + sweep + disk + log + learn + points + film + lists
    + everywhere

  /// The scopes whose keys count on a screen, the nearest first.
  static func scopes(on screen: ScreenID) -> [KeyScope] {
    switch screen {
    case .library: [.library, .lists, .everywhere]
    case .build: [.build, .lists, .everywhere]
    case .search: [.search, .lists, .everywhere]
    case .node: [.node, .lists, .everywhere]
    case .prune: [.prune, .lists, .everywhere]
    case .sweep: [.sweep, .lists, .everywhere]
    case .disk: [.disk, .lists, .everywhere]
    case .log: [.log, .lists, .everywhere]
    case .learn: [.learn, .lists, .everywhere]
    case .points: [.points, .lists, .everywhere]
    case .film: [.film, .everywhere]
    }
  }

  /// What `key` does on a screen.
  static func action(for key: Key, on screen: ScreenID) -> Action? {
    for scope in scopes(on: screen) {
      if let binding = bindings.first(where: { $0.scope == scope && $0.keys.contains(key) }) {
        return binding.action
      }
    }
    return nil
  }

  /// The bindings that count on a screen, in the order of help: its own first. Keys that a nearer scope
  /// has taken are left out.
  static func bindings(on screen: ScreenID) -> [KeyBinding] {
    var taken: Set<Key> = []
    return scopes(on: screen).flatMap { scope in
      let own = bindings.filter { $0.scope == scope }
      defer { taken.formUnion(own.flatMap(\.keys)) }
      return own.compactMap { binding in
        var binding = binding
        binding.keys.removeAll { taken.contains($0) }
        return binding.keys.isEmpty ? nil : binding
      }
    }
  }

  private static let library: [KeyBinding] = [
    KeyBinding(
      .library, [.enter], .library(.openEntry), hint: "open",
      "open the index, or build from the data"),
    KeyBinding(
      .library, ["b"], .library(.buildEntry), hint: "build", "fill the build form from this entry"),
    KeyBinding(
      .library, ["v"], .library(.verifyEntry), hint: "verify", "check every byte of the index"),
    KeyBinding(
      .library, ["d", .delete], .library(.deleteEntry), hint: "delete",
      "delete the index, after asking"),
    KeyBinding(.library, ["o"], .prompt(.open), hint: "open path", "open an index by its path"),
    KeyBinding(
      .library, ["r"], .library(.rescan), hint: "look again", "look again for data and indexes"),
  ]

  private static let build: [KeyBinding] = [
    KeyBinding(
      .build, [.enter], .editField, hint: "edit",
      "edit the field; Enter takes it, Esc leaves it"),
    KeyBinding(.build, ["o"], .openBuilt, hint: "open it", "open the index that was just built"),
    KeyBinding(.build, ["r"], .build, hint: "run the build", "build the index"),
    KeyBinding(.build, ["x"], .cancelJob, hint: "cancel", "cancel the running build"),
    KeyBinding(.build, ["F"], .show(.film), hint: "film", "how the open index was built"),
  ]

  private static let search: [KeyBinding] = [
    KeyBinding(
      .search, [" ", "s", "l", .right], .search(.nextHop), hint: "next hop",
      "run or show the next hop"),
    KeyBinding(
      .search, ["b", "h", .left], .search(.previousHop), hint: "back", "show the hop before"),
    KeyBinding(.search, ["c"], .search(.toEnd), hint: "to the end", "run to the end: the answers"),
    KeyBinding(
      .search, ["w"], .search(.showMissed), hint: "why missed",
      "the true neighbours that are missed at the end, and why"),
    KeyBinding(
      .search, ["d"], .search(.compare), hint: "compare",
      "two settings of this query side by side, hop by hop"),
    KeyBinding(
      .search, [.enter], .node(.fromSearch), hint: "node",
      "open the selected node on the Node screen; Esc comes back"),
    KeyBinding(
      .search, ["a"], .search(.drillDown), hint: "neighbours",
      "show the neighbours of the selected node of the hop"),
    KeyBinding(
      .search, ["n", "]"], .search(.nextQuery), hint: "next query", "the next query of the file"),
    KeyBinding(
      .search, ["m"], .search(.cycleView), hint: "map", "lists, map of the path, plot: the next"),
    KeyBinding(
      .search, ["p"], .search(.play), hint: "play", "play the hops; + and - change the speed"),
    KeyBinding(
      .search, ["+", "="], .search(.raiseListSize), hint: "L up", "larger L, same query again"),
    KeyBinding(
      .search, ["-"], .search(.lowerListSize), hint: "L down", "smaller L, same query again"),
    KeyBinding(
      .search, [">", "."], .search(.raiseBeamWidth), hint: "W up", "larger W, same query again"),
    KeyBinding(
      .search, ["<", ","], .search(.lowerBeamWidth), hint: "W down", "smaller W, same query again"),
    KeyBinding(
      .search, ["v"], .search(.toggleBefore), hint: "before/after",
      "the candidate list before or after the hop"),
    KeyBinding(
      .search, [.tab, .backTab], .search(.nextPane), hint: "other pane", "move in the other list"),
    KeyBinding(.search, ["N", "["], .search(.previousQuery), "the query before"),
    KeyBinding(.search, ["i", "#"], .prompt(.query), "a query by its number"),
    KeyBinding(
      .search, ["/"], .prompt(.label), "a row as query, by a part of its name; again: the next"),
    KeyBinding(.search, ["f"], .prompt(.find), "a query of the file, by a part of its name"),
    KeyBinding(.search, ["R"], .prompt(.row), "a row of the data as query, by its number"),
    KeyBinding(.search, ["D"], .prompt(.compare), "set what to compare with: L, W, cache, index"),
    KeyBinding(.search, ["t"], .prompt(.hop), "go to hop n"),
    KeyBinding(.search, ["r"], .search(.restart), "run the query again, from the start"),
    KeyBinding(.search, ["K"], .prompt(.K), "set K, the answers wanted"),
    KeyBinding(.search, ["L"], .prompt(.L), "set L, the candidate list"),
    KeyBinding(.search, ["W"], .prompt(.W), "set W, the beam width"),
    KeyBinding(.search, ["C"], .prompt(.cache), "set the nodes of the cache"),
    KeyBinding(.search, ["x"], .cancelJob, "stop running at this hop"),
  ]

  private static let sweep: [KeyBinding] = [
    KeyBinding(.sweep, ["r", .enter], .sweep(.run), hint: "run", "measure every L with every W"),
    KeyBinding(
      .sweep, ["x"], .cancelJob, hint: "cancel", "cancel the running sweep; its rows stay"),
    KeyBinding(
      .sweep, ["L"], .prompt(.L), hint: "sizes", "set the list of L: 10,20,50 or 10..200:10"),
    KeyBinding(.sweep, ["W"], .prompt(.W), hint: "widths", "set the list of W: 2,4,8"),
    KeyBinding(
      .sweep, ["t"], .prompt(.target), hint: "target",
      "find the fastest setting that reaches a recall"),
    KeyBinding(
      .sweep, ["v"], .sweep(.nextPlot), hint: "next plot", "plot speed, latency percentiles, reads"),
    KeyBinding(
      .sweep, [">", "."], .sweep(.sortRight), hint: "sort", "sort by the next column to the right"),
    KeyBinding(.sweep, ["<", ","], .sweep(.sortLeft), "sort by the next column to the left"),
    KeyBinding(.sweep, ["-"], .sweep(.reverse), "smallest or largest first"),
    KeyBinding(
      .sweep, ["o"], .sweep(.overlay), hint: "overlay", "compare with the next older run, or none"),
    KeyBinding(.sweep, ["["], .sweep(.previousRun), "show the run before"),
    KeyBinding(.sweep, ["]"], .sweep(.nextRun), "show the run after"),
    KeyBinding(.sweep, ["n"], .prompt(.name), "name the run that is shown"),
    KeyBinding(
      .sweep, ["s"], .prompt(.keep), hint: "keep", "keep the run that is shown in a file"),
    KeyBinding(.sweep, ["f"], .sweep(.kept), "runs that were kept in files; Enter loads one"),
    KeyBinding(.sweep, ["K"], .prompt(.K), hint: "answers", "set K, the answers wanted"),
    KeyBinding(.sweep, ["T"], .prompt(.threads), hint: "threads", "set the threads, a list"),
    KeyBinding(
      .sweep, ["C"], .prompt(.cache), hint: "cache", "set the nodes of the cache, a list"),
  ]

  private static let log: [KeyBinding] = [
    KeyBinding(.log, ["x"], .cancelJob, "cancel the newest running job")
  ]

  private static let lists: [KeyBinding] = [
    KeyBinding(.lists, ["j", .down], .move(.down), "down"),
    KeyBinding(.lists, ["k", .up], .move(.up), "up"),
    KeyBinding(.lists, [.pageDown, .control("d")], .move(.pageDown), "ten down"),
    KeyBinding(.lists, [.pageUp, .control("u")], .move(.pageUp), "ten up"),
    KeyBinding(.lists, ["g", .home], .move(.top), "to the first"),
    KeyBinding(.lists, ["G", .end], .move(.bottom), "to the last"),
  ]

  private static let everywhere: [KeyBinding] =
    ScreenID.allCases.map { screen in
      KeyBinding(
        .everywhere, [.character(screen.digit)], .show(screen),
        hint: screen == .library ? "Library" : nil, "the screen \(screen.title)")
    } + [
      KeyBinding(
        .everywhere, ["E", .function(1)], .explain, hint: "explain",
        "what this screen shows, in plain words"),
      KeyBinding(
        .everywhere, ["e"], .export, hint: "export",
        "write the trace, a table or this screen to a file"),
      KeyBinding(
        .everywhere, [":"], .commandLine, hint: "command",
        "a command: hop 7, L 40, open PATH, theme light, …"),
      KeyBinding(.everywhere, ["u"], .undo, "take the last change of a parameter back"),
      KeyBinding(.everywhere, [.control("r")], .redo, "bring it again"),
      KeyBinding(.everywhere, ["y"], .copyRow, "copy the selected row to the clipboard"),
      KeyBinding(
        .everywhere, ["Y"], .copyCommand, "copy the command line that does this without the screen"),
      KeyBinding(.everywhere, [.escape], .back, "out one level"),
      KeyBinding(.everywhere, [.control("c")], .cancelJob, "cancel the running job"),
      KeyBinding(.everywhere, [.control("l")], .redraw, "draw the whole screen again"),
      KeyBinding(
        .everywhere, ["q"], .quit, hint: "quit", "leave; asks once while a build or a sweep runs"),
      KeyBinding(.everywhere, ["Q"], .quitAtOnce, "leave at once and cancel what runs"),
      KeyBinding(.everywhere, ["?"], .help, hint: "help", "all keys; Enter there runs one"),
    ]
}

import Experiments

extension ExplorerState {
  /// Why `action` cannot be done now, a sentence with the way out; `nil` when it can.
  func obstacle(to action: Action) -> String? {
    switch action {
    case .library(let action): obstacle(to: action)
    case .search(let action): obstacle(to: action)
    case .openBuilt: build.builtPrefix == nil ? "nothing was built yet: r builds" : nil
    case .build: build.outcome == .running ? "a build is running: x cancels it" : nil
    case .sweep: sweepObstacle
    case .prompt(.export): exportObstacle
    case .prompt(.open): nil
    case .prompt: index == nil ? noIndexObstacle : queryObstacle
    case .cancelJob:
      cancellableJob == nil && !search.isAdvancing ? "nothing is running; q leaves" : nil
    case .show, .help, .explain, .commandLine, .back, .quit, .quitAtOnce, .redraw, .move,
      .editField:
      nil
    }
  }

  private func obstacle(to action: LibraryAction) -> String? {
    switch action {
    case .rescan: return nil
    case .openEntry, .buildEntry:
      return library.selected == nil ? "nothing is listed: o opens a path" : nil
    case .verifyEntry, .deleteEntry:
      guard case .index = library.selected else { return "select an index first" }
      return nil
    }
  }

  private func obstacle(to action: SearchAction) -> String? {
    if index == nil { return noIndexObstacle }
    if let obstacle = queryObstacle { return obstacle }
    switch action {
    case .drillDown, .toggleBefore:
      return search.hop == nil ? "that belongs to a hop: Space runs one, b goes back to one" : nil
    case .previousHop: return search.cursor == 0 ? "this is the start: Space runs a hop" : nil
    default: return nil
    }
  }

  private var noIndexObstacle: String {
    jobs[.open] == nil ? "no index is open: press 1 and Enter" : "the index is being opened"
  }

  private var queryObstacle: String? {
    index?.queryCount == 0 && screen == .search
      ? "this index names no queries: :queries FILE [TRUTH]" : nil
  }

  private var sweepObstacle: String? {
    if index == nil { return noIndexObstacle }
    if index?.queriesPath == nil { return "a sweep needs queries: :queries FILE [TRUTH]" }
    return sweep.outcome == .running ? "a sweep is running: x cancels it" : nil
  }

  private var exportObstacle: String? {
    switch screen {
    case .search:
      search.trace == nil || search.isStale ? "no search to export yet: Space runs one" : nil
    case .sweep: sweep.rows.isEmpty ? "no rows to export yet: r runs the sweep" : nil
    default: "Search and Sweep have something to export"
    }
  }
}

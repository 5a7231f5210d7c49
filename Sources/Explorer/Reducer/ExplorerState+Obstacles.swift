import Experiments

extension ExplorerState {
  /// Why `action` cannot be done now, a sentence with the way out; `nil` when it can.
  func obstacle(to action: Action) -> String? {
    switch action {
    case .library(let action): obstacle(to: action)
    case .search(let action): obstacle(to: action)
    case .node(let action): obstacle(to: action)
    case .prune(let action): obstacle(to: action)
    case .disk(let action): obstacle(to: action)
    case .openBuilt: build.builtPrefix == nil ? "nothing was built yet: r builds" : nil
    case .build: build.outcome == .running ? "a build is running: x cancels it" : nil
    case .sweep(let action): obstacle(to: action)
    case .points(let act): obstacle(toPoints: act)
    case .film(let action): obstacle(to: action)
    case .startLesson: lesson.selected == nil ? "no lessons are beside the sample data" : nil
    case .prompt(.open): nil
    case .prompt(let prompt): obstacle(to: prompt)
    case .cancelJob:
      cancellableJob == nil && !search.isAdvancing ? "nothing is running; q leaves" : nil
    case .undo: undoObstacle(isRedo: false)
    case .redo: undoObstacle(isRedo: true)
    case .copyRow: copiedRow == nil ? "this list has no row to copy" : nil
    case .copyCommand: batchTwin == nil ? "nothing here has a command line yet" : nil
    case .show, .help, .explain, .commandLine, .back, .quit, .quitAtOnce, .redraw, .export, .move,
      .editField:
      nil
    }
  }

  private func obstacle(to prompt: Prompt) -> String? {
    guard let index else { return noIndexObstacle }
    switch prompt {
    case .hop: return index.isRecording ? nil : queryObstacle
    case _ where index.isRecording: return recordingObstacle
    case .query, .find: return fileObstacle
    case .target: return sweepObstacle
    case .pointsDelete: return obstacle(toPoints: .delete(percent: 1))
    case .pointsReplace: return obstacle(toPoints: .replace(percent: 1, times: 1))
    case .moment: return obstacle(to: FilmAction.toEnd)
    case .keep: return sweep.run == nil ? "no run yet: r runs the sweep" : nil
    default: return nil
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
    guard let index else { return noIndexObstacle }
    if index.isRecording, action.needsIndex { return recordingObstacle }
    if !index.isRecording, let obstacle = queryObstacle { return obstacle }
    if search.isComparing, action.belongsToOneSearch {
      return "d or Esc leaves the comparison first"
    }
    switch action {
    case .previousHop where search.isComparing: return nil
    case .drillDown, .toggleBefore:
      return search.hop == nil ? "that belongs to a hop: Space runs one, b goes back to one" : nil
    case .previousHop: return search.cursor == 0 ? "this is the start: Space runs a hop" : nil
    case .showMissed where hasNothingMissed:
      return search.truth.isEmpty
        ? "without a truth file nothing is known of missed neighbours"
        : "nothing was missed: - lowers L until something is, n takes the next query"
    default: return nil
    }
  }

  /// Whether the search is at its end and no missed neighbour is known.
  private var hasNothingMissed: Bool {
    search.stage == .answers && search.missed.isEmpty && !search.isAdvancing
  }

  private var noIndexObstacle: String {
    jobs[.open] == nil ? "no index is open: press 1 and Enter" : "the index is being opened"
  }

  private var queryObstacle: String? {
    search.setting.source == .file && screen == .search ? fileObstacle : nil
  }

  /// Why nothing can be run on a recording.
  private var recordingObstacle: String { "this is a recorded trace: 1 opens an index to search" }

  private var fileObstacle: String? {
    index?.queryCount == 0
      ? "this index names no queries: :queries FILE [TRUTH], or :row N takes a row" : nil
  }

  private func obstacle(to action: SweepAction) -> String? {
    switch action {
    case .run: sweepObstacle
    case .kept: nil
    case .nextPlot, .sortRight, .sortLeft, .reverse:
      sweep.run == nil ? "no run yet: r runs the sweep" : nil
    case .nextRun, .previousRun, .overlay:
      sweep.runs.count < 2 ? "there is one run at most: r runs another" : nil
    }
  }

  private var sweepObstacle: String? {
    if index == nil { return noIndexObstacle }
    if index?.queriesPath == nil { return "a sweep needs queries: :queries FILE [TRUTH]" }
    return sweep.isRunning ? "a sweep is running: x cancels it" : nil
  }
}

extension SearchAction {
  /// Whether it looks at one search: there is no such thing while two are compared.
  fileprivate var belongsToOneSearch: Bool {
    switch self {
    case .drillDown, .toggleBefore, .showMissed, .play, .cycleView: true
    default: false
    }
  }

  /// Whether it runs a search: what a recording cannot do.
  fileprivate var needsIndex: Bool {
    switch self {
    case .restart, .nextQuery, .previousQuery, .raiseListSize, .lowerListSize, .raiseBeamWidth,
      .lowerBeamWidth, .compare:
      true
    case .nextHop, .previousHop, .toEnd, .nextPane, .showMissed, .drillDown, .toggleBefore, .play,
      .cycleView:
      false
    }
  }
}

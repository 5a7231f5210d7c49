import Experiments

/// Everything that a key can do. What an action needs beyond the key it asks for in the command line.
enum Action: Sendable, Hashable {
  // Everywhere.
  case show(ScreenID)
  case help
  case explain
  case commandLine
  case back
  case cancelJob
  case quit
  case quitAtOnce
  case redraw
  /// The menu of what this screen can be written as.
  case export
  /// Takes the last change of a parameter back.
  case undo
  /// Brings it again.
  case redo
  /// The row under the marker to the clipboard.
  case copyRow
  /// The command line that does the same without the explorer, to the clipboard.
  case copyCommand

  // In every list.
  case move(Movement)

  case library(LibraryAction)

  // Build.
  case editField
  case build
  case openBuilt

  case search(SearchAction)

  case sweep(SweepAction)
  case node(NodeAction)
  case prune(PruneAction)
  case disk(DiskAction)
  /// Does something to the points of the Points screen.
  case points(UpdateBench.Act)
  case film(FilmAction)
  /// Begins the lesson under the marker.
  case startLesson

  /// Opens the command line on a command that still needs a value.
  case prompt(Prompt)
}

/// What a key of the Library does.
enum LibraryAction: Sendable, Hashable {
  case openEntry
  case buildEntry
  case verifyEntry
  case deleteEntry
  case rescan
}

/// What a key of the Search screen does.
enum SearchAction: Sendable, Hashable {
  case nextHop
  case previousHop
  case toEnd
  case restart
  case nextQuery
  case previousQuery
  case nextPane
  case showMissed
  case drillDown
  case toggleBefore
  case raiseListSize
  case lowerListSize
  case raiseBeamWidth
  case lowerBeamWidth
  /// Two settings side by side.
  case compare
  /// The search as a film.
  case play
  /// Lists, map or plot.
  case cycleView
}

/// What a key of the Sweep screen does.
enum SweepAction: Sendable, Hashable {
  case run
  case nextRun
  case previousRun
  case overlay
  /// The runs that were kept in files.
  case kept
  case nextPlot
  case sortRight
  case sortLeft
  case reverse
}

/// A step in a list.
enum Movement: Sendable, Hashable, CaseIterable {
  case up
  case down
  case pageUp
  case pageDown
  case top
  case bottom

  /// Rows, negative upward.
  var step: Int {
    switch self {
    case .up: -1
    case .down: 1
    case .pageUp: -10
    case .pageDown: 10
    case .top: .min
    case .bottom: .max
    }
  }
}

/// A command that a key begins and the user completes.
enum Prompt: String, Sendable, Hashable {
  case hop
  case query
  case find
  case label
  case row
  case compare
  case K
  case L
  case W
  case cache
  case threads
  case target
  case name
  case keep
  case open
  case node
  case prune
  case alpha
  case R
  case pool
  case disk
  case pointsDelete
  case pointsReplace
  case moment
}

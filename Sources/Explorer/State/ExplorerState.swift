import Canvas
import DiskIndex
import VectorData

/// Everything that the screens show. It changes only in the reducer.
struct ExplorerState: Sendable, Equatable {
  /// Columns and rows of the terminal.
  var size = Size(width: 80, height: 24)
  /// Seconds since the session began.
  var seconds = 0.0
  /// The glyph set.
  var glyphs: Glyphs
  /// What roles look like.
  var theme: Theme
  /// Whether frames are said, not seen (`ExplorerSession.spokenSize`).
  var isSpoken = false
  /// Whether measured times are drawn as a dash.
  var hidesTimings = false

  /// The screen in front.
  var screen = ScreenID.library
  /// What lies over it.
  var overlay: Overlay?
  /// The command line, while one is typed.
  var commandLine: CommandLineState?
  /// The lines entered so far, the newest last.
  var commandHistory: [String] = []
  /// A line that the next key takes away.
  var notice: Notice?

  /// The jobs under way.
  var jobs = JobTable()
  /// The index that is open.
  var index: IndexCard?
  /// Data sets and indexes.
  var library = LibraryState()
  /// The build form.
  var build = BuildState()
  /// The search under the eye.
  var search = SearchState()
  /// The node under the eye.
  var node = NodeState()
  /// The prune under the eye.
  var prune = PruneState()
  /// The file under the eye.
  var disk = DiskState()
  /// The sweep.
  var sweep = SweepState()
  /// Points that come and go.
  var points = PointsState()
  /// The build as a film.
  var film = FilmState()
  /// What ran.
  var log = LogState()
  /// The concept pages.
  var concepts = ConceptState()
  /// The lessons.
  var lesson = LessonState()
  /// Parameters that were changed.
  var history = ParameterHistory()

  /// What was pressed so far.
  var keyLog = KeyLog()
  /// Text that goes to the clipboard of the terminal, until it is taken there.
  var clipboard: String?
  /// What the user has set for good.
  var preferences = Preferences()
  /// Queries that the user named for the open index.
  var namedQueries: QueryFiles?
  /// Those of the index that is being opened.
  var openingQueries: QueryFiles?
  /// Whether the terminal reports the mouse.
  var usesMouse = false
  /// The last click, for a second one on the same cell.
  var lastClick: Click?
  /// The last session, while its index is being opened.
  var restoring: SessionMemory?

  /// Whether an index is built without being asked when the user has none: on the first start.
  var buildsFirstIndex = true
  /// Whether the user has left.
  var isFinished = false

  /// The explorer before its first event.
  init(glyphs: Glyphs = .braille, theme: Theme = .dark) {
    self.glyphs = glyphs
    self.theme = theme
  }

  /// When the search or the film goes on by itself, in seconds of the session; `nil` while none does.
  var playDueSeconds: Double? {
    [search.isAdvancing ? nil : search.play?.dueSeconds, filmDueSeconds].compactMap { $0 }.min()
  }

  /// Whether anything runs.
  var isBusy: Bool { jobs.isBusy || search.isAdvancing }
}

import Canvas
import Dispatch
import Experiments
import VectorData

/// What the explorer is started with.
public struct ExplorerOptions: Sendable {
  /// The index to open at once.
  public var prefix: String?
  /// A trace to open at once, in the place of an index.
  public var tracePath: String?
  /// The characters that the terminal can show.
  public var glyphs = Glyphs.braille
  /// What roles look like; the terminal loop reads the session's theme before each frame.
  public var theme = Theme.dark
  /// Whether the first sample index is built without being asked when there is no index at all.
  public var buildsFirstIndex = true
  /// Whether measured times are drawn as a dash, so that frames can be compared.
  public var hidesTimings = false
  /// The lesson to begin with.
  public var lesson: Lesson?

  /// The explorer on its library, or on the index of `prefix`.
  public init(prefix: String? = nil) {
    self.prefix = prefix
  }
}

/// The explorer without a terminal: keys and sizes go in, frames come out.
///
/// It belongs to one thread (it is not Sendable). Workers post results to a mailbox and call `wake`, from
/// any thread; the owner answers with `drainMessages` and `frame`.
public final class ExplorerSession {
  private(set) var state: ExplorerState
  private let mailbox: Mailbox
  private let engine: Engine
  private let start = ContinuousClock.now

  /// A session that has begun to look around; the first `frame` is ready at once.
  public convenience init(options: ExplorerOptions, wake: @escaping @Sendable () -> Void) {
    self.init(options: options, places: .standard, wake: wake)
  }

  /// A session over other folders than the user's.
  init(options: ExplorerOptions, places: LibraryPlaces, wake: @escaping @Sendable () -> Void) {
    mailbox = Mailbox(wake: wake)
    engine = Engine(mailbox: mailbox, places: places)
    state = ExplorerState(glyphs: options.glyphs, theme: options.theme)
    state.hidesTimings = options.hidesTimings
    state.buildsFirstIndex = options.buildsFirstIndex
    state.concepts = .read(folder: PlacesOnDisk.conceptFolder())
    state.lesson.shelf = PlacesOnDisk.lessonFolder().map { LessonFile.readAll(in: $0) } ?? []
    if let lesson = options.lesson { state.start(lesson) }
    perform(state.start(prefix: options.prefix, tracePath: options.tracePath))
  }

  /// Whether the user has left; the loop ends.
  public var isFinished: Bool { state.isFinished }

  /// Whether any work is under way.
  public var isBusy: Bool { state.isBusy }

  /// What roles look like now.
  public var theme: Theme { state.theme }

  /// Answers one key. Never blocks.
  public func handle(_ key: Key) { reduce(.key(key)) }

  /// Takes a new screen size.
  public func resize(to size: Size) { reduce(.resized(size)) }

  /// Takes in what workers posted since the last call. Returns whether there was anything.
  @discardableResult
  public func drainMessages() -> Bool {
    let messages = mailbox.drain()
    for message in messages { reduce(.message(message)) }
    let isDue = state.playDueSeconds.map { $0 <= secondsSinceStart } ?? false
    if isDue { reduce(.tick) }
    return isDue || !messages.isEmpty
  }

  /// The screen as it stands, exactly as large as the last `resize` said.
  public func frame() -> Canvas {
    state.seconds = secondsSinceStart
    return ScreenFrame.draw(state)
  }

  /// How long the loop may wait before it should draw again without any event: while something runs, its
  /// clock moves. `nil` when nothing moves.
  public var nextTick: Duration? {
    let clock: Duration? = state.jobs.isBusy ? .milliseconds(250) : nil
    guard let due = state.playDueSeconds else { return clock }
    let play = Duration.seconds(max(due - secondsSinceStart, 0))
    return clock.map { min($0, play) } ?? play
  }

  /// Blocks until no work is under way and all results are taken in: for headless frames.
  public func waitUntilIdle() {
    drainMessages()
    while state.isBusy {
      mailbox.wait(timeout: .milliseconds(100))
      drainMessages()
    }
  }

  /// Cancels all work and waits for the workers to stop (well below a second).
  public func shutDown() { engine.shutDown() }

  private var secondsSinceStart: Double {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  private func reduce(_ event: Event) {
    perform(state.reduce(event, at: secondsSinceStart))
  }

  private func perform(_ effects: [Effect]) {
    for effect in effects { engine.perform(effect) }
  }
}

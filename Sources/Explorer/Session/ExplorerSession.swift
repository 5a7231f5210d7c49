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
  /// What the user has set for good.
  public var preferences = Preferences()
  /// What was wrong with that, a line each.
  public var preferenceFaults: [String] = []
  /// Where the last session was left; it counts where neither an index nor a trace is named.
  public var memory: SessionMemory?
  /// Keys that are pressed by themselves, one after another, until the user presses one.
  public var script: [RecordedKeys.Step] = []
  /// How many of them in a second.
  public var scriptKeysPerSecond = 4.0
  /// Whether measured times are drawn as a dash, so that frames can be compared.
  public var hidesTimings = false
  /// The lesson to begin with.
  public var lesson: Lesson?
  /// The step of it to go on with, 0 the first.
  public var lessonStep = 0
  /// Whether frames are said, not seen: one thing below the other, on a canvas as wide as the longest line.
  public var isSpoken = false

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
  private var script: ScriptedKeys

  /// A session that has begun to look around; the first `frame` is ready at once.
  public convenience init(options: ExplorerOptions, wake: @escaping @Sendable () -> Void) {
    self.init(options: options, places: .standard, wake: wake)
  }

  /// A session over other folders than the user's.
  init(options: ExplorerOptions, places: LibraryPlaces, wake: @escaping @Sendable () -> Void) {
    mailbox = Mailbox(wake: wake)
    engine = Engine(mailbox: mailbox, places: places)
    state = ExplorerState(glyphs: options.glyphs, theme: options.theme)
    script = ScriptedKeys(options.script, keysPerSecond: options.scriptKeysPerSecond)
    state.hidesTimings = options.hidesTimings
    state.buildsFirstIndex = options.buildsFirstIndex
    state.concepts = .read(folder: PlacesOnDisk.conceptFolder())
    state.lesson.shelf = PlacesOnDisk.lessonFolder().map { LessonFile.readAll(in: $0) } ?? []
    state.isSpoken = options.isSpoken
    if let lesson = options.lesson { state.start(lesson, step: options.lessonStep) }
    state.preferences = options.preferences
    state.usesMouse = options.preferences.usesMouse
    perform(
      state.start(prefix: options.prefix, tracePath: options.tracePath, memory: options.memory))
    state.tell(options.preferenceFaults)
  }

  /// The size for frames that are said: as wide as the longest line of any screen, with rows for a lesson.
  public static let spokenSize = Size(width: 400, height: 32)

  /// Whether the user has left; the loop ends.
  public var isFinished: Bool { state.isFinished }

  /// Whether any work is under way.
  public var isBusy: Bool { state.isBusy }

  /// What roles look like now.
  public var theme: Theme { state.theme }

  /// Whether the terminal shall report the mouse.
  public var usesMouse: Bool { state.usesMouse }

  /// Where the session stands, for the next one.
  public var memory: SessionMemory { SessionMemory(state) }

  /// What was pressed so far: what `RecordedKeys` reads.
  public var keyLog: String { state.keyLog.text }

  /// What the user copied since the last call, for the clipboard of the terminal.
  public func takeClipboard() -> String? {
    defer { state.clipboard = nil }
    return state.clipboard
  }

  /// Answers one key. Never blocks. A key of the user ends the keys that are pressed by themselves.
  public func handle(_ key: Key) {
    guard script.isDone else {
      script.stop()
      state.notice = Notice(text: "the recorded keys end here; the explorer is yours")
      return
    }
    reduce(.key(key))
  }

  /// Does a step of recorded keys.
  public func perform(_ step: RecordedKeys.Step) {
    switch step {
    case .resize(let size): resize(to: size)
    case .press(let key): reduce(.key(key))
    }
  }

  /// Takes a new screen size.
  public func resize(to size: Size) { reduce(.resized(size)) }

  /// Takes in what workers posted since the last call. Returns whether there was anything.
  @discardableResult
  public func drainMessages() -> Bool {
    let messages = mailbox.drain()
    for message in messages { reduce(.message(message)) }
    let isDue = state.playDueSeconds.map { $0 <= secondsSinceStart } ?? false
    if isDue { reduce(.tick) }
    let isPressed = pressDueKey()
    return isDue || isPressed || !messages.isEmpty
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
    let dues = [state.playDueSeconds, state.isBusy ? nil : script.dueSeconds].compactMap { $0 }
    let waits = dues.map { Duration.seconds(max($0 - secondsSinceStart, 0)) }
    return (waits + (clock.map { [$0] } ?? [])).min()
  }

  /// Presses the next key of the script, if it is time and nothing runs.
  private func pressDueKey() -> Bool {
    guard !state.isBusy, let key = script.next(at: secondsSinceStart) else { return false }
    reduce(.key(key))
    return true
  }

  /// Blocks until no work is under way and all results are taken in: for headless frames.
  public func waitUntilIdle() {
    drainMessages()
    while state.isBusy {
      mailbox.wait(timeout: .milliseconds(100))
      drainMessages()
    }
  }

  /// The same for so long at most. Returns whether nothing is under way.
  public func waitUntilIdle(atMost timeout: Duration) -> Bool {
    let end = ContinuousClock.now + timeout
    drainMessages()
    while state.isBusy, ContinuousClock.now < end {
      mailbox.wait(timeout: .milliseconds(20))
      drainMessages()
    }
    return !state.isBusy
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

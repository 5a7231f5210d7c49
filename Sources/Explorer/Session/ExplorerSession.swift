import Canvas

/// What the explorer is started with.
public struct ExplorerOptions: Sendable {
  /// The index to open at once.
  public var prefix: String?
  /// Whether measured times are drawn as a dash, so that frames can be compared.
  public var hidesTimings = false

  /// The explorer on its library.
  public init(prefix: String? = nil) {
    self.prefix = prefix
  }
}

/// The explorer without a terminal: keys and sizes go in, frames come out.
///
/// It belongs to one thread (it is not Sendable). Workers post results to a mailbox and call `wake`, from
/// any thread; the owner answers with `drainMessages` and `frame`.
public final class ExplorerSession {
  /// Whether the user has left; the loop ends.
  public private(set) var isFinished = false
  /// Whether any job is under way.
  public private(set) var isBusy = false
  private var size = Size(width: 80, height: 24)
  private let wake: @Sendable () -> Void

  /// A session that has drawn nothing and started nothing; the first `frame` is ready at once.
  public init(options: ExplorerOptions, wake: @escaping @Sendable () -> Void) {
    self.wake = wake
  }

  /// Answers one key. Never blocks.
  public func handle(_ key: Key) {
    if key == .character("q") { isFinished = true }
  }

  /// Takes a new screen size.
  public func resize(to size: Size) { self.size = size }

  /// Takes in what workers posted since the last call. Returns whether anything changed.
  @discardableResult
  public func drainMessages() -> Bool { false }

  /// The screen as it stands, exactly as large as the last `resize` said.
  public func frame() -> Canvas { Canvas(size: size) }

  /// How long the loop may wait before it should draw again without any event; `nil` when nothing moves.
  public var nextTick: Duration? { nil }

  /// Blocks until no job is under way and all results are taken in: for headless frames.
  public func waitUntilIdle() {}

  /// Cancels every job and waits for the workers to stop (well below a second).
  public func shutDown() {}
}

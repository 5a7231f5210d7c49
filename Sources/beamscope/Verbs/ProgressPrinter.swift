import Foundation
import Synchronization
import VectorData

/// Shows how far a job is on standard error: a bar on a terminal, lines elsewhere, or JSON lines.
final class ProgressPrinter: Sendable {
  /// How progress is shown.
  enum Style: String, Sendable, CaseIterable {
    /// A bar on a terminal, lines elsewhere.
    case auto
    /// A line at the end of each phase, and every few seconds within it.
    case plain
    /// A JSON object per line.
    case json
    /// Nothing.
    case none
  }

  private struct State {
    var clock = PhaseClock()
    var isStopped = false
    var lastLine: ContinuousClock.Instant?
    var hasBar = false
  }

  private let style: Style
  private let announcesPhases: Bool
  private let state = Mutex(State())
  private let stopped = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  private static let plainSeconds = 5.0
  private static let jsonSeconds = 1.0

  private init(style: Style, announcesPhases: Bool) {
    self.style = style == .auto && isatty(STDERR_FILENO) == 0 ? .plain : style
    self.announcesPhases = announcesPhases
  }

  /// Runs `work` with a control whose progress is shown and that signals cancel.
  ///
  /// - Parameter announcesPhases: Whether plain progress has a line for every phase; otherwise it speaks
  ///   only of work that takes long.
  /// - Throws: what `work` throws, after the bar is wiped away.
  static func run<Result>(
    style: Style = .auto, announcesPhases: Bool = false,
    _ work: (JobControl, ProgressPrinter) throws(IndexError) -> Result
  ) throws(IndexError) -> Result {
    let printer = ProgressPrinter(style: style, announcesPhases: announcesPhases)
    let control = JobControl { printer.note($0) }
    Interruption.cancels(control)
    printer.start()
    defer { printer.stop() }
    let result = try work(control, printer)
    printer.finishPhase()
    return result
  }

  /// Calls `write` while no bar is on the terminal, so that what it writes has lines of its own.
  func aboveBar(_ write: () -> Void) {
    state.withLock { state in
      if state.hasBar { Self.write("\r\u{1B}[K") }
      state.hasBar = false
      write()
    }
  }

  private func start() {
    guard style != .none else {
      ended.signal()
      return
    }
    let thread = Thread { [self] in
      while stopped.wait(timeout: .now() + .milliseconds(100)) == .timedOut { tick() }
      ended.signal()
    }
    thread.name = "beamscope-progress"
    thread.start()
  }

  private func stop() {
    stopped.signal()
    ended.wait()
    aboveBar {}
  }

  /// Called on the threads of the job.
  private func note(_ progress: JobProgress) {
    let finished = state.withLock { $0.clock.note(progress) }
    if let finished { printFinished(finished) }
  }

  private func finishPhase() {
    let finished = state.withLock { $0.clock.finish() }
    if let finished { printFinished(finished) }
  }

  private func printFinished(_ phase: PhaseClock.Reading) {
    switch style {
    case .plain where announcesPhases: Self.write("\(phase.progress.phase): \(phase.elapsedText)\n")
    case .json: Self.write(phase.jsonLine(isFinished: true))
    case .plain, .auto, .none: break
    }
  }

  private func tick() {
    let now = ContinuousClock.now
    state.withLock { state in
      guard let reading = state.clock.reading(at: now) else { return }
      switch style {
      case .auto:
        Self.write("\r" + reading.bar(columns: Self.columns) + "\u{1B}[K")
        state.hasBar = true
      case .plain, .json:
        let interval = style == .plain ? Self.plainSeconds : Self.jsonSeconds
        let last = state.lastLine ?? reading.start
        guard (now - last) >= .seconds(interval) else { return }
        state.lastLine = now
        Self.write(style == .plain ? reading.line + "\n" : reading.jsonLine(isFinished: false))
      case .none: break
      }
    }
  }

  private static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  private static func write(_ text: String) {
    // Progress is a courtesy: if nobody reads it any more, the work goes on.
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }
}

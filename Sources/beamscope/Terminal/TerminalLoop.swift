import CTerminal
import Canvas
import Explorer
import Foundation

/// Runs an explorer on the terminal: wait, take in messages, answer keys, draw once, and again.
struct TerminalLoop {
  /// Ends the wait of the loop; for workers, from any thread.
  static let wake: @Sendable () -> Void = { terminal_wake() }

  /// Messages alone draw at most this often; keys are always answered at once.
  private static let shortestFrame = Duration.milliseconds(16)

  private let session: ExplorerSession
  private var shownTheme: Theme
  private var usesMouse = false
  private var blitter = ScreenBlitter()
  private var lastDrawn = ContinuousClock.now - TerminalLoop.shortestFrame

  private init(_ session: ExplorerSession) {
    self.session = session
    shownTheme = session.theme
  }

  /// Opens the explorer and shows it until the user leaves or a signal asks to stop. Gives the exit code: 0,
  /// 128 + the signal's number, or 2 after one line on standard error when there is no terminal to show it on.
  /// At the end `onEnd` gets the session, whatever ended it.
  static func run(
    _ options: ExplorerOptions, onEnd: (ExplorerSession) -> Void = { _ in }
  ) -> Int32 {
    let settings = TerminalSettings(
      glyphs: options.preferences.glyphs, theme: options.preferences.theme,
      environment: ProcessInfo.processInfo.environment)
    let opened = terminal_open(settings.theme != .monochrome)
    guard Int(opened) == TERMINAL_OPENED else {
      Ending.say("\(refusal(opened)); beamscope screen NAME [PREFIX] draws one frame without it")
      return 2
    }
    var options = options
    options.glyphs = settings.glyphs
    options.theme = settings.theme
    let session = ExplorerSession(options: options, wake: wake)
    var loop = TerminalLoop(session)
    loop.runUntilEnd()
    let signal = terminal_stop_signal()
    // First the terminal: it must be sane even if a job takes its time to end.
    terminal_close()
    onEnd(session)
    session.shutDown()
    return signal == 0 ? 0 : 128 + signal
  }

  private static func refusal(_ status: Int32) -> String {
    let type = ProcessInfo.processInfo.environment["TERM"] ?? ""
    return switch Int(status) {
    case TERMINAL_IS_NO_TTY: "the explorer needs a terminal"
    case TERMINAL_IS_UNKNOWN: "no description of the terminal TERM=\(type) is installed"
    case TERMINAL_CANNOT_MOVE_CURSOR: "the terminal TERM=\(type) cannot place its cursor"
    default: "the terminal cannot be opened (\(String(cString: strerror(errno))))"
    }
  }

  private mutating func runUntilEnd() {
    ScreenBlitter.defineStyles(theme: shownTheme)
    session.resize(to: ScreenBlitter.size())
    var isStale = true
    var isUrgent = true
    var repaint = true
    while true {
      if session.drainMessages() { isStale = true }
      if session.isFinished { return }
      if isStale, isUrgent || lastDrawn.duration(to: .now) >= TerminalLoop.shortestFrame {
        repaint = takeTheme() || repaint
        takeMouse()
        copyToClipboard()
        blitter.show(session.frame(), repaint: repaint)
        lastDrawn = .now
        (isStale, isUrgent, repaint) = (false, false, false)
      }
      let found = Int(terminal_wait(timeoutMilliseconds(isStale: isStale)))
      if found & TERMINAL_MUST_STOP != 0 { return }
      if found & TERMINAL_WAS_RESIZED != 0 {
        session.resize(to: ScreenBlitter.size())
        (isStale, isUrgent, repaint) = (true, true, true)
      }
      // Nothing came: it is time for the next tick, or for the frame that had to wait.
      if found == 0 { isStale = true }
      if found & TERMINAL_HAS_INPUT != 0 {
        if answerKeys() { repaint = true }
        (isStale, isUrgent) = (true, true)
      }
    }
  }

  /// Takes over a theme that the user has changed. Returns whether there is one: all cells look different.
  private mutating func takeTheme() -> Bool {
    guard session.theme != shownTheme else { return false }
    shownTheme = session.theme
    ScreenBlitter.defineStyles(theme: shownTheme)
    return true
  }

  /// Lets the terminal report the mouse, or no longer.
  private mutating func takeMouse() {
    guard session.usesMouse != usesMouse else { return }
    usesMouse = session.usesMouse
    terminal_use_mouse(usesMouse)
  }

  /// Hands what the user copied to the clipboard of the terminal (OSC 52), also over ssh.
  private func copyToClipboard() {
    guard let text = session.takeClipboard(),
      let sequence = TerminalClipboard.sequence(
        text, terminal: ProcessInfo.processInfo.environment["TERM"])
    else { return }
    terminal_send(sequence, Int32(sequence.count))
  }

  /// Time until the next frame is due; -1 when nothing moves by itself.
  private func timeoutMilliseconds(isStale: Bool) -> Int32 {
    let due: Duration
    if isStale {
      due = TerminalLoop.shortestFrame - lastDrawn.duration(to: .now)
    } else if let tick = session.nextTick {
      due = tick
    } else {
      return -1
    }
    let milliseconds = (due / .milliseconds(1)).rounded(.up)
    return Int32(min(max(milliseconds, 0), 60_000))
  }

  /// Hands all waiting keys to the session. Returns whether the user asked for a repaint (Ctrl-L).
  private func answerKeys() -> Bool {
    var events: [terminal_event] = []
    while true {
      let event = terminal_next_event()
      guard event.kind != TERMINAL_NO_EVENT else { break }
      events.append(event)
    }
    var asksForRepaint = false
    for key in KeyDecoder.keys(of: events) where !session.isFinished {
      if key == .control("l") { asksForRepaint = true }
      session.handle(key)
    }
    return asksForRepaint
  }
}

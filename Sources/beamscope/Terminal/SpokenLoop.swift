import Canvas
import Explorer
import Foundation

/// Runs an explorer without a screen: what it shows is said in lines, and what changes is said again. A line of
/// input is a command behind `:`, the name of a key, or keys as scripts have them.
struct SpokenLoop {
  /// What a line of the output has at most; longer ones go on in the next.
  private static let columns = 60
  /// How often a job that runs says how far it is.
  private static let secondsBetweenReports = 3.0

  private let session: ExplorerSession
  private let isInteractive = isatty(STDIN_FILENO) == 1
  private var speech = Speech()

  /// Speaks until the user leaves or the input ends. Gives the exit code.
  static func run(_ options: ExplorerOptions, onEnd: (ExplorerSession) -> Void) -> Int32 {
    var options = options
    options.glyphs = .ascii
    options.theme = .monochrome
    options.isSpoken = true
    let session = ExplorerSession(options: options, wake: {})
    session.resize(to: ExplorerSession.spokenSize)
    var loop = SpokenLoop(session: session)
    loop.say(options.preferenceFaults)
    loop.runUntilEnd()
    onEnd(session)
    session.shutDown()
    return 0
  }

  private init(session: ExplorerSession) { self.session = session }

  private mutating func runUntilEnd() {
    say(["Keys or :commands, then Enter. ? lists the keys, an empty line says all again, q leaves."]
    )
    waitAndSay()
    while !session.isFinished, let line = readLine() {
      if line.isEmpty {
        speech.forget()
      } else if !press(line) {
        say(["\(line): no key and no command; ? lists the keys"])
        continue
      }
      waitAndSay()
    }
  }

  /// Presses what a line asks for. Returns whether it is anything.
  private func press(_ line: String) -> Bool {
    if line.hasPrefix(":") {
      for character in line { session.handle(.character(character)) }
      session.handle(.enter)
    } else if line.count > 1, let key = Key(name: line) {
      session.handle(key)
    } else if let keys = try? KeyScript.parse(line) {
      for key in keys where !session.isFinished { session.handle(key) }
    } else {
      return false
    }
    return true
  }

  /// Says what changed, while work goes on now and then, until all is done or the user types.
  private mutating func waitAndSay() {
    var lastReport = ContinuousClock.now
    while !session.waitUntilIdle(atMost: .milliseconds(100)) {
      if isInteractive, hasInput { break }
      guard lastReport.duration(to: .now) >= .seconds(Self.secondsBetweenReports) else { continue }
      say(speech.changes(in: session.frame()))
      lastReport = .now
    }
    guard !session.isFinished else { return }
    say(speech.changes(in: session.frame()))
    if let text = session.takeClipboard() { print("copied:\n\(text)") }
    fflush(nil)
  }

  private var hasInput: Bool {
    var place = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&place, 1, 0) > 0
  }

  private func say(_ lines: [String]) {
    for line in lines {
      for part in Speech.wrapped(line, columns: Self.columns) { print(part) }
    }
    fflush(nil)
  }
}

import Canvas
import Explorer
import Foundation
import VectorData

/// Random keys at random sizes over a real index, with all that runs behind them: no trap, no frame of another size
/// than the terminal's, and the time from a key to its frame by screen.
///
/// The keys delete, build and write files too: the index is linked into a folder of its own, where all of that goes.
enum RandomKeys {
  private static let keys: [Key] =
    "0123456789FFF:?/EeLKWCTxvvcbnNpsrtidDmfRgGjkhlo+-<> .,[]=#ayYuf;w".map(Key.character)
    + [
      .enter, .enter, .enter, .escape, .escape, .tab, .backTab, .up, .down, .left, .right, .pageUp,
      .pageDown, .home, .end, .backspace, .delete, .control("c"), .control("d"), .control("l"),
      .function(1), .control("r"), .wheel(x: 1, y: 1, isUp: true), .wheel(x: 1, y: 1, isUp: false),
    ]

  static func run(prefix: String, seconds: Int) throws {
    let place = try folder(linking: prefix)
    defer { try? FileManager.default.removeItem(atPath: place.folder) }
    var random = SeededGenerator(seed: UInt64(seconds))
    var times: [String: [Double]] = [:]
    var longest = (milliseconds: 0.0, what: "")
    let end = ContinuousClock.now + .seconds(seconds)
    var (session, size) = open(place.prefix)
    var sessionCount = 1
    while ContinuousClock.now < end {
      if random.nextIndex(below: 25) == 0 {
        size = Self.size(&random)
        session.resize(to: size)
      }
      let key = key(&random, size)
      var frame = Canvas(size: Size(width: 0, height: 0))
      let start = Measurement.Kind.processor.now
      let time = ContinuousClock().measure {
        session.handle(key)
        session.drainMessages()
        frame = session.frame()
      }
      let used = (Measurement.Kind.processor.now - start) * 1e-6
      if used > longest.milliseconds { longest = (used, "\(key) at \(size), then \(front(frame))") }
      precondition(frame.size == size, "a frame fills the screen")
      times[front(frame), default: []].append(time / .milliseconds(1))
      // Now and then what was asked for comes to its end, so that the screens show it.
      if random.nextIndex(below: 3) == 0 { _ = session.waitUntilIdle(atMost: .milliseconds(60)) }
      if session.isFinished {
        session.shutDown()
        (session, size) = open(place.prefix)
        sessionCount += 1
      }
    }
    session.shutDown()
    report(times, sessionCount)
    print(String(format: "longest by processor time: %.2f ms,", longest.milliseconds), longest.what)
  }

  /// Mostly one that screens can be drawn at.
  private static func size(_ random: inout SeededGenerator) -> Size {
    let least = random.nextIndex(below: 8) == 0 ? (0, 0) : (40, 10)
    return Size(
      width: least.0 + random.nextIndex(below: 201 - least.0),
      height: least.1 + random.nextIndex(below: 61 - least.1))
  }

  private static func key(_ random: inout SeededGenerator, _ size: Size) -> Key {
    if random.nextIndex(below: 500) == 0 { return "q" }
    guard random.nextIndex(below: 20) > 0 else {
      return .click(
        x: random.nextIndex(below: max(size.width, 1)),
        y: random.nextIndex(below: max(size.height, 1)))
    }
    return keys[random.nextIndex(below: keys.count)]
  }

  private static func open(_ prefix: String) -> (ExplorerSession, Size) {
    let size = Size(width: 120, height: 40)
    var options = ExplorerOptions(prefix: prefix)
    options.buildsFirstIndex = false
    let session = ExplorerSession(options: options, wake: {})
    session.resize(to: size)
    _ = session.waitUntilIdle(atMost: .seconds(5))
    return (session, size)
  }

  /// The screen whose tab is in front.
  private static func front(_ frame: Canvas) -> String {
    let tab = (0..<frame.size.width).map { frame[$0, 0] }.filter { $0.role == .selected }
    let text = String(tab.map(\.character))
    guard let marker = text.lastIndex(of: frame.glyphs.marker) else { return "too small" }
    return String(text[text.index(after: marker)...])
  }

  /// A folder with links to the files of an index, and the place of all that is written.
  private static func folder(linking prefix: String) throws -> (folder: String, prefix: String) {
    let files = FileManager.default
    let folder = files.temporaryDirectory.appendingPathComponent("random-keys-\(getpid())").path
    try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let source = URL(fileURLWithPath: prefix)
    let origin = source.deletingLastPathComponent().path
    for name in try files.contentsOfDirectory(atPath: origin)
    where name.hasPrefix(source.lastPathComponent + "_") {
      try files.createSymbolicLink(
        atPath: folder + "/" + name, withDestinationPath: origin + "/" + name)
    }
    for variable in ["XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"] {
      setenv(variable, folder, 1)
    }
    guard files.changeCurrentDirectoryPath(folder) else { throw CocoaError(.fileNoSuchFile) }
    return (folder, folder + "/" + source.lastPathComponent)
  }

  private static func report(_ times: [String: [Double]], _ sessionCount: Int) {
    for (name, all) in times.sorted(by: { $0.key < $1.key }) {
      let sorted = all.sorted()
      let text = [0.5, 0.99, 1].map { share in
        String(format: "%.2f ms", sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))])
      }
      print(
        "\(name.padding(to: 12)) \("\(sorted.count)".padding(to: 8)) keys  median \(text[0])  p99 \(text[1])"
          + "  longest \(text[2])")
    }
    let all = times.values.joined()
    let lateCount = all.count { $0 > 16 }
    print("\(all.count) keys in \(sessionCount) sessions, \(lateCount) of them above 16 ms")
  }
}

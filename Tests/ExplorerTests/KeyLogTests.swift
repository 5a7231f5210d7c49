import Canvas
import Experiments
import Foundation
import TestSupport
import Testing
import VectorData

@testable import Explorer

@Suite("What was pressed is done again")
struct KeyLogTests {
  /// An index is open, and nothing was pressed yet.
  private static var opened: ExplorerState {
    var state = SyntheticState.opened(Size(width: 10, height: 10))
    state.keyLog = KeyLog()
    return state
  }

  /// Does the steps of a log with the synthetic engine.
  private func replayed(_ log: String) throws -> ExplorerState {
    let recorded = try RecordedKeys(log, path: "log")
    var state = Self.opened
    for step in recorded.steps {
      switch step {
      case .resize(let size): _ = state.reduce(.resized(size), at: 0)
      case .press(let key): state.explore(key.scriptName)
      }
    }
    return state
  }

  @Test("A session of keys, commands, sizes and clicks ends on the same frame")
  func sameEnd() throws {
    var state = Self.opened
    _ = state.reduce(.resized(Size(width: 80, height: 24)), at: 0)
    state.explore("  j")
    state.explore(":L 30<Enter>c")
    _ = state.reduce(.resized(Size(width: 120, height: 40)), at: 0)
    state.explore("<Click-10-30>w#<Esc>4<Enter>5++")
    let log = state.keyLog.text
    #expect(log.hasPrefix("# beamscope keys 1\n# size 80x24\n"))
    #expect(log.contains(":L<Space>30<Enter>\n") && log.contains("# size 120x40\n"))
    let again = try replayed(log)
    #expect(again.size == state.size && again.search.setting == state.search.setting)
    #expect(
      PlainEncoder.encode(ScreenFrame.draw(again)) == PlainEncoder.encode(ScreenFrame.draw(state)))
    #expect(again.keyLog.text == log)
  }

  @Test("What is half done is left out: a dialog, a command line, the key that leaves")
  func atRest() {
    var state = SyntheticState.opened()
    state.explore(" ")
    let done = state.keyLog.text
    for keys in [":export keys a.ke", "<Esc>e", "<Esc>?j"] {
      var other = state
      other.explore(keys)
      #expect(other.keyLog.text.hasPrefix(done.dropLast()))
      #expect(!other.keyLog.text.contains("export"), "\(keys)")
    }
    state.explore("q")
    #expect(state.isFinished && state.keyLog.text == done)
  }

  @Test("The export command writes it, without itself")
  func export() {
    var state = SyntheticState.opened()
    state.explore("  ")
    let effects = state.press(":export s.keys<Enter>")
    guard case .write(_, let file)? = effects.last, case .text(let text) = file.content else {
      return #expect(Bool(false), "\(effects)")
    }
    #expect(text.hasSuffix("<Space><Space>\n"))
  }

  @Test("It tells what the session was started with")
  func header() throws {
    var state = ExplorerState()
    _ = state.preferences.read("L = 40\nbogus = 1\nmouse = on", path: "")
    _ = state.start(prefix: "/a b", tracePath: nil)
    let recorded = try RecordedKeys(state.keyLog.text + "x<Enter>", path: "log")
    #expect(recorded.options.prefix == "/a b" && !recorded.options.buildsFirstIndex)
    #expect(recorded.options.preferences.usesMouse)
    #expect(recorded.steps == [.press("x"), .press(.enter)])
    var resumed = ExplorerState()
    let memory = SessionMemory(SyntheticState.opened())
    _ = resumed.start(prefix: nil, memory: memory)
    #expect(try RecordedKeys(resumed.keyLog.text, path: "log").options.memory == memory)
  }

  @Test("A session that began with a lesson begins with it again")
  func lesson() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a b.lesson")
    try "@title A\n@data digits\n@step S\n@show Words.\n".write(
      toFile: path, atomically: true, encoding: .utf8)
    let lesson = try LessonFile.read(path: path)
    var state = ExplorerState()
    state.start(lesson)
    _ = state.start(prefix: nil, tracePath: nil)
    let log = state.keyLog.text
    #expect(log.contains("# lesson \(path)\n"))
    #expect(try RecordedKeys(log, path: "log").options.lesson == lesson)
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: IndexError.self) { try RecordedKeys(log, path: "log") }
  }

  @Test("Another version, and a name that is no key, are refused; odd sizes are left out")
  func refused() throws {
    #expect(throws: IndexError.self) { try RecordedKeys("# beamscope keys 2\nx", path: "log") }
    #expect(throws: IndexError.self) { try RecordedKeys("<Nokey>", path: "log") }
    let odd = try RecordedKeys("# size 0x5\n# size 5\n# size 9999999x2\n# note\nx", path: "log")
    #expect(odd.steps == [.press("x")])
  }

  @Test("A long line is broken, a long session is cut, and both still parse")
  func long() throws {
    var log = KeyLog()
    log.begin(prefix: nil, tracePath: nil, [], "")
    for _ in 0..<300 {
      log.add("#")
      log.add(" ")
    }
    log.settle()
    #expect(try RecordedKeys(log.text, path: "").steps.count == 600)
    #expect(log.text.split(separator: "\n").allSatisfy { $0.count <= 72 })
    for _ in 0..<(KeyLog.largestBytes / 6) { log.add(" ") }
    log.settle()
    #expect(log.text.utf8.count < KeyLog.largestBytes + 200)
    #expect(throws: Never.self) { try RecordedKeys(log.text, path: "") }
  }
}

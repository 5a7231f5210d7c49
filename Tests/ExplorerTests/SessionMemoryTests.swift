import Canvas
import DiskIndex
import Foundation
import TestSupport
import Testing
import VectorData

@testable import Explorer

@Suite("What the user set, and where the session was left")
struct SessionMemoryTests {
  @Test("Every key of the configuration is taken, in any order, with comments and blanks")
  func keys() {
    var preferences = Preferences()
    let faults = preferences.read(
      """
      # mine
      version = 1
        theme=light
      glyphs = block
      K = 5
      L = 40
      W = 2
      cache = 100
      navigation = on
      pages = on
      vectors = on
      pipelined = off
      width = 2
      stop = 1.3
      play = 8
      mouse = on
      restore = off
      accessible = off
      """, path: "config")
    #expect(faults.isEmpty)
    #expect(preferences.theme == .light && preferences.glyphs == .block && preferences.usesMouse)
    #expect(
      !preferences.restores && preferences.playSpeed == 8 && preferences.savings.stopFactor == 1.3)
    #expect(preferences.savings.usesNavigation && preferences.savings.approachWidth == 2)
    #expect(preferences.savings.usesVectorPages)
    #expect(PreferenceKey.all.count == 17)
  }

  @Test(
    "A fault names file and line, says what could stand there, and the rest counts",
    arguments: [
      ("theme = pink", "config:2: theme is dark, light or monochrome, not \"pink\""),
      ("W = 0", "config:2: W is a whole number from 1 to 64, not \"0\""),
      ("colour = red", "config:2: unknown key \"colour\"; this version knows version, theme"),
      ("version = 7", "config:2: version is 1, not \"7\""),
      ("theme", "config:2: is no line \"key = value\": theme"),
      ("mouse = yes", "config:2: mouse is on or off, not \"yes\""),
      ("stop = x", "config:2: stop is a factor above 0, or off, not \"x\""),
      ("width = 0", "config:2: width is a whole number from 1, or off, not \"0\""),
    ])
  func faults(line: String, message: String) {
    var preferences = Preferences()
    let faults = preferences.read("L = 40\n\(line)\nK = 3\n", path: "config")
    #expect(faults.count == 1 && faults[0].hasPrefix(message), "\(faults)")
    #expect(preferences.searchListSize == 40 && preferences.answerCount == 3)
  }

  @Test("Faults stand in the notice and in the log, and the explorer starts")
  func told() {
    var state = SyntheticState.fresh()
    state.tell(["config:1: a", "config:9: b"])
    #expect(state.notice?.text == "config:1: a (1 more: 8 lists them)")
    #expect(state.log.entries.map(\.text).suffix(2) == ["config:1: a", "config:9: b"])
  }

  @Test("A first search begins with what is set, as far as the index has it")
  func defaults() {
    var state = SyntheticState.library()
    _ = state.preferences.read("K = 500\nL = 2000\nW = 7\ncache = 50\npages = on", path: "")
    state.press("<Enter>")
    state.answer(.opened(state.job(.open), SyntheticState.card))
    let setting = state.search.setting
    #expect(setting.parameters.answerCount == 120 && setting.parameters.searchListSize == 120)
    #expect(setting.parameters.beamWidth == 7 && setting.cacheNodeCount == 50)
    #expect(setting.parameters.usesWholePages)
  }

  @Test("What a session leaves is what the next one begins with")
  func remembered() {
    var state = SyntheticState.opened()
    state.walk(":query 17<Enter>:L 33<Enter>:W 2<Enter>:cache 9<Enter>:stop 1.5<Enter>5")
    let memory = SessionMemory(SessionMemory(state).text)
    #expect(memory == SessionMemory(state))
    var next = ExplorerState()
    let effects = next.start(prefix: nil, memory: memory)
    guard case .open(let job, let prefix, .int8?, nil) = effects.first else {
      return #expect(Bool(false), "\(effects)")
    }
    #expect(prefix == "/cache/debian-packages" && next.screen == .prune)
    next.answer(.opened(job, SyntheticState.card))
    #expect(next.search.setting == state.search.setting && next.screen == .prune)
    #expect(next.commandHistory == state.commandHistory)
    #expect(next.log.entries.contains { $0.text.contains("--fresh") } && next.notice == nil)
  }

  @Test("A row as the query comes back, a query that is gone does not")
  func queries() {
    var state = SyntheticState.opened()
    state.walk(":row 17<Enter>")
    var next = ExplorerState()
    let memory = SessionMemory(SessionMemory(state).text)
    guard case .open(let job, _, _, _) = next.start(prefix: nil, memory: memory).first else {
      return #expect(Bool(false))
    }
    var small = SyntheticState.card
    small.nodeCount = 10
    next.answer(.opened(job, small))
    #expect(next.search.setting.source == .file)
    #expect(next.search.setting.parameters.searchListSize <= 10)
  }

  @Test("An index that is gone gives a notice and the library, no dialog")
  func gone() {
    var state = SyntheticState.opened()
    state.walk("6")
    var next = ExplorerState()
    guard
      case .open(let job, _, _, _) = next.start(prefix: nil, memory: SessionMemory(state)).first
    else { return #expect(Bool(false)) }
    let error = IndexError.system(
      operation: "open", path: "/x_disk.index", offset: nil, errorNumber: ENOENT)
    next.answer(.failed(job, .open, error))
    #expect(next.screen == .library && next.overlay == nil && next.restoring == nil)
    #expect(next.notice?.text.contains("/x_disk.index") == true)
  }

  @Test("A prefix on the command line counts more; nonsense in the file does no harm")
  func precedence() {
    var state = SyntheticState.opened()
    state.walk("6")
    var next = ExplorerState()
    let effects = next.start(prefix: "/other", memory: SessionMemory(state))
    #expect(next.screen == .search && next.restoring == nil)
    guard case .open(_, "/other", nil, nil) = effects.first else {
      return #expect(Bool(false), "\(effects)")
    }
    let odd = SessionMemory("screen = moon\nquery = -4\nK = x\n= 3\n\u{0}\u{1}\nrow = 99999999999")
    #expect(odd.screen == .library && odd.query == 0 && odd.row == nil && odd.prefix == nil)
  }

  @Test("The files lie where XDG says, appear whole, and are never a reason not to start")
  func files() throws {
    let folder = try TemporaryFolder()
    let environment = [
      "XDG_CONFIG_HOME": folder.file("c"), "XDG_STATE_HOME": folder.file("s"), "HOME": "/h",
    ]
    let files = SessionFiles(environment: environment)
    #expect(files.configurationPath == folder.file("c") + "/beamscope/config")
    #expect(
      SessionFiles(environment: ["HOME": "/h"]).statePath == "/h/.local/state/beamscope/state")
    let relative = ["HOME": "/h", "XDG_CONFIG_HOME": "c"]
    #expect(
      SessionFiles(environment: relative).configurationPath == "/h/.config/beamscope/config")
    #expect(files.memory() == nil && files.preferences().faults.isEmpty)
    let memory = SessionMemory(SyntheticState.opened())
    #expect(files.write(memory, keyLog: "# beamscope keys 1\n") == nil)
    #expect(files.memory() == memory)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.file("s/beamscope"))
    #expect(left.sorted() == ["last.keys", "state"])
    try FileManager.default.createDirectory(
      atPath: files.configurationPath, withIntermediateDirectories: true)
    #expect(files.preferences().faults.count == 1)
    let blocked = SessionFiles(environment: ["XDG_STATE_HOME": "/dev/null", "HOME": "/h"])
    #expect(blocked.write(memory, keyLog: "")?.contains("/dev/null") == true)
  }
}

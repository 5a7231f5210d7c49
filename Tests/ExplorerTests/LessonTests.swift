import Canvas
import DiskIndex
import Experiments
import Foundation
import TestSupport
import Testing
import VectorData

@testable import Explorer

@Suite("Lessons", .serialized)
struct LessonTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardizedFileURL.path

  private static let text = """
    @lesson 7
    @title A small one
    @data points-mix
    @step First
    @keys 3:query 5<Enter>
    @look Before the first hop.
    @ask What does Space do?
    - nothing
    + a hop
    @then <Space>
    @show One hop: {search.hop = 1}.
    @see hop 1
    @step Second
    @keys 5g7<Enter>r
    @look Nothing is decided: {prune.steps = 0} steps at node {prune.node = 7}.
    @step Third
    @show The last words.
    """

  private struct Fixture {
    let cache: TemporaryFolder
    let session: ExplorerSession

    init(_ lesson: Lesson, step: Int = 0) throws {
      cache = try TemporaryFolder()
      let places = LibraryPlaces(
        dataSetFolders: [LessonTests.root + "/sample-data/points-2d"],
        cacheFolder: cache.path + "/new", folders: [])
      var options = ExplorerOptions()
      options.lesson = lesson
      options.lessonStep = step
      session = ExplorerSession(options: options, places: places, wake: {})
      session.resize(to: Size(width: 80, height: 24))
      session.waitUntilIdle()
    }

    func press(_ script: String) throws {
      for key in try KeyScript.parse(script) {
        session.handle(key)
        session.waitUntilIdle()
      }
    }

    var run: LessonRun? { session.state.lesson.run }
    var text: String { PlainEncoder.encode(session.frame()) }
  }

  @Test("A lesson builds its index, presses its keys, takes a prediction and ends")
  func played() throws {
    let fixture = try Fixture(LessonFile.parse(Self.text, path: "x.lesson"))
    defer { fixture.session.shutDown() }
    #expect(fixture.run?.isReady == true && fixture.session.state.search.setting.query == 5)
    #expect(fixture.text.contains("What does Space do?") && fixture.text.contains("b: a hop"))
    try fixture.press("a")
    #expect(fixture.text.contains("Not so. One hop: 1.") && fixture.text.contains("hop 1"))
    try fixture.press(" ")
    #expect(fixture.session.state.screen == .prune && fixture.run?.step == 1)
    try fixture.press(" ")
    #expect(fixture.text.contains("The last words."))
    try fixture.press(" ")
    #expect(fixture.run == nil && fixture.text.contains("0 of 1 predictions right"))
  }

  @Test("The learner leaves the rails, goes elsewhere, and comes back to where the lesson stood")
  func rails() throws {
    let fixture = try Fixture(LessonFile.parse(Self.text, path: "x.lesson"))
    defer { fixture.session.shutDown() }
    try fixture.press("b ")
    #expect(fixture.session.state.prune.node == 7)
    try fixture.press("xg31<Enter>c:L 17<Enter>4")
    #expect(fixture.session.state.prune.node == 31 && fixture.session.state.screen == .node)
    #expect(fixture.text.contains("; comes back"))
    try fixture.press(";")
    #expect(fixture.session.state.screen == .prune && fixture.session.state.prune.node == 7)
    #expect(fixture.session.state.prune.stepsShown == 0)
    try fixture.press("<Left>")
    #expect(fixture.session.state.screen == .search && fixture.run?.stage == .look)
    try fixture.press("<Esc>")
    #expect(fixture.run == nil)
  }

  @Test("A lesson goes on at the step at which it was left, with its keys up to there done again")
  func resumed() throws {
    let lesson = try LessonFile.parse(Self.text, path: "x.lesson")
    let path = UserPath.absolute("x.lesson")
    let left = try Fixture(lesson)
    try left.press("b ")
    #expect(left.session.lessonPlaces == [path: 1])
    let frame = left.text
    let log = left.session.keyLog
    left.session.shutDown()
    let fixture = try Fixture(lesson, step: 1)
    defer { fixture.session.shutDown() }
    #expect(fixture.run?.step == 1 && fixture.session.state.prune.node == 7)
    #expect(fixture.text.contains("--fresh begins anew") && frame.contains("Nothing is decided"))
    #expect(fixture.text.contains("Nothing is decided"))
    #expect(fixture.session.keyLog.contains("# step 2\n") && !log.contains("# step"))
    try fixture.press(" ")
    #expect(!fixture.text.contains("--fresh") && fixture.session.lessonPlaces == [path: 2])
    // Played to its end it begins anew the next time; left by Esc it does not.
    try fixture.press(" ")
    #expect(fixture.run == nil && fixture.session.lessonPlaces == [path: 0])
    let ended = try Fixture(lesson, step: 1)
    defer { ended.session.shutDown() }
    try ended.press("<Esc>")
    #expect(ended.run == nil && ended.session.lessonPlaces == [path: 1])
    // A lesson that has become shorter begins anew.
    let short = try Fixture(lesson, step: 9)
    defer { short.session.shutDown() }
    #expect(short.run?.step == 0 && short.run?.isResumed == false)
  }

  @Test("Where lessons were left is a line each; what is not understood is left out")
  func places() {
    var places = LessonPlaces("/a/1.lesson = 4\nnonsense\n/b = x\n/c = 0\n")
    #expect(places.step(ofLessonAt: "/a/1.lesson") == 3 && places.step(ofLessonAt: "/c") == 0)
    places.take(["/b.lesson": 2, "/a/1.lesson": 0, "/x=y": 3, "/n\nl": 1])
    #expect(places.text == "/b.lesson = 3\n" && places == LessonPlaces(places.text))
    places.take(Dictionary(uniqueKeysWithValues: (0..<300).map { ("/\($0)", $0 + 1) }))
    #expect(places.text.split(separator: "\n").count == LessonPlaces.capacity)
  }

  @Test("Other keys explain themselves, and the command line and help work on the rails")
  func otherKeys() throws {
    let fixture = try Fixture(LessonFile.parse(Self.text, path: "x.lesson"))
    defer { fixture.session.shutDown() }
    try fixture.press("z")
    #expect(fixture.text.contains("x lets you explore"))
    try fixture.press("?")
    #expect(fixture.text.contains("Keys"))
    try fixture.press("<Esc>:L 12<Enter>")
    #expect(fixture.session.state.search.setting.parameters.searchListSize == 12)
    #expect(fixture.run?.step == 0)
  }

  @Test("A check finds wrong numbers, missing sights, long texts and keys that are none")
  func check() throws {
    let folder = try TemporaryFolder()
    let sound = try LessonFile.parse(Self.text, path: "x.lesson")
    #expect(LessonCheck.run(sound, indexFolder: folder.path) == [])
    for (from, to, line) in [
      ("search.hop = 1", "search.hop = 2", 11), ("@see hop 1", "@see hop 17", 12),
      ("prune.node = 7", "prune.nothing = 7", 15), ("@then <Space>", "@then <Nokey>", 4),
      ("Before the first hop.", String(repeating: "long words ", count: 80), 4),
      ("@data points-mix", "@data nowhere", 4),
    ] {
      let lesson = try LessonFile.parse(Self.text.replacing(from, with: to), path: "x.lesson")
      let faults = LessonCheck.run(lesson, indexFolder: folder.path)
      #expect(faults.contains { $0.line == line }, "\(to): \(faults)")
    }
  }

  @Test("The list shows the lessons and begins the one under the marker")
  func list() throws {
    var state = SyntheticState.opened()
    state.press("9")
    #expect(PlainEncoder.encode(ScreenFrame.draw(state)).contains("No lessons"))
    state.press("<Enter>")
    #expect(state.notice?.isWarning == true)
    let lesson = try LessonFile.parse(Self.text, path: "x.lesson")
    state.lesson.shelf = [lesson]
    let frame = PlainEncoder.encode(ScreenFrame.draw(state))
    #expect(frame.contains("A small one") && frame.contains("points-mix"))
    state.press(":learn 8<Enter>")
    #expect(state.commandLine?.fault?.contains("no lesson 8: 7") == true)
    state.press("<Esc>:learn 7<Enter>")
    #expect(state.lesson.run?.lesson == lesson)
  }

  @Test("docs/lessons.md lists every number that a lesson can name")
  func documented() throws {
    let document = try String(contentsOfFile: Self.root + "/docs/lessons.md", encoding: .utf8)
    for entry in LessonFacts.names {
      #expect(document.contains("| `\(entry.name)` | \(entry.meaning) |"), "\(entry.name)")
    }
  }

  /// The lessons of the sample data, small enough for a debug build.
  private static let indexes = Result { try TemporaryFolder() }
  static let shelf = LessonFile.readAll(in: root + "/sample-data/lessons")

  @Test("Every lesson says what the engine does", arguments: shelf)
  func saysWhatIs(lesson: Lesson) throws {
    let faults = LessonCheck.run(lesson, indexFolder: try Self.indexes.get().path)
    #expect(faults == [], "\(lesson.path)")
  }
}

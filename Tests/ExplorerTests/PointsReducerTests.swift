import Canvas
import TestSupport
import Testing
import Vamana

@testable import Experiments
@testable import Explorer

@Suite("The Points screen")
struct PointsReducerTests {
  /// Presses keys and answers what they ask for.
  private static func act(
    _ script: String, on state: inout ExplorerState, points: Int, deleted: Int = 0
  ) {
    for case .points(_, let request) in state.press(script) {
      state.answerPoints(request, points: points, deleted: deleted)
    }
  }

  static func walked(_ size: Size) -> ExplorerState {
    var state = SyntheticState.opened(size)
    act("0i", on: &state, points: 120)
    act("d<Enter>", on: &state, points: 84, deleted: 36)
    act("t", on: &state, points: 84)
    act("c", on: &state, points: 84)
    act("r<Enter>", on: &state, points: 84)
    return state
  }

  @Test("Acts run with R and alpha of the index and K and L of the search, in order")
  func acts() {
    let state = Self.walked(SyntheticState.size)
    let lines = state.points.lines
    #expect(
      lines.map(\.request.act) == [
        .insert, .delete(percent: 30), .cut, .consolidate, .replace(percent: 10, times: 5),
      ])
    let request = lines[0].request
    #expect(request.parameters.maxDegree == 8 && request.parameters.alpha == 1.2)
    #expect(request.answerCount == 10 && request.searchListSize == 20)
    #expect(state.points.place.row(of: 5) == 4 && state.jobs[.points] == nil)
    #expect(state.log.entries.contains { $0.text.contains("points: consolidate: recall 0.980") })
  }

  @Test("What cannot be done now says why")
  func obstacles() {
    var state = SyntheticState.opened()
    state.press("0c")
    #expect(state.notice?.text == "no points yet: i inserts all")
    Self.act("i", on: &state, points: 120)
    state.press("t")
    #expect(state.notice?.text == "nothing is deleted: d deletes some")
    Self.act(":points delete 30<Enter>", on: &state, points: 84, deleted: 36)
    state.press("r")
    #expect(state.notice?.text == "c consolidates first")
    state.press("i")
    state.press("i")
    #expect(state.notice?.text.contains("x cancels") == true)
    state = SyntheticState.library()
    state.press("0i")
    #expect(state.notice?.isWarning == true)
  }

  @Test("Other parameters are typed, and nonsense is refused")
  func commands() throws {
    var wanted = PointsCommand(.insert)
    wanted.maxDegree = 6
    wanted.alpha = 1
    #expect(try PointsCommand(parsing: "insert R 6 alpha 1") == wanted)
    #expect(try PointsCommand(parsing: "replace 20").act == .replace(percent: 20, times: 1))
    for line in [
      "", "insert R", "insert R 1", "insert alpha 0.5", "insert X 3", "delete", "delete 100",
      "delete 0", "cut 3", "replace 10 0", "replace 10 2 3", "mend",
    ] {
      #expect(throws: ExplorerCommand.Fault.self, "\(line)") { try PointsCommand(parsing: line) }
    }
  }

  @Test("Another index has points of its own")
  func anotherIndex() {
    var state = Self.walked(SyntheticState.size)
    state.press("1<Enter>")
    state.answer(.opened(state.job(.open), SyntheticState.card))
    #expect(state.points == PointsState())
  }

  @Test("The screen looks as recorded", arguments: ScreenSnapshotTests.sizes)
  func snapshots(size: Size) {
    for (name, state) in [
      (
        "points-empty",
        {
          var state = SyntheticState.opened(size)
          state.press("0")
          return state
        }()
      ),
      ("points", Self.walked(size)),
    ] {
      let snapshot = Snapshot(
        PlainEncoder.encode(ScreenFrame.draw(state)), named: "\(name)-\(size.width)x\(size.height)")
      #expect(snapshot.difference == nil, "\(snapshot.difference ?? "")")
    }
  }

  @Test("Its table is exported in full precision")
  func exported() {
    let state = Self.walked(SyntheticState.size)
    #expect(state.exportedList?.columns.contains("comparisons") == true)
    #expect(
      state.copiedRow?.hasPrefix("replace 10 %, 5 times\t84\t0\t84\t7.25\t0.98\t96.5") == true)
  }
}

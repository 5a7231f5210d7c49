import Experiments
import Testing
import VectorData

@testable import Explorer

@Suite("Sweeps on the screen")
struct SweepReducerTests {
  private func finished(_ rows: Int = 8) -> ExplorerState {
    var state = SyntheticState.sweeping(rows: rows)
    state.finishSweep()
    return state
  }

  @Test("Rows are sorted by any column, either way, and the marker stays on its row")
  func sorting() {
    var state = finished()
    state.press("gjj")
    let selected = state.sweep.rows[2]
    state.press(">>>")
    #expect(state.sweep.order.column == .recall)
    #expect(
      state.sweep.rows.map { $0.recall ?? 0 }
        == state.sweep.rows.map { $0.recall ?? 0 }.sorted(by: >))
    #expect(state.sweep.rows[state.sweep.place.selected] == selected)
    state.press("-")
    #expect(
      state.sweep.rows.map { $0.recall ?? 0 } == state.sweep.rows.map { $0.recall ?? 0 }.sorted())
    state.press("<lt><lt><lt>")
    #expect(state.sweep.order.column == nil && state.sweep.rows == state.sweep.run?.rows)
  }

  @Test("Runs stay: they are named, shown, and laid over each other")
  func runs() {
    var state = finished()
    state.press("n<C-u>name one<Enter>r")
    state.answer(.sweepRow(state.job(.sweep), SyntheticState.row(L: 20, W: 2)))
    state.finishSweep()
    #expect(state.sweep.runs.count == 2 && state.sweep.shown == 1)
    state.press("o")
    #expect(state.sweep.other?.name == "one")
    let row = state.sweep.rows[0]
    #expect(state.sweep.other?.counterpart(of: row)?.L == 20)
    state.press("o")
    #expect(state.sweep.other == nil)
    state.press("[")
    #expect(state.sweep.run?.name == "one" && state.sweep.rows.count == 8)
    #expect(state.press("]]") == [] && state.sweep.shown == 1)
  }

  @Test("A target asks for truth and runs over the grid; the marker goes to what was found")
  func target() {
    var state = finished()
    let effects = state.press(":target 0.96 qps<Enter>")
    guard case .sweep(let job, _, let target) = effects.first else {
      Issue.record("\(effects)")
      return
    }
    #expect(target == SweepTarget(recall: 0.96, goal: .qps))
    for (L, W) in [(30, 2), (20, 2), (30, 4), (50, 4)] {
      state.answer(.sweepRow(job, SyntheticState.row(L: L, W: W)))
    }
    state.finishSweep()
    #expect(state.sweep.run?.best?.L == 30)
    #expect(state.sweep.rows[state.sweep.place.selected] == state.sweep.run?.best)
  }

  @Test("Lists are written as they are typed")
  func numbers() {
    #expect(NumberText.short([10, 20, 30, 40]) == "10..40:10")
    #expect(NumberText.short([1, 2, 3, 4]) == "1..4")
    #expect(NumberText.short([10, 20, 50]) == "10,20,50")
    #expect(NumberRanges.parse(NumberText.short([5, 15, 25, 35])) == [5, 15, 25, 35])
  }

  @Test(
    "Each kind of export goes by the extension",
    arguments: [
      ("a.csv", "L,W,T,qps"), ("a.md", "| L | W | recall |"), ("a.json", "\"rows\" : ["),
      ("a.txt", "Sweep: recall against speed"), ("a.svg", "<svg "), ("a.ansi", "\u{1B}["),
    ])
  func exports(path: String, part: String) {
    var state = finished()
    guard case .write(_, let file) = state.press(":export \(path)<Enter>").first,
      case .text(let text) = file.content
    else {
      Issue.record("nothing is written")
      return
    }
    #expect(text.contains(part) && file.path == path)
  }

  @Test("A name without a known end is refused")
  func badExport() {
    var state = finished()
    #expect(state.press(":export a.xls<Enter>") == [] && state.commandLine?.fault != nil)
    state.press("<Esc>")
    #expect(state.press(":export feder a.csv<Enter>") == [] && state.commandLine?.fault != nil)
  }
}

import DiskIndex
import Testing
import VectorData

@testable import Explorer

@Suite("Stepping through a search")
struct SearchReducerTests {
  @Test("An opened index stands before the first hop of query 0")
  func opened() {
    let state = SyntheticState.opened()
    #expect(state.screen == .search && state.search.stage == .start)
    #expect(state.search.setting.query == 0)
    #expect(state.search.setting.parameters.searchListSize == 20)
    #expect(!state.search.isAdvancing)
  }

  @Test(
    "Each key for the next hop asks for exactly one more", arguments: [" ", "s", "<Right>", "l"])
  func nextHop(key: String) {
    var state = SyntheticState.opened()
    let run = state.search.run ?? -1
    #expect(state.press(key) == [.advance(run, hopCount: 1)])
    #expect(state.press(key) == [.advance(run, hopCount: 2)])
    #expect(state.search.isAdvancing && state.search.stage == .start)
    state.answerSearch(SyntheticSearch())
    #expect(state.search.stage == .hop(2) && !state.search.isAdvancing)
  }

  @Test("Back moves a cursor in the trace and runs nothing; forward again neither")
  func back() {
    var state = SyntheticState.opened()
    state.walk("   ")
    #expect(state.press("b<Left>") == [])
    #expect(state.search.stage == .hop(1) && state.search.trace?.hops.count == 3)
    #expect(state.press("  ") == [])
    #expect(state.search.stage == .hop(3))
    state.press("bbbbbbb")
    #expect(state.search.stage == .start)
  }

  @Test("To the end stands at the answers; one more step says that this is the end")
  func toEnd() {
    var state = SyntheticState.opened()
    state.walk("c")
    #expect(state.search.stage == .answers && state.search.trace?.isFinished == true)
    #expect(state.press(" ") == [])
    #expect(state.notice != nil)
    state.press("b")
    #expect(state.search.stage == .hop(state.search.trace?.hops.count ?? 0))
  }

  @Test("Going to a hop runs up to it, beyond the end to the answers")
  func goTo() {
    var state = SyntheticState.opened()
    state.walk(":hop 2<Enter>")
    #expect(state.search.stage == .hop(2))
    state.walk("t99<Enter>")
    #expect(state.search.stage == .answers)
    state.walk(":hop 0<Enter>")
    #expect(state.search.stage == .start)
  }

  @Test("Changed parameters run the same query again to the same place")
  func changes() {
    var state = SyntheticState.opened()
    state.walk("  ")
    let old = state.search.run
    state.walk("+")
    #expect(state.search.run != old && state.search.stage == .hop(2))
    #expect(state.search.setting.parameters.searchListSize == 25)
    state.walk("c>>")
    #expect(state.search.setting.parameters.beamWidth == 6 && state.search.stage == .answers)
    #expect(state.search.previous?.setting.parameters.beamWidth == 5)
    state.walk(":cache 50<Enter>:K 5<Enter>")
    #expect(state.search.setting.cacheNodeCount == 50)
    #expect(state.search.trace?.parameters.answerCount == 5)
  }

  @Test(
    "What cannot be is refused in the command line and changes nothing",
    arguments: ["K 21", "L 9", "L 121", "L 10,20", "W 65", "W 1,2", "query 200", "K 121"])
  func refusals(line: String) {
    var state = SyntheticState.opened()
    let before = state.search.setting
    #expect(state.press(":\(line)<Enter>") == [])
    #expect(state.commandLine?.fault != nil && state.search.setting == before)
  }

  @Test("L does not fall below K, nor W below 1")
  func limits() {
    var state = SyntheticState.opened()
    state.walk("---------------")
    #expect(state.search.setting.parameters.searchListSize == 10)
    state.walk("<lt><lt><lt><lt><lt><lt>")
    #expect(state.search.setting.parameters.beamWidth == 1)
    state.walk(String(repeating: "+", count: 40))
    #expect(state.search.setting.parameters.searchListSize == 120)
  }

  @Test("Steps of L up and down are each other's way back")
  func ladder() {
    var size = 1
    while size < 2000 {
      let next = size + ListSizeLadder.step(above: size)
      #expect(ListSizeLadder.below(next) == size)
      size = next
    }
  }

  @Test("Other queries keep the place; the first and the last are the ends")
  func queries() {
    var state = SyntheticState.opened()
    state.walk("  n")
    #expect(state.search.setting.query == 1 && state.search.stage == .hop(2))
    state.walk("cn")
    #expect(state.search.setting.query == 2 && state.search.stage == .answers)
    state.walk("#199<Enter>")
    #expect(state.search.setting.query == 199)
    #expect(state.press("n") == [] && state.notice != nil)
    state.walk(":query 0<Enter>")
    #expect(state.press("N") == [])
  }

  @Test("Results of an older run are dropped")
  func stale() throws {
    var state = SyntheticState.opened()
    state.walk("  ")
    let old = try #require(state.search.run)
    let oldTrace = try #require(state.search.trace)
    state.press("+")
    let waiting = state.search
    state.answer(.searched(old, oldTrace, labels: [:], missed: []))
    state.answer(.failed(old, .search, .cancelled))
    #expect(state.search == waiting)
    state.answerSearch(SyntheticSearch())
    #expect(state.search.trace?.parameters.searchListSize == 25)
  }

  @Test("The old trace stays on screen until the new one is there")
  func noFlicker() {
    var state = SyntheticState.opened()
    state.walk("  ")
    let shown = state.search.hop
    state.press("+")
    #expect(state.search.hop == shown && state.search.isAdvancing)
  }

  @Test("A failed search is a dialog, and everything else is left as it was")
  func failure() throws {
    var state = SyntheticState.opened()
    state.walk(" ")
    let run = try #require(state.search.run)
    state.press(" ")
    let error = IndexError.system(
      operation: "read", path: "/cache/x_disk.index", offset: 4096, errorNumber: 5)
    state.answer(.failed(run, .search, error))
    guard case .failure(_, let message) = state.overlay else {
      Issue.record("no dialog")
      return
    }
    #expect(message == error.description)
    state.press("<Enter>")
    #expect(state.overlay == nil && state.index != nil)
    #expect(state.log.entries.last?.kind == .failed)
    let effects = state.press(" ")
    #expect(effects.contains { if case .search = $0 { true } else { false } })
  }

  @Test("a shows the neighbours of the selected node, Esc leads out")
  func drillDown() {
    var state = SyntheticState.opened()
    #expect(state.press("a") == [] && state.notice != nil)
    state.walk("  a")
    #expect(state.search.content == .neighbours && state.search.pane == .lower)
    state.press("<Tab>j")
    #expect(state.search.selectedExpansion?.node == state.search.hop?.expanded[1].node)
    state.press("<Esc>")
    #expect(state.search.content == .after)
    state.press("v")
    #expect(state.search.content == .before)
  }

  @Test("Cancel stops a running search where it is")
  func cancel() {
    var state = SyntheticState.opened()
    state.walk("  ")
    state.press("c")
    #expect(state.search.isAdvancing)
    let run = state.search.run ?? -1
    #expect(state.press("<C-c>") == [.advance(run, hopCount: 2)])
    #expect(!state.search.isAdvancing && state.search.stage == .hop(2))
  }

  @Test("Export asks with a name, writes the trace, and asks again before it replaces a file")
  func export() throws {
    var state = SyntheticState.opened()
    #expect(state.press(":export a.json<Enter>").count == 1)
    state.walk("c")
    state.press("e<Enter>")
    #expect(state.commandLine?.input.text == "export trace trace-query0-L20-W4.json")
    guard case .write(let job, let file) = state.press("<Enter>").first else {
      Issue.record("nothing is written")
      return
    }
    #expect(!file.replaces)
    state.answer(.fileExists(job, file))
    guard case .write(_, let again) = state.press("y").first else {
      Issue.record("nothing is written")
      return
    }
    #expect(again.replaces && again.path == file.path)
  }
}

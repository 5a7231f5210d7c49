import Canvas
import DiskIndex
import Experiments
import Testing
import Vamana

@testable import Explorer

@Suite("Switches that save reads, and undo")
struct SavingSwitchTests {
  @Test("Pages and stop are set, shown in the title, run again and taken along by the sweep")
  func switches() {
    var state = SyntheticState.opened()
    let effects = state.press(":pages on<Enter>:stop 1.25<Enter>")
    #expect(state.search.setting.parameters.usesWholePages)
    #expect(state.search.setting.parameters.stopFactor == 1.25)
    let searches = effects.filter { if case .search = $0 { true } else { false } }
    #expect(searches.count == 2)
    state.walk("c")
    let text = PlainEncoder.encode(ScreenFrame.draw(state))
    #expect(text.contains("pages on  stop 1.25"))
    #expect(state.sweep.plan.usesWholePages && state.sweep.plan.stopFactor == 1.25)
    #expect(state.log.entries.contains { $0.text.contains("pages on  stop 1.25") })
    state.press("6")
    #expect(PlainEncoder.encode(ScreenFrame.draw(state)).contains("pages on  stop 1.25"))
    state.press(":stop off<Enter>")
    #expect(state.sweep.plan.stopFactor == nil)
    #expect(state.search.setting.parameters.stopFactor == 1.25)
  }

  @Test("A comparison can differ in the switches alone, and offers those of the search")
  func compared() {
    var state = SyntheticState.opened()
    state.walk(":pages on<Enter>c")
    state.press("d")
    #expect(state.commandLine?.input.text.hasSuffix("pages on") == true)
    state.press("<C-u>compare pages off stop 1.5<Enter>")
    #expect(state.search.comparison?.setting.parameters.usesWholePages == false)
    #expect(state.search.comparison?.setting.parameters.stopFactor == 1.5)
    state.press(":compare stop off<Enter>")
    #expect(state.search.comparison?.setting.parameters.stopFactor == .some(nil))
  }

  @Test(
    "What is no switch is refused", arguments: ["pages maybe", "stop 0", "stop -1", "stop nan"])
  func refused(line: String) {
    #expect(throws: ExplorerCommand.Fault.self) { try ExplorerCommand.parse(line) }
  }

  @Test("Undo takes changes of parameters back one by one, redo brings them again")
  func undo() {
    var state = SyntheticState.opened()
    state.walk("c")
    let first = state.search.setting.parameters
    state.walk("+:W 2<Enter>:pages on<Enter>")
    state.press("6:L 10,20<Enter>")
    state.press("u")
    #expect(
      state.sweep.plan.searchListSizes == Sweep.Request.fitting(SyntheticState.card).searchListSizes
    )
    state.walk("3uu")
    #expect(!state.search.setting.parameters.usesWholePages)
    #expect(state.search.setting.parameters.beamWidth == 4)
    #expect(state.search.trace?.parameters.beamWidth == 4)
    state.walk("u")
    #expect(state.search.setting.parameters == first)
    state.press("u")
    #expect(state.notice?.text == "no parameter was changed yet")
    state.walk("<C-r><C-r>")
    #expect(state.search.setting.parameters.beamWidth == 2)
    state.walk("-")
    state.press("<C-r>")
    #expect(state.notice?.text == "nothing was taken back")
  }

  @Test("Moving about is no change; the first prune of an index is none either")
  func noChange() {
    var state = SyntheticState.opened()
    state.explore("c jn5")
    state.explore("4")
    #expect(state.history.undone.isEmpty)
    state.explore("5+")
    #expect(state.history.undone.count == 1)
    state.explore("u")
    #expect(state.prune.parameters.alpha == SyntheticState.card.alpha)
  }

  @Test("Another index begins with nothing to take back")
  func anotherIndex() {
    var state = SyntheticState.opened()
    state.walk("+1<Enter>")
    state.answer(.opened(state.job(.open), SyntheticState.card))
    #expect(state.history == ParameterHistory())
  }

  @Test("The command line that does the same has the switches")
  func twin() {
    var state = SyntheticState.opened()
    state.walk(":pages on<Enter>:stop 1.5<Enter>:cache 7<Enter>Y")
    #expect(
      state.clipboard
        == "beamscope trace --index /cache/debian-packages --queries /data/query.i8bin --query 0"
        + " -K 10 -L 20 -W 4 --cache 7 --whole-pages --stop-factor 1.5 --truth /data/truth")
    state.press("6:L 10,20<Enter>Y")
    #expect(
      state.clipboard?.hasPrefix(
        "beamscope sweep --index /cache/debian-packages --queries /data/query.i8bin -K 10 -L 10,20")
        == true)
    #expect(state.clipboard?.contains("--whole-pages --stop-factor 1.5") == true)
  }
}

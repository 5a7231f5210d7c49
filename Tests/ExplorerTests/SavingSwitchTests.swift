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

  @Test("Navigation needs a graph, and the refusal says how to make one")
  func navigation() {
    var state = SyntheticState.opened()
    state.press(":navigation on<Enter>")
    #expect(state.commandLine?.fault?.contains("beamscope layout P --navigation 0.1") == true)
    state.press("<Esc>6:navigation on<Enter>")
    #expect(state.commandLine?.fault != nil && !state.sweep.plan.usesNavigation)
    state.press("<Esc>3")
    state.index?.hasNavigation = true
    state.walk(":navigation on<Enter>c")
    #expect(state.search.trace?.parameters.usesNavigation == true)
    #expect(state.sweep.plan.usesNavigation)
    #expect(PlainEncoder.encode(ScreenFrame.draw(state)).contains("navigation on"))
  }

  @Test("An approach is no wider than the beam, in a sweep than the narrowest of its beams")
  func approach() {
    var state = SyntheticState.opened()
    state.walk(":pipelined on<Enter>:width 3<Enter>")
    #expect(state.search.setting.parameters.approachWidth == 3)
    state.walk(":W 2<Enter>")
    #expect(state.search.setting.parameters.approachWidth == 2)
    #expect(state.notice?.text.contains("no wider than the beam") == true)
    state.walk(":compare W 1<Enter>")
    #expect(state.search.comparison?.setting.parameters.approachWidth == 1)
    state.walk("d:width 9<Enter>")
    #expect(state.search.setting.parameters.approachWidth == 2)
    state.press("6:W 1,4<Enter>")
    #expect(state.sweep.plan.approachWidth == 1)
    state.press(":W 8<Enter>:width 5<Enter>")
    #expect(state.sweep.plan.approachWidth == 5 && state.sweep.plan.isPipelined)
    #expect(state.search.setting.parameters.approachWidth == 2)
    #expect(state.sweep.plan.settings.allSatisfy { $0.approachWidth == 5 && $0.isPipelined })
    state.press("uu")
    #expect(state.sweep.plan.approachWidth == 1)
    state.press(":width off<Enter>")
    #expect(state.sweep.plan.approachWidth == nil)
  }

  @Test("With a switch on, the search is compared with itself without it; with none it is not")
  func weighed() {
    var state = SyntheticState.opened()
    #expect(state.jobs[.weigh] == nil)
    let effects = state.press(":pages on<Enter>")
    #expect(effects.contains { if case .weigh = $0 { true } else { false } })
    state.answerSearch(SyntheticSearch())
    state.walk("c")
    #expect(PlainEncoder.encode(ScreenFrame.draw(state)).contains("the same search runs without"))
    state.answerLedger()
    #expect(PlainEncoder.encode(ScreenFrame.draw(state)).contains("reads; without pages "))
    state.walk(":pages off<Enter>")
    #expect(state.search.ledger == nil && state.jobs[.weigh] == nil)
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
    "What is no switch is refused",
    arguments: [
      "pages maybe", "stop 0", "stop -1", "stop nan", "navigation 1", "pipelined", "width 0",
      "width x", "width -2",
    ])
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

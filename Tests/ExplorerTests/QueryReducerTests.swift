import DiskIndex
import Experiments
import Testing
import VectorData

@testable import Explorer

@Suite("Queries, map and film")
struct QueryReducerTests {
  private func setting(_ effects: [Effect]) -> SearchSetting? {
    effects.lazy.compactMap { effect in
      if case .search(_, let setting, _) = effect { setting } else { nil }
    }.first
  }

  @Test("A row, a midpoint and numbers become the query; a number of the file leads back")
  func sources() {
    var state = SyntheticState.opened()
    #expect(setting(state.press(":row 17<Enter>"))?.source == .row(17))
    #expect(setting(state.press("n"))?.source == .row(18))
    #expect(setting(state.press(":mid 3 4<Enter>"))?.source == .midpoint(3, 4))
    let numbers = [String](repeating: "1", count: 384).joined(separator: ",")
    let typed = setting(state.press(":vector \(numbers)<Enter>"))
    #expect(typed?.source == .typed([Float](repeating: 1, count: 384)))
    #expect(setting(state.press("n"))?.source == .file)
    #expect(setting(state.press(":query 5<Enter>"))?.query == 5)
  }

  @Test(
    "What is no query is refused with the reason",
    arguments: [
      ("row 120", "last row is 119"), ("mid 0 120", "last row is 119"),
      ("vector 1,2", "384 numbers"),
    ])
  func refusals(line: String, reason: String) {
    var state = SyntheticState.opened()
    #expect(state.press(":\(line)<Enter>") == [])
    #expect(state.commandLine?.fault?.contains(reason) == true)
    #expect(state.search.setting.source == .file)
  }

  @Test("Numbers that the type of the vectors does not hold are refused")
  func types() {
    var state = SyntheticState.opened()
    for bad in ["128", "0.5", "-129"] {
      let numbers = ([bad] + [String](repeating: "1", count: 383)).joined(separator: ",")
      #expect(state.press(":vector \(numbers)<Enter>") == [])
      #expect(state.commandLine?.fault?.contains("int8") == true)
      state.press("<Esc>")
    }
  }

  @Test("/ looks for a row by its name, behind the row that is the query")
  func labels() {
    var state = SyntheticState.opened()
    let effects = state.press("/text<Enter>")
    #expect(effects == [.findRow(state.job(.find), text: "text", after: nil)])
    state.answer(.foundRow(state.job(.find), 33, text: "text"))
    #expect(state.search.setting.source == .row(33))
    #expect(
      state.press("/text<Enter>") == [.findRow(state.job(.find), text: "text", after: 33)])
    state.answer(.foundRow(state.job(.find), nil, text: "text"))
    #expect(state.notice?.isWarning == true && state.search.setting.source == .row(33))
  }

  @Test("An index without queries takes rows")
  func withoutQueries() {
    var state = SyntheticState.library()
    state.press("<Enter>")
    var card = SyntheticState.card
    card.queryCount = 0
    card.truthCount = 0
    card.queriesPath = nil
    state.answer(.opened(state.job(.open), card))
    #expect(state.press(" ") == [] && state.notice?.text.contains(":row") == true)
    #expect(setting(state.press("R3<Enter>"))?.source == .row(3))
    state.answerSearch(SyntheticSearch())
    #expect(state.press(" ").count == 1)
  }

  @Test("The map asks for the places of the nodes that it does not know yet, once")
  func places() {
    var state = SyntheticState.opened()
    state.walk("  ")
    state.answerMap()
    let expanded = state.search.trace?.hops.flatMap { $0.expanded.map(\.node) } ?? []
    #expect(!expanded.isEmpty && expanded.allSatisfy { state.search.map.places[$0] != nil })
    #expect(state.search.map.query != nil && state.placeNodes() == [])
    state.press("n")
    #expect(state.search.map.query == nil && !state.search.map.places.isEmpty)
  }

  @Test("A film takes a hop when it is due, faster with +, and ends with the answers")
  func film() {
    var state = SyntheticState.opened()
    state.walk("c:hop 0<Enter>p")
    #expect(state.playDueSeconds == 0)
    _ = state.reduce(.tick, at: 0)
    #expect(state.search.stage == .hop(1) && state.playDueSeconds == 0.5)
    _ = state.reduce(.tick, at: 0.4)
    #expect(state.search.stage == .hop(1))
    state.press("+")
    _ = state.reduce(.tick, at: 0.5)
    #expect(state.search.stage == .hop(2) && state.playDueSeconds == 0.75)
    #expect(state.search.setting.parameters.searchListSize == 20)
    for step in 1...40 { _ = state.reduce(.tick, at: Double(step)) }
    #expect(state.search.stage == .answers && state.search.play == nil)
    state.press("p")
    #expect(state.search.stage == .start)
    state.press(" ")
    #expect(state.search.play == nil && state.search.stage == .hop(1))
  }

  @Test("What a search missed is looked into; a new search makes that stale")
  func remedies() {
    var state = SyntheticState.opened()
    state.walk(":L 10<Enter>:W 1<Enter>c")
    #expect(!state.search.missed.isEmpty && state.jobs[.remedy] != nil)
    let job = state.job(.remedy)
    #expect(state.press(">").contains(.cancel(job)))
    state.answer(.remedied(job, []))
    #expect(!state.search.missed.isEmpty)
    state.walk("<lt>c")
    #expect(state.job(.remedy) > job)
    state.answerRemedies()
    #expect(state.search.missed.first?.remedy?.smallestListSize == 12)
  }

  @Test("What explains a search of the index before is stopped when another is opened")
  func otherIndex() {
    var state = SyntheticState.opened()
    state.walk(":L 10<Enter>:W 1<Enter>c")
    let (remedy, map) = (state.job(.remedy), state.job(.map))
    state.press(":open /other<Enter>")
    let effects = state.answer(.opened(state.job(.open), SyntheticState.card))
    #expect(effects.contains(.cancel(remedy)) && effects.contains(.cancel(map)))
    state.answer(.mapped(map, [MapPoint(x: 0, y: 0)]))
    #expect(!state.search.map.isReady && state.job(.map) != map)
  }

  @Test("A recorded trace is stepped through, and nothing can be run on it")
  func recording() {
    var state = SyntheticState.fresh()
    #expect(state.press(":trace /t.json<Enter>").count == 1)
    let trace = SyntheticSearch().trace(SearchParameters(answerCount: 5, searchListSize: 12))
    state.answer(
      .traceOpened(
        state.job(.open), RecordedTrace(trace: trace, missed: [], truth: [], names: [0: "start"]),
        path: "/t.json"))
    #expect(state.press("  ") == [] && state.search.stage == .hop(2))
    #expect(state.search.labels[0]?.identifier == "start")
    for key in ["+", "n", "r", "d", "/", "L"] {
      #expect(state.press(key) == [] && state.notice?.text.contains("recorded") == true)
    }
    #expect(state.press(":row 3<Enter>:cache 9<Enter>:L 50<Enter>") == [])
    #expect(state.search.setting.source == .file && state.search.setting.cacheNodeCount == 0)
    #expect(state.search.setting.parameters.searchListSize == 12)
    #expect(state.search.stage == .hop(2))
  }
}

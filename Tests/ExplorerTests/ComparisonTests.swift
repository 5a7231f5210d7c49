import DiskIndex
import Testing
import VectorData

@testable import Explorer

@Suite("Comparing two settings")
struct ComparisonTests {
  private func compared(_ line: String) -> ExplorerState {
    var state = SyntheticState.opened()
    state.walk(":compare \(line)<Enter>")
    state.answerComparison()
    return state
  }

  @Test("d offers twice the L; both run to their end")
  func opens() throws {
    var state = SyntheticState.opened()
    state.press("d")
    #expect(state.commandLine?.input.text == "compare L 40 W 4 cache 0")
    let effects = state.press("<Enter>")
    #expect(
      effects.contains { if case .compare(_, _, prefix: nil) = $0 { true } else { false } })
    #expect(state.search.isComparing && state.search.cursor == .max)
    #expect(state.traceComparison == nil)
    state.answerSearch(SyntheticSearch())
    state.answerComparison()
    let comparison = try #require(state.traceComparison)
    #expect(comparison.rows.count >= (state.search.trace?.hops.count ?? 0))
  }

  @Test("They part at the first hop whose nodes differ, and the marker stands there")
  func parting() throws {
    let state = compared("L 20 W 2")
    let comparison = try #require(state.traceComparison)
    let first = try #require(state.search.trace)
    let second = try #require(state.search.comparison?.second?.trace)
    let expected = zip(first.hops, second.hops).first {
      Set($0.expanded.map(\.node)) != Set($1.expanded.map(\.node))
    }
    #expect(comparison.parting == expected?.0.number)
    #expect(state.search.comparison?.shownHop(in: comparison) == (comparison.parting ?? 0) - 1)
  }

  @Test("The same setting never parts")
  func same() throws {
    let comparison = try #require(compared("L 20 W 4").traceComparison)
    #expect(comparison.parting == nil && comparison.sourceParting == nil)
    #expect(comparison.rows.allSatisfy { $0.different.isEmpty })
  }

  @Test("Keys for L and W change the chosen side; the other one stays")
  func sides() {
    var state = compared("L 40")
    state.press("+")
    #expect(state.search.comparison?.setting.parameters.searchListSize == 45)
    #expect(state.search.setting.parameters.searchListSize == 20)
    state.press("<Tab>+>")
    #expect(state.search.comparison?.setting.parameters.searchListSize == 45)
    #expect(state.search.setting.parameters.searchListSize == 25)
    #expect(state.search.setting.parameters.beamWidth == 5)
  }

  @Test("Another query runs on both sides; Esc leaves, d comes back")
  func queries() {
    var state = compared("L 40")
    let effects = state.press("n")
    let settings = effects.compactMap { effect -> SearchSetting? in
      switch effect {
      case .search(_, let setting, _), .compare(_, let setting, _): setting
      default: nil
      }
    }
    #expect(settings.map(\.query) == [1, 1])
    state.press("<Esc>")
    #expect(!state.search.isComparing)
    state.press("d")
    #expect(state.search.isComparing && state.commandLine == nil)
  }

  @Test("A stale answer of an older comparison is dropped")
  func stale() {
    var state = SyntheticState.opened()
    state.walk(":compare L 40<Enter>")
    let old = state.search.comparison?.run ?? -1
    state.press("+")
    let second = ComparedSearch(
      trace: SearchTrace(query: 0, parameters: SearchParameters()), missed: [], labels: [:],
      cachedNodeCount: 0)
    state.answer(.compared(old, second))
    #expect(state.search.comparison?.second == nil)
  }

  @Test(
    "What cannot be is refused in the command line",
    arguments: ["L 5", "W 65", "L 2001", "cache x", "speed 3"])
  func refusals(line: String) {
    var state = SyntheticState.opened()
    #expect(state.press(":compare \(line)<Enter>") == [])
    #expect(state.commandLine?.fault != nil && state.search.comparison == nil)
  }
}

import Experiments
import Testing
import Vamana
import VectorData

@testable import Explorer

@Suite("The Prune screen")
struct PruneReducerTests {
  private let synthetic = SyntheticSearch()

  private func opened(_ keys: String = "") -> ExplorerState {
    var state = SyntheticState.opened()
    state.explore("5" + keys)
    return state
  }

  @Test(
    "It opens with the node of the Node screen, at first the medoid, and R and alpha of the index")
  func opens() {
    var state = SyntheticState.opened()
    let effects = state.press("5")
    let parameters = VamanaParameters(maxDegree: 8, alpha: 1.2, saturates: false)
    #expect(effects == [.openPool(state.job(.prune), 0, parameters)])
    #expect(state.press("+") == [] && state.notice?.isWarning == true)
    state.answerNodes(effects)
    #expect(state.prune.card?.node == 0 && state.prune.stepsShown == state.prune.stepCount)
    #expect(state.press("35") == [])
    state.explore("4g7<Enter>p")
    #expect(state.screen == .prune && state.prune.node == 7)
    state.explore("<Esc>")
    #expect(state.screen == .node && state.node.current == 7)
  }

  @Test("Steps go forward and back, the marker with them; the end shows what the engine kept")
  func steps() throws {
    var state = opened("r")
    #expect(state.prune.verdicts.isEmpty && state.prune.neighboursShown.isEmpty)
    let report = try #require(state.prune.report)
    for count in 1...report.steps.count {
      state.press(" ")
      #expect(state.prune.stepsShown == count)
      #expect(state.prune.selected == report.decisions[report.steps[count - 1].place])
    }
    #expect(state.prune.neighboursShown == report.neighbours)
    #expect(state.prune.verdicts.count == report.decisions.count)
    #expect(state.press(" ") == [] && state.notice != nil)
    state.press("bb")
    #expect(state.prune.stepsShown == report.steps.count - 2)
    state.press("c")
    #expect(state.prune.stepsShown == report.steps.count)
    state.press("rb")
    #expect(state.prune.stepsShown == 0)
  }

  @Test("A dial prunes again at once; the marker keeps its candidate, the end stays the end")
  func dials() throws {
    var state = opened("jjj")
    let before = try #require(state.prune.report)
    let selected = state.prune.selected?.node
    state.explore("+")
    #expect(abs(state.prune.parameters.alpha - 1.44) < 0.001)
    let after = try #require(state.prune.report)
    #expect(after.neighbours.count >= before.neighbours.count && after.roundAlphas.count == 3)
    #expect(state.prune.selected?.node == selected)
    #expect(state.prune.stepsShown == after.steps.count)
    state.explore("--")
    #expect(state.prune.report?.roundAlphas == [1])
    #expect(state.press("-") == [] && state.notice != nil)
    state.explore("<")
    #expect(state.prune.parameters.maxDegree == 7)
    #expect(state.prune.report?.maxDegree == 7)
    state.explore("t")
    #expect(state.prune.parameters.saturates)
    state.explore(":alpha 1.2<Enter>:R 4<Enter>:pool 9<Enter>")
    let last = try #require(state.prune.report)
    #expect(last.neighbours.count <= 4 && last.alpha == 1.2)
    #expect(last.decisions.dropFirst(9).allSatisfy { $0.outcome == .beyondPool })
  }

  @Test(
    "What cannot be is refused in the command line",
    arguments: ["alpha 0.9", "alpha nan", "alpha 17", "R 1", "R x", "pool 0", "prune 120"])
  func refusals(line: String) {
    var state = opened()
    let before = state.prune
    #expect(state.press(":\(line)<Enter>") == [])
    #expect(state.commandLine?.fault != nil && state.prune == before)
  }

  @Test("Enter leads to the candidate's node, p to its own prune; Esc comes back")
  func leads() throws {
    var state = opened("jj")
    let candidate = try #require(state.prune.selected?.node)
    state.explore("<Enter>")
    #expect(state.screen == .node && state.node.current == candidate)
    state.explore("<Esc>")
    #expect(state.screen == .prune && state.prune.node == 0)
    state.explore("p")
    #expect(state.prune.node == candidate && state.prune.card?.node == candidate)
    state.explore("m")
    #expect(state.prune.node == 0)
    state.explore(":prune 33<Enter>")
    #expect(state.prune.node == 33)
  }

  @Test("A pool that cannot be read is a dialog, and g tries another")
  func failure() {
    var state = SyntheticState.opened()
    state.press("5")
    let error = IndexError.system(operation: "read", path: "/x", offset: 4096, errorNumber: 5)
    state.answer(.failed(state.job(.prune), .prune, error))
    #expect(state.overlay != nil && state.prune.card == nil)
    state.explore("<Enter>g0<Enter>")
    #expect(state.prune.card?.node == 0)
  }
}

import DiskIndex
import Testing
import VectorData

@testable import Explorer

@Suite("Walking through the graph")
struct NodeReducerTests {
  private let synthetic = SyntheticSearch()

  @Test("The Node screen opens at the medoid, and asks for it once")
  func opens() {
    var state = SyntheticState.opened()
    let effects = state.press("4")
    let request = NodeRequest(
      node: 0, setting: state.search.setting, hasTarget: true, walk: [0])
    #expect(
      effects == [
        .readNode(state.job(.node), request),
        .findPredecessors(state.job(.predecessors), request),
      ])
    state.answerNodes(effects)
    #expect(
      state.node.card?.node == 0 && state.jobs[.node] == nil && state.jobs[.predecessors] == nil)
    #expect(state.press("34") == [])
  }

  @Test("Enter goes to the node under the marker, in either list; back and forward keep the walk")
  func walks() throws {
    var state = SyntheticState.opened()
    state.explore("4j")
    let second = try #require(state.node.selected)
    #expect(synthetic.links[0].contains(second.node))
    state.explore("<Enter>")
    #expect(state.node.current == second.node && state.node.walk.map(\.node) == [0, second.node])
    state.explore("hh")
    #expect(state.node.column == .predecessors)
    let predecessor = try #require(state.node.selected)
    #expect(synthetic.links[Int(predecessor.node)].contains(second.node))
    state.explore("<Enter>bb")
    #expect(state.node.place == 0 && state.node.walk.count == 3)
    // The marker stands where the walk went on.
    state.explore("ll")
    #expect(state.node.selected?.node == second.node)
    state.explore("f")
    #expect(state.node.current == second.node)
    state.explore("m")
    #expect(state.node.walk.map(\.node) == [0, second.node, 0])
    state.explore("r")
    #expect(state.node.walk.map(\.node) == [0] && state.node.card?.node == 0)
  }

  @Test("Every step has its distance to the query")
  func distances() {
    var state = SyntheticState.opened()
    state.explore("4<Enter>j<Enter>")
    for step in state.node.walk { #expect(step.queryDistance == synthetic.exact(step.node)) }
    #expect(state.node.walk.count == 3)
  }

  @Test("A new node stops the look for who points to the one before; late answers are dropped")
  func stale() {
    var state = SyntheticState.opened()
    state.press("4")
    let old = state.job(.predecessors)
    #expect(state.press(":node 7<Enter>").contains(.cancel(old)))
    state.answer(.predecessorsFound(old, 0, []))
    #expect(state.node.predecessors == .sought)
    state.press("x")
    #expect(state.jobs[.predecessors]?.isCancelling == true)
    state.answer(.failed(state.job(.predecessors), .predecessors, .cancelled))
    #expect(state.node.predecessors == .unknown)
  }

  @Test("From the Search screen Enter opens the node under the marker, Esc comes back")
  func fromSearch() throws {
    var state = SyntheticState.opened()
    state.press("<Enter>")
    #expect(state.screen == .search && state.notice != nil)
    state.explore("  j")
    let wanted = try #require(state.search.hop?.expanded[1].node)
    state.explore("<Enter>")
    #expect(state.screen == .node && state.node.current == wanted)
    state.explore("<Esc>")
    #expect(state.screen == .search && state.search.stage == .hop(2))
    state.explore("<Tab>jj<Enter>")
    #expect(state.node.current == state.search.hop?.after[2].node)
    state.explore("<Esc><Tab>c<Enter>")
    #expect(state.node.current == state.search.trace?.results.first?.node)
    state.explore("<Esc><Esc>")
    #expect(state.screen == .search)
  }

  @Test("A node is asked for by number or name; nonsense is refused")
  func asks() {
    var state = SyntheticState.opened()
    state.explore("4g17<Enter>")
    #expect(state.node.current == 17)
    state.press(":node 120<Enter>")
    #expect(state.commandLine?.fault?.contains("between 0 and 119") == true)
    state.press("<Esc>/")
    let effects = state.press("editor<Enter>")
    #expect(effects == [.findNode(state.job(.find), text: "editor", after: 17)])
    state.answerNodes(state.answer(.foundNode(state.job(.find), 30, text: "editor")))
    #expect(state.node.current == 30)
    #expect(state.press("n") == [.findNode(state.job(.find), text: "editor", after: 30)])
    state.answer(.foundNode(state.job(.find), nil, text: "editor"))
    #expect(state.notice?.isWarning == true && state.node.current == 30)
  }

  @Test("The lists are ordered by what the title says")
  func orders() {
    var state = SyntheticState.opened()
    state.explore("4")
    let toQuery = state.node.neighbours.compactMap(\.queryDistance)
    #expect(toQuery == toQuery.sorted() && state.node.order == .query)
    state.press("s")
    #expect(state.node.neighbours.map(\.node) == synthetic.links[0])
    state.press("s")
    let apart = state.node.neighbours.compactMap(\.distance)
    #expect(apart == apart.sorted() && apart.count == 8)
  }

  @Test("Another query is another target: the node is read again when its screen comes back")
  func otherQuery() {
    var state = SyntheticState.opened()
    state.explore("43n")
    let effects = state.press("4")
    guard case .readNode(_, let request)? = effects.first else {
      Issue.record("\(effects)")
      return
    }
    #expect(request.setting.query == 1 && request.node == 0)
  }

  @Test("A walk forgets its oldest steps, and opening another index forgets it all")
  func bounds() {
    var walk = NodeState()
    for node in 0..<150 { walk.go(to: NodeID(node)) }
    #expect(walk.walk.count == NodeState.longestWalk && walk.current == 149)
    var state = SyntheticState.opened()
    state.explore("4<Enter>1<Enter>")
    state.answer(.opened(state.job(.open), SyntheticState.card))
    #expect(state.node == NodeState())
  }
}

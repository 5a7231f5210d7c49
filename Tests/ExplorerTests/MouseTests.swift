import Canvas
import DiskIndex
import Foundation
import Testing

@testable import Explorer

@Suite("The mouse")
struct MouseTests {
  /// The place of a text on the screen.
  private func spot(of text: String, _ state: ExplorerState) -> (x: Int, y: Int)? {
    for (y, line) in PlainEncoder.lines(of: ScreenFrame.draw(state)).enumerated() {
      if let range = line.range(of: text) {
        return (line.distance(from: line.startIndex, to: range.lowerBound), y)
      }
    }
    return nil
  }

  private func click(_ text: String, _ state: inout ExplorerState) throws {
    let place = try #require(spot(of: text, state), "\(text)")
    _ = state.reduce(.key(.click(x: place.x, y: place.y)), at: state.seconds + 1)
  }

  @Test("A click on a tab shows the screen, one on a hint does what it says")
  func tabs() throws {
    var state = SyntheticState.opened()
    try click("6Sweep", &state)
    #expect(state.screen == .sweep)
    try click("3Search", &state)
    #expect(state.screen == .search)
    try click("next hop", &state)
    #expect(state.search.cursor == 1)
    try click("? help", &state)
    #expect(state.overlay == .help(HelpState()))
    _ = state.reduce(.key(.click(x: 0, y: 0)), at: 9)
    #expect(state.overlay == nil)
  }

  @Test("A click selects the row, also in the list that has not the keys; a second one is Enter")
  func rows() throws {
    var state = SyntheticState.opened()
    state.walk("   ")
    let hop = try #require(state.search.hop)
    let wanted = try #require(hop.expanded.last)
    let row = try #require(spot(of: "▶ ", state)).y
    #expect(state.search.pane == .upper)
    try click(" \(wanted.node) ", &state)
    #expect(state.search.selectedExpansion?.node == wanted.node, "row \(row)")
    let candidates = hop.after
    try click(" \(candidates[3].node) ", &state)
    #expect(
      state.search.pane == .lower || state.search.selectedExpansion?.node == candidates[3].node)
    state.press("<Tab>")
    let before = state.search
    let place = try #require(spot(of: " \(wanted.node) ", state))
    _ = state.reduce(.key(.click(x: place.x, y: place.y)), at: 20)
    _ = state.reduce(.key(.click(x: place.x, y: place.y)), at: 20.2)
    #expect(state.screen == .node && before.trace == state.search.trace)
  }

  @Test("The wheel moves three rows, in lists and in help")
  func wheel() {
    var state = SyntheticState.opened()
    state.walk("c")
    state.press("<WheelDown-10-10>")
    #expect(state.search.upperPlace.selected == 3)
    state.press("<WheelUp-10-10>?<WheelDown-10-10>")
    #expect(state.search.upperPlace.selected == 0)
    guard case .help(let help) = state.overlay else { return #expect(Bool(false), "no help") }
    #expect(help.place.selected == 3)
  }

  @Test("A click on the map of the file selects the sector; elsewhere nothing happens")
  func map() throws {
    var state = SyntheticState.opened()
    state.explore("7")
    let area = state.diskArrangement.map
    let scale = try #require(state.sectorMap).scale
    _ = state.reduce(.key(.click(x: area.x + 5, y: area.y)), at: 5)
    #expect(state.disk.sector == 5 * scale)
    state.explore("3")
    let before = state.search
    _ = state.reduce(.key(.click(x: 0, y: 3)), at: 9)
    #expect(state.search == before)
  }

  @Test("Pointer keys have names in scripts")
  func names() throws {
    for key in [Key.click(x: 3, y: 4), .wheel(x: 0, y: 9, isUp: true), .character("#")] {
      #expect(try KeyScript.parse(key.scriptName) == [key])
    }
    #expect(Key(name: "click--1-4") == nil && Key(name: "click-4") == nil)
  }

  @Test("Clicks anywhere, on any screen, at any size, do not trap")
  func anywhere() {
    for size in [Size(width: 5, height: 3), Size(width: 40, height: 10), SyntheticState.size] {
      var state = SyntheticState.opened(size)
      for keys in ["", "c", "?", "<Esc>4", "5", "6", "7", "8", "1", "2", ":"] {
        state.explore(keys)
        for y in 0..<size.height {
          var probe = state
          _ = probe.reduce(.key(.click(x: (y * 7) % max(size.width, 1), y: y)), at: 50)
          #expect(ScreenFrame.draw(probe).size == size)
        }
      }
    }
  }
}

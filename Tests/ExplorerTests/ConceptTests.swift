import Experiments
import Foundation
import Testing

@testable import Explorer

@Suite("Concept pages")
struct ConceptTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../docs/concepts").standardizedFileURL.path

  @Test("Every page that a screen names is there, with its source", arguments: ScreenID.allCases)
  func pages(screen: ScreenID) {
    let concepts = ConceptState.read(folder: Self.folder)
    for name in ConceptState.names(of: screen) {
      let page = concepts.pages[name]
      #expect(page?.title.isEmpty == false && page?.text.contains("Source: ") == true, "\(name)")
    }
  }

  @Test("No page lies there that no screen shows")
  func shown() {
    let shown = Set(ScreenID.allCases.flatMap { ConceptState.names(of: $0) })
    #expect(Set(ConceptState.read(folder: Self.folder).pages.keys) == shown)
  }

  @Test("The explain key shows the screen's text, the arrows turn to its pages and around")
  func turning() {
    var state = SyntheticState.opened()
    state.concepts = .read(folder: Self.folder)
    state.press("5")
    state.press("E")
    #expect(state.explanation.title.contains("Prune") && state.explanation.text.contains("More"))
    state.press("<Right>")
    #expect(state.explanation.title.hasPrefix("RobustPrune"))
    state.press("<Right><Right>")
    #expect(state.explanation.title.hasPrefix("One pass or two"))
    state.press("<Right>")
    #expect(state.explanation.title.contains("Prune"))
    state.press("<Left>")
    #expect(state.explanation.title.hasPrefix("One pass or two"))
    state.press("<Esc>F")
    state.press("<F1>")
    #expect(state.overlay == .explanation(firstLine: 0) && state.concepts.place == 0)
  }

  @Test("Without pages the explanation is that of the screen")
  func none() {
    var state = SyntheticState.opened()
    state.concepts = .read(folder: "/nowhere")
    state.press("E")
    state.press("<Right>")
    #expect(state.explanation.text == Explanation.text(of: .search))
  }
}

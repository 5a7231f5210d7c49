import Canvas
import DiskIndex
import Experiments
import Testing
import Vamana
import VectorData

@testable import Explorer

@Suite("Words stand whole where screens are small")
struct SmallScreenTests {
  private static let smallest = ScreenFrame.smallest

  private func rows(_ state: ExplorerState) -> [String] {
    PlainEncoder.encode(ScreenFrame.draw(state))
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The text without blanks and borders: what does not depend on where lines break.
  private func squeezed(_ text: some StringProtocol) -> String {
    String(text.filter { $0 != " " && $0 != "│" && $0 != "\n" })
  }

  @Test(
    "Every entry of the help shows all its words when it is selected, and why it cannot be done",
    arguments: [smallest, Size(width: 80, height: 24)], ScreenID.allCases)
  func help(size: Size, screen: ScreenID) {
    var state = SyntheticState.opened(size)
    state.press("\(screen.digit)?")
    for binding in KeyTable.bindings(on: screen) {
      // The first and the last column belong to boxes, that of the help or that of the screen below it.
      let text = squeezed(rows(state).map { $0.dropFirst().dropLast() }.joined())
      #expect(text.contains(squeezed(binding.help)), "\(binding.help)")
      if let obstacle = state.obstacle(to: binding.action) {
        #expect(text.contains(squeezed("(\(obstacle))")), "\(obstacle)")
      }
      #expect(text.contains("▶"))
      state.press("j")
    }
  }

  @Test("A click in the help selects the entry whose line it is, also a second line of it")
  func clickInHelp() throws {
    var state = SyntheticState.opened(Self.smallest)
    state.press("?")
    let shown = rows(state)
    let line = try #require(shown.firstIndex { $0.contains("the true neighbours") })
    for y in [line, line + 1] {
      var other = state
      _ = other.reduce(.key(.click(x: 20, y: y)), at: 5)
      guard case .help(let help) = other.overlay else { return #expect(Bool(false), "no help") }
      let binding = help.bindings(on: .search)[help.place.selected]
      #expect(binding.action == .search(.showMissed), "row \(y)")
    }
  }

  @Test("At 40 columns each decision of a prune stands with its numbers")
  func prune() throws {
    var state = SyntheticState.opened(Self.smallest)
    state.explore("5g")
    state.explore("<Esc>")
    var kinds: Set<String> = []
    for keys in ["c", "t", "t:R 2<Enter>", ":pool 20<Enter>", "r   "] {
      state.explore(keys + "<Home>")
      let decisions = try #require(state.prune.report).decisions
      for (place, decision) in decisions.enumerated() {
        let words = rows(state)[7...8].joined(separator: " ")
        let kind = String(words.prefix { $0 != " " })
        kinds.insert(kind)
        #expect(!words.contains("…"), "\(words)")
        if kind == "Occluded" {
          #expect(words.contains("d(p,x) \(Format.distance(decision.distance))"), "\(words)")
        } else {
          #expect(squeezed(words).hasSuffix("."), "\(words)")
        }
        if place + 1 < decisions.count { state.explore("<Down>") }
      }
    }
    #expect(kinds.isSuperset(of: ["Kept", "Occluded", "Full:", "Not", "Beyond"]), "\(kinds)")
  }

  @Test("At 80 columns nothing of a film is cut, with settings as wide as they get")
  func film() throws {
    var state = FilmReducerTests.opened()
    for keys in ["", "a", "af"] {
      state.scrub(keys + "g")
      for step in 0...24 {
        state.scrub(step == 0 ? "" : ":moment \(step * 4)%<Enter>")
        for hasMore in [false, true] {
          var shown = state
          if hasMore, var card = shown.film.card, var scene = shown.film.scene {
            card.parameters.maxDegree = 64
            card.parameters.searchListSize = 125
            scene.backEdgeMoment = scene.backEdgeMoment.map { $0 + 10_000 }
            shown.film.take(card)
            shown.film.take(scene, label: shown.film.label)
          }
          let text = rows(shown).joined(separator: "\n")
          #expect(!text.contains("…"), "\(text)")
        }
      }
    }
  }

  @Test("A film with too many edges says that they are too many to draw", arguments: [40, 80, 120])
  func blot(width: Int) throws {
    var state = FilmReducerTests.opened(Size(width: width, height: width == 40 ? 10 : 24))
    state.scrub(":moment 60<Enter>")
    var scene = try #require(state.film.scene)
    scene.frame = nil
    scene.edges = nil
    scene.edgeCount = 51_104
    state.film.take(scene, label: "")
    let text = rows(state).joined(separator: "\n")
    #expect(text.contains("too many to draw") || text.contains("too many edges"), "\(text)")
  }

  @Test("Without an index the footer names the Library first, and no film", arguments: [40, 80])
  func footer(width: Int) {
    var state = SyntheticState.library(Size(width: width, height: 24))
    for screen in ScreenID.allCases {
      state.press(String(screen.digit))
      let footer = rows(state)[23]
      #expect(footer.hasPrefix(" 1 Library") == screen.wantsIndex, "\(screen): \(footer)")
      #expect(!footer.contains("F film"))
    }
  }

  @Test("At the end of a search the footer begins with what can still be done")
  func footerAtTheEnd() {
    var state = SyntheticState.opened()
    #expect(rows(state)[23].hasPrefix(" Space next hop"))
    state.walk("c")
    #expect(rows(state)[23].hasPrefix(" b back  d compare  Enter node  n next query"))
    state.walk("b")
    #expect(rows(state)[23].hasPrefix(" Space next hop  b back  c to the end"))
  }

  @Test("Why a neighbour was missed stands whole in the table", arguments: [40, 80, 120])
  func reasons(width: Int) throws {
    var state = SyntheticState.opened(Size(width: width, height: width == 40 ? 10 : 24))
    state.walk(":L 10<Enter>:W 1<Enter>w")
    let node = try #require(state.search.missed.first).node
    let row = try #require(rows(state).first { $0.contains("▶") && $0.contains(" \(node) ") })
    #expect(row.contains(width == 80 ? "no node that was read links to it" : "no link to it"))
  }

  @Test("Titles of lessons have the room that the screen leaves", arguments: [40, 80])
  func lessons(width: Int) throws {
    let title = "Greedy search, and why a graph of short edges gets stuck"
    let text = "@lesson 1\n@title \(title)\n@data points-mix\n@step A\n@show The words."
    var state = SyntheticState.opened(Size(width: width, height: width == 40 ? 10 : 24))
    state.lesson.shelf = [try LessonFile.parse(text, path: "x.lesson")]
    state.press("9")
    let row = try #require(rows(state).first { $0.contains("▶  1") })
    #expect(row.contains(width == 80 ? title : "Greedy search, and why a"), "\(row)")
  }

  @Test("Names in the library stand whole beside all kinds of columns, and one is open")
  func library() {
    var state = SyntheticState.opened()
    state.press("1")
    let text = rows(state)
    #expect(text.contains { $0.contains("▶ index") && $0.contains(" debian-packages ") })
    #expect(text.contains { $0.contains("▶ open") })
  }

  @Test("At 40 columns the inserted node stands whole, however many there are")
  func insertedNode() throws {
    var state = FilmReducerTests.opened(Self.smallest)
    state.scrub(":moment 60<Enter>")
    #expect(rows(state)[1].hasPrefix("insertion 60 of 119: node 60"))
    var card = try #require(state.film.card)
    let scene = try #require(state.film.scene)
    let last = try #require(card.parts.indices.last)
    card.parts[last].frames = card.parts[last].frames.lowerBound..<12_000
    card.parts[0].frames = 0..<11_999
    state.film.take(card)
    state.film.take(scene, label: "")
    #expect(rows(state)[1].hasPrefix("inserts node 60 "))
  }

  @Test("A long name of an inserted node is cut at its end")
  func longName() throws {
    var state = FilmReducerTests.opened()
    state.scrub(":moment 60<Enter>")
    let scene = try #require(state.film.scene)
    state.film.take(scene, label: "golang-github-example-averylongname-dev")
    let row = try #require(rows(state).first { $0.contains("p = ") })
    #expect(row.contains("golang-github") && row.contains("…"), "\(row)")
  }

  @Test("A notice and a fault take as many lines as they need", arguments: [40, 80])
  func notices(width: Int) {
    var state = SyntheticState.opened(Size(width: width, height: 10))
    let notice = "nothing was missed: - lowers L until something is, n takes the next query"
    state.notice = Notice(text: notice, isWarning: true)
    #expect(squeezed(rows(state).joined()).contains(squeezed(notice)))
    state.notice = nil
    state.press(":hop 99<Enter>")
    let fault = state.commandLine?.fault ?? "?"
    #expect(squeezed(rows(state).joined()).contains(squeezed(fault)), "\(fault)")
  }

  @Test("The command line says what can be typed")
  func advice() {
    #expect(ExplorerCommand.advice(for: "")?.contains("hop  query") == true)
    #expect(ExplorerCommand.advice(for: "ke") == "keep  kept")
    #expect(ExplorerCommand.advice(for: "alpha 1")?.hasPrefix("alpha X: prune slack") == true)
    #expect(ExplorerCommand.advice(for: "hop ") == "hop N: go to hop N of the search")
    #expect(ExplorerCommand.advice(for: "nonsense") == nil)
    var state = SyntheticState.opened(Size(width: 80, height: 24))
    state.press(":alp")
    #expect(rows(state)[22].hasPrefix("alpha X: prune slack of the Prune screen"))
  }
}

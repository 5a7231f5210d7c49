import Canvas
import DiskIndex
import TestSupport
import Testing
import Vamana
import VectorData

@testable import Experiments
@testable import Explorer

@Suite("The Film screen")
struct FilmReducerTests {
  /// The film of the open index stands before its first insertion.
  static func opened(_ size: Size = SyntheticState.size) -> ExplorerState {
    var state = SyntheticState.opened(size)
    state.scrub("F")
    return state
  }

  @Test("The film of the open index is recorded when its screen is shown, once")
  func recording() throws {
    var state = SyntheticState.opened()
    let effects = state.press("F")
    guard case .recordFilm(let job, FilmRequest())? = effects.first else {
      Issue.record("\(effects)")
      return
    }
    #expect(state.screen == .film && state.press("1F").isEmpty)
    state.press(" ")
    #expect(state.notice?.text == "the build is being recorded: x stops it")
    #expect(state.press("x") == [.cancel(job)])
    state.answer(.failed(job, .film, .cancelled))
    #expect(state.overlay == nil && state.film.fault != nil)
    state.scrub("1F")
    let card = try #require(state.film.card)
    #expect(card.isOfIndex && card.nodeCount == 120 && state.film.moment == 0)
    #expect(card.momentCount == card.parts.last?.frames.upperBound && card.momentCount >= 119)
    #expect(state.jobs[.scene] == nil && state.jobs[.moment] == nil && state.jobs[.outline] == nil)
    #expect(state.press("1F").isEmpty)
  }

  @Test("Keys go by insertions, hundredths and tenths, to both ends and no further")
  func scrubbing() throws {
    var state = Self.opened()
    let count = try #require(state.film.card).momentCount
    state.scrub(" <Right>l")
    #expect(state.film.moment == 3 && state.film.scene?.moment == 3)
    #expect(state.film.numbers?.frame == 3)
    state.scrub("b<Left>")
    #expect(state.film.moment == 1)
    state.scrub("]")
    #expect(state.film.moment == 1 + count / 10)
    state.scrub(">[<")
    #expect(state.film.moment == 1)
    state.scrub("<End>")
    #expect(state.film.moment == count && state.film.scene?.moment == count)
    state.scrub(" ")
    #expect(state.film.moment == count && state.notice?.text.contains("the end") == true)
    state.scrub("gb")
    #expect(state.film.moment == 0 && state.notice?.text.contains("the start") == true)
    state.scrub(":moment 25%<Enter>")
    #expect(state.film.moment == Int((Double(count) / 4).rounded()))
    state.scrub(":moment 7<Enter>")
    #expect(state.film.moment == 7)
    state.scrub(":moment 99999<Enter>")
    #expect(state.commandLine?.fault?.contains("the moment lies between 0 and \(count)") == true)
    state.scrub("<Esc><WheelDown-10-10>")
    #expect(state.film.moment == 10)
  }

  @Test(
    "The newest moment counts; figures of moments passed by are kept, those of other films are not")
  func newest() throws {
    var state = Self.opened()
    let first = state.press(" ")
    let second = state.press(" ")
    state.answerFilm(first)
    #expect(state.film.moment == 2 && state.film.scene?.moment == 0 && state.jobs[.scene] != nil)
    #expect(state.film.measured[1] != nil && state.film.numbers?.frame == 1)
    #expect(state.jobs[.moment] != nil)
    state.answerFilm(second)
    #expect(state.film.scene?.moment == 2 && state.film.numbers?.frame == 2)
    #expect(state.jobs[.scene] == nil && state.jobs[.moment] == nil)
    // What was measured is not measured again.
    #expect(state.press("b").count == 1)
    var other = try SyntheticFilm.reel(for: FilmRequest()).measure(at: 50)
    other.linkedCount = -1
    state.answer(.momentMeasured(nil, film: 4711, other))
    #expect(state.film.measured[50] == nil)
  }

  @Test("It plays at its speed, waits for pictures, and ends at the end")
  func playing() throws {
    var state = Self.opened()
    let count = try #require(state.film.card).momentCount
    state.scrub("p")
    let interval = try #require(state.film.play).interval
    #expect(interval == 0.25 && state.playDueSeconds == state.seconds)
    let effects = state.reduce(.tick, at: 1)
    #expect(state.film.moment == 1 && state.playDueSeconds == nil)
    #expect(state.reduce(.tick, at: 2).isEmpty && state.film.moment == 1)
    state.answerFilm(effects)
    #expect(state.playDueSeconds == 1.25)
    state.scrub("++++++")
    #expect(state.film.play?.insertionsPerSecond == 256 && state.film.play?.step == 16)
    for step in 0..<count where state.film.play != nil {
      state.answerFilm(state.reduce(.tick, at: 3 + Double(step)))
    }
    #expect(state.film.moment == count && state.film.play == nil && state.playDueSeconds == nil)
    state.scrub("p")
    #expect(state.film.moment == 0 && state.film.play != nil)
    state.press("3")
    _ = state.reduce(.tick, at: 9999)
    #expect(state.film.play == nil && state.film.moment == 0)
  }

  @Test("Other passes and bare rows are recorded at the same place of the film")
  func otherBuilds() throws {
    var state = Self.opened()
    state.scrub("G")
    let filled = try #require(state.film.numbers)
    state.scrub("f")
    let bare = try #require(state.film.numbers)
    #expect(state.film.card?.isOfIndex == false && state.film.card?.parameters.saturates == false)
    #expect(bare.lengths.meanDegree < filled.lengths.meanDegree)
    state.scrub("a")
    let card = try #require(state.film.card)
    #expect(card.parameters.reading == .paper && state.film.moment == card.momentCount)
    #expect(card.parts.map(\.kind).prefix(3) == [.lots, .insertions, .insertions])
    state.scrub("f")
    #expect(state.notice?.text.contains("never fills") == true)
    state.scrub("a")
    #expect(state.film.card?.parameters.reading == .diskann)
    // A film that cannot be had leaves the one that is there.
    let effects = state.press("a")
    guard case .recordFilm(let job, _)? = effects.first else { return #expect(Bool(false)) }
    state.answer(.failed(job, .film, .memory(purpose: "x", neededBytes: 1, availableBytes: 0)))
    #expect(state.film.card?.parameters.reading == .diskann && state.notice?.isWarning == true)
  }

  @Test("What has no film is refused in a line")
  func refusals() throws {
    var state = SyntheticState.library()
    state.press("F")
    #expect(PlainEncoder.encode(ScreenFrame.draw(state)).contains("No index is open"))
    state.press(" ")
    #expect(state.notice?.isWarning == true)
    for change in [
      { (card: inout IndexCard) in card.metric = .cosine },
      { (card: inout IndexCard) in card.nodeCount = 20_001 },
    ] {
      var state = SyntheticState.opened()
      if var card = state.index {
        change(&card)
        state.index = card
      }
      #expect(state.press("F").isEmpty && state.jobs[.film] == nil)
      #expect(PlainEncoder.encode(ScreenFrame.draw(state)).contains("No film: a film "))
      state.press(":film paper<Enter>")
      #expect(state.commandLine?.fault?.hasPrefix("a film ") == true)
    }
    state = SyntheticState.opened()
    state.press("F")
    let fault = IndexError.mismatch(
      path: "x.json", field: "replay", expected: "one piece", found: "--shards")
    state.answer(.failed(state.job(.film), .film, fault))
    let text = PlainEncoder.encode(ScreenFrame.draw(state))
    #expect(text.contains("No film: x.json: replay: expected one piece, found --shards"))
    #expect(state.overlay == nil)
  }

  @Test("Parameters are typed, and nonsense is refused")
  func commands() throws {
    var wanted = FilmRequest(reading: .paper)
    wanted.maxDegree = 6
    wanted.alpha = 1
    wanted.searchListSize = 30
    #expect(try FilmRequest(parsing: "paper R 6 alpha 1 L 30") == wanted)
    #expect(try FilmRequest(parsing: "fill off").fills == false)
    for line in ["R", "R 1", "alpha 0.5", "paper paper", "L 0", "fill maybe", "X 3"] {
      #expect(throws: ExplorerCommand.Fault.self, "\(line)") { try FilmRequest(parsing: line) }
    }
    #expect(try MomentTarget(parsing: "50 %").moment(of: 201) == 101)
    for line in ["-1", "x", "101%", "%"] {
      #expect(throws: ExplorerCommand.Fault.self, "\(line)") { try MomentTarget(parsing: line) }
    }
  }

  @Test("Another index has a film of its own; Enter opens the inserted node and Esc comes back")
  func elsewhere() {
    var state = Self.opened()
    state.scrub("<Enter>")
    #expect(state.notice?.text == "no node is inserted here")
    state.scrub(" <Enter>")
    #expect(state.screen == .node && state.node.current == state.film.scene?.frame?.node)
    state.press("<Esc>")
    #expect(state.screen == .film)
    state.press("1<Enter>")
    state.answer(.opened(state.job(.open), SyntheticState.card))
    #expect(state.film == FilmState())
  }

  @Test("Its figures are exported, and the command line does what the moment does")
  func exported() {
    var state = Self.opened()
    state.scrub("  ")
    #expect(state.exportedList?.columns.contains("linkedRecall") == true)
    #expect(state.copiedRow?.hasPrefix("2\t1\t1.2\t3\t") == true, "\(state.copiedRow ?? "")")
    #expect(
      state.batchTwin
        == "beamscope replay-build --data /data/base.i8bin -R 8 -L 20 --alpha 1.2 --seed 42"
        + " --passes diskann --saturate --frame 1")
  }

  @Test("The screen looks as recorded", arguments: ScreenSnapshotTests.largeSizes)
  func snapshots(size: Size) {
    var state = SyntheticState.opened(size)
    state.press("F")
    state.answer(
      .progress(
        state.job(.film), .film,
        JobProgress(phase: "link graph", done: 53, total: 120, unit: "points")))
    check(state, "film-recording")
    state = Self.opened(size)
    check(state, "film-start")
    state.scrub(":moment 60<Enter>")
    check(state, "film")
    for name in ["search", "prune", "back", "numbers"] {
      state.scrub("v")
      check(state, "film-\(name)")
    }
    state.scrub("vG")
    check(state, "film-end")
    state.scrub("a:moment 1<Enter>")
    check(state, "film-lots")
    state.scrub(":moment 75%<Enter>p")
    check(state, "film-paper")
  }

  @Test(
    "Block and ASCII glyphs", arguments: ScreenSnapshotTests.largeSizes, [Glyphs.block, .ascii])
  func glyphs(size: Size, glyphs: Glyphs) {
    var state = Self.opened(size)
    state.glyphs = glyphs
    state.scrub(":moment 60<Enter>")
    check(state, "\(glyphs.name)-film")
    state.scrub("vvvv")
    check(state, "\(glyphs.name)-film-numbers")
    if glyphs.isASCII {
      for keys in ["v", "v", "v", "v", "G", "g"] {
        state.scrub(keys)
        let text = PlainEncoder.encode(ScreenFrame.draw(state))
        #expect(text.utf8.allSatisfy { $0 < 0x80 }, "\(keys): \(text)")
      }
    }
  }
}

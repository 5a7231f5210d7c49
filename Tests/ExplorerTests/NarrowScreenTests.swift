import Canvas
import DiskIndex
import Experiments
import Testing
import VectorData

@testable import Explorer

@Suite("Nothing that counts is cut at 80 columns")
struct NarrowScreenTests {
  private static let allSwitches =
    ":navigation on<Enter>:pages on<Enter>:pipelined on<Enter>:width 2<Enter>:stop 1.25<Enter>"

  private func state(_ size: Size = Size(width: 80, height: 24)) -> ExplorerState {
    var state = SyntheticState.opened(size)
    state.index?.hasNavigation = true
    state.walk(Self.allSwitches)
    return state
  }

  private func rows(_ state: ExplorerState) -> [String] {
    PlainEncoder.encode(ScreenFrame.draw(state))
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test("Totals of a search with all switches on: reads, both kinds of hits, comparisons and time")
  func totals() throws {
    var state = state()
    state.hidesTimings = false
    state.answerLedger()
    state.walk("c")
    var statistics = try #require(state.search.trace?.statistics)
    statistics.readCount = 26
    statistics.pageHitCount = 34
    statistics.cacheHitCount = 12
    statistics.comparisonCount = 1456
    statistics.latencyMicroseconds = 2312
    state.search.trace?.statistics = statistics
    var row = try #require(rows(state).first { $0.contains("answers, after") })
    for figure in ["26 reads", "34 page", "12 cache", "1456 compared", "2.31 ms"] {
      #expect(row.contains(figure), "\(row)")
    }
    #expect(!row.contains("…"))
    // Of a search that reads much more, comparisons are the first to go.
    statistics.readCount = 1116
    statistics.cacheHitCount = 12_345
    state.search.trace?.statistics = statistics
    row = try #require(rows(state).first { $0.contains("answers, after") })
    for figure in ["1116 reads", "34 page", "12 345 cache", "2.31 ms"] {
      #expect(row.contains(figure), "\(row)")
    }
    #expect(!row.contains("…"))
    let ledger = try #require(rows(state).first { $0.contains("without nav") })
    #expect(ledger.contains("all ") && !ledger.contains("…"), "\(ledger)")
  }

  @Test("Less important words give way first, and the reads stay")
  func shorter() {
    var state = state()
    state.walk("c")
    let view = SearchView(state: state, index: SyntheticState.card)
    var before = view.totalsText(columns: 200)
    for columns in (8..<80).reversed() {
      let text = view.totalsText(columns: columns)
      #expect(text.count <= before.count && text.contains("read"))
      before = text
    }
  }

  @Test("The run before is told with what differs")
  func before() throws {
    var state = state()
    state.walk("c:stop 1.5<Enter>")
    let row = try #require(rows(state).first { $0.contains("before: ") })
    #expect(row.contains("  stop 1.25:") && row.contains("reads"), "\(row)")
    #expect(!row.contains("pages") && !row.contains("…"), "\(row)")
    state.walk(":L 30<Enter>")
    let next = try #require(rows(state).first { $0.contains("before: ") })
    #expect(next.contains("L 20  W 4") && !next.contains("…"), "\(next)")
  }

  @Test("Each hop says what each switch saved and caused")
  func hops() throws {
    var state = state()
    state.walk("c")
    state.answerLedger()
    for _ in 0..<6 {
      state.walk("b")
      let row = try #require(
        rows(state).first { $0.contains("reads of this hop: ") || $0.contains("reads saved: ") })
      #expect(!row.contains("…"), "\(row)")
    }
  }

  @Test(
    "The settings of a sweep stand whole, those of a next one too",
    arguments: [80, 90, 120])
  func sweep(width: Int) throws {
    var state = state(Size(width: width, height: 24))
    state.press("6")
    func check(_ figures: [String]) {
      let head = rows(state)[2...3].joined(separator: " ")
      for figure in figures { #expect(head.contains(figure), "\(head)") }
      #expect(!head.contains("…"))
    }
    let figures = ["K 10", "W 4", "nav", "pages", "piped", "width 2", "stop 1.25", "T ", "cache 0"]
    check(figures + ["L 10,20,30,50,100"])
    state.press("r")
    state.answer(.sweepRow(state.job(.sweep), SyntheticState.row(L: 10, W: 4)))
    state.finishSweep()
    state.press(":L 10..200:10<Enter>")
    check(figures + ["next, with r:", "L 10..200:10"])
  }

  @Test("Where nothing was missed the screen says how to see a miss, and w does nothing")
  func nothingMissed() {
    var state = SyntheticState.opened()
    state.walk("w")
    #expect(state.search.missed.isEmpty && state.search.pane == .upper)
    let text = rows(state).joined(separator: "\n")
    #expect(text.contains("- lowers L") && !text.contains("w why missed"))
    state.walk("w")
    #expect(state.notice?.text.contains("nothing was missed: - lowers L") == true)
    state.walk(":L 10<Enter>:W 1<Enter>")
    #expect(!state.search.missed.isEmpty)
    state.walk("w")
    #expect(state.search.pane == .lower && rows(state).joined().contains("w why missed"))
  }

  @Test("The first start says what is being built, on any screen", arguments: [40, 80])
  func firstStart(width: Int) {
    var state = ExplorerState()
    _ = state.start(prefix: nil)
    _ = state.reduce(.resized(Size(width: width, height: width == 40 ? 10 : 24)), at: 0)
    state.answer(.scanned(state.job(.scan), [.dataSet(SyntheticState.listing)]))
    #expect(rows(state).contains { $0.contains("First start: ") && !$0.contains("…") })
  }

  @Test("The selected line of the log stands whole at 40 columns")
  func log() {
    var state = SyntheticState.opened(Size(width: 40, height: 10))
    state.walk(" ")
    state.press("8")
    let whole = state.log.entries.last?.text ?? ""
    let shown = rows(state)[6...8].joined(separator: " ").filter { $0 != " " }
    #expect(shown.hasPrefix(whole.filter { $0 != " " }), "\(shown)")
  }

  @Test("At 40 columns the switches are counted, and what is searched is still named")
  func small() throws {
    var state = state(Size(width: 40, height: 10))
    #expect(rows(state)[1].contains("query 0") && rows(state)[1].contains("5 switches"))
    state.press("6")
    #expect(rows(state)[1].hasPrefix("K10 L10,20,30,50,100 W4 5 switches T"))
  }
}

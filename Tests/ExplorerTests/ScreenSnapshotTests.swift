import Canvas
import TestSupport
import Testing
import VectorData

@testable import Explorer

/// Expects the screen of `state` to look as it was recorded under `name` and its size.
func check(_ state: ExplorerState, _ name: String) {
  let canvas = ScreenFrame.draw(state)
  #expect(canvas.size == state.size)
  let snapshot = Snapshot(
    PlainEncoder.encode(canvas), named: "\(name)-\(state.size.width)x\(state.size.height)")
  #expect(snapshot.difference == nil, "\(snapshot.difference ?? "")")
}

/// Every screen as text at the three sizes of the design.
@Suite("Screens look as recorded")
struct ScreenSnapshotTests {
  static let sizes = [
    Size(width: 40, height: 10), Size(width: 80, height: 24), Size(width: 120, height: 40),
  ]

  @Test("Library", arguments: sizes)
  func library(size: Size) {
    var state = SyntheticState.fresh(size)
    check(state, "library-scanning")
    state = SyntheticState.library(size)
    check(state, "library")
    state.press("<Up>")
    check(state, "library-data")
    state.press("Gd")
    check(state, "library-delete")
  }

  @Test("Build", arguments: sizes)
  func build(size: Size) {
    var state = SyntheticState.library(size)
    state.press("<Up>b")
    state.answer(.estimated(state.job(.estimate), SyntheticState.estimate))
    check(state, "build-form")
    state.press("j<Enter>")
    check(state, "build-edit")
    state.press("<Esc>r")
    let id = state.job(.build)
    for (phase, done) in [("train PQ", 100), ("link graph", 5300)] {
      state.answer(
        .progress(
          id, .build, JobProgress(phase: phase, done: done, total: 12000, unit: "points")))
    }
    check(state, "build-running")
    state.answer(.built(id, prefix: "/cache/debian-packages", SyntheticState.report))
    check(state, "build-done")
  }

  @Test("Search", arguments: sizes)
  func search(size: Size) {
    var state = SyntheticState.opened(size)
    check(state, "search-start")
    state.walk("   ")
    check(state, "search-hop")
    state.walk("v")
    check(state, "search-before")
    state.walk("va")
    check(state, "search-neighbours")
    state.walk("<Esc>c")
    check(state, "search-answers")
    state.walk(":L 10<Enter>:W 1<Enter>")
    check(state, "search-again")
  }

  static let largeSizes = sizes + [Size(width: 200, height: 60)]

  @Test("Why neighbours were missed", arguments: largeSizes)
  func missed(size: Size) {
    var state = SyntheticState.opened(size)
    state.walk(":L 10<Enter>:W 1<Enter>w")
    check(state, "search-missed-sought")
    state.answerRemedies()
    check(state, "search-missed")
  }

  @Test("Two settings side by side", arguments: largeSizes)
  func compared(size: Size) {
    var state = SyntheticState.opened(size)
    state.walk("cd")
    check(state, "compare-prompt")
    state.walk("<Enter>")
    check(state, "compare-running")
    state.answerComparison()
    check(state, "compare")
    state.press("bb<Tab>")
    check(state, "compare-before")
  }

  @Test("The map, the plot and a film", arguments: largeSizes)
  func map(size: Size) {
    var state = SyntheticState.opened(size)
    state.walk("   ")
    state.answerMap()
    check(state, "map-beside")
    state.press("m")
    check(state, "map")
    state.press("mp")
    check(state, "plot-playing")
  }

  @Test("Queries of other kinds", arguments: sizes)
  func queries(size: Size) {
    var state = SyntheticState.opened(size)
    state.walk(":row 17<Enter>")
    check(state, "search-row")
    state.walk(":mid 17 42<Enter>c")
    check(state, "search-midpoint")
  }

  @Test("Runs of sweeps beside each other, sorted, with another plot", arguments: largeSizes)
  func runs(size: Size) {
    var state = SyntheticState.sweeping(size, rows: 8)
    state.finishSweep()
    state.press(":name wide<Enter>:W 4<Enter>r")
    for L in [10, 20, 30, 50] {
      state.answer(.sweepRow(state.job(.sweep), SyntheticState.row(L: L, W: 4)))
    }
    state.finishSweep()
    state.press("o>>>>v")
    check(state, "sweep-overlay")
    state.press("ov")
    check(state, "sweep-reads")
  }

  @Test("What can be exported", arguments: sizes)
  func exports(size: Size) {
    var state = SyntheticState.opened(size)
    state.walk("  e")
    check(state, "export-search")
  }

  @Test("Search on pictures", arguments: sizes)
  func pictures(size: Size) {
    var state = SyntheticState.opened(size, picture: RowPicture(width: 8, height: 8, maximum: 16))
    state.walk("  ")
    check(state, "search-pictures")
  }

  @Test("Node", arguments: sizes + [Size(width: 200, height: 60)])
  func node(size: Size) {
    var state = SyntheticState.opened(size)
    state.press("4")
    check(state, "node-reading")
    state = SyntheticState.opened(size)
    state.explore("c4s")
    check(state, "node-medoid")
    state.explore("<Enter>")
    state.explore("<Enter>hh")
    check(state, "node-walk")
    state.explore("l")
    check(state, "node-middle")
  }

  @Test("Node on pictures", arguments: sizes)
  func nodePictures(size: Size) {
    var state = SyntheticState.opened(size, picture: RowPicture(width: 8, height: 8, maximum: 16))
    state.explore("4<Enter>l")
    check(state, "node-pictures")
  }

  @Test("Prune", arguments: sizes + [Size(width: 200, height: 60)])
  func prune(size: Size) {
    var state = SyntheticState.opened(size)
    state.press("5")
    check(state, "prune-reading")
    state = SyntheticState.opened(size)
    state.explore("5jjjjj")
    check(state, "prune-all")
    state.explore("r     ")
    check(state, "prune-steps")
    state.press("vv")
    check(state, "prune-plane")
    state.press("v")
    state.explore("c+:R 6<Enter>G")
    check(state, "prune-full")
  }

  @Test("Prune on pictures", arguments: sizes)
  func prunePictures(size: Size) {
    var state = SyntheticState.opened(size, picture: RowPicture(width: 8, height: 8, maximum: 16))
    state.explore("5jj")
    check(state, "prune-pictures")
  }

  @Test("Disk", arguments: sizes + [Size(width: 200, height: 60)])
  func disk(size: Size) {
    var state = SyntheticState.opened(size)
    state.press("7")
    check(state, "disk-reading")
    state = SyntheticState.opened(size)
    state.explore("  7n")
    check(state, "disk-search")
    state.explore("r+")
    check(state, "disk-queries")
    state.explore("v")
    check(state, "disk-cache")
    state.explore("<Enter>jjj")
    check(state, "disk-bytes")
    state.explore(":disk 0<Enter>")
    check(state, "disk-header")
  }

  @Test("Sweep", arguments: sizes)
  func sweep(size: Size) {
    var state = SyntheticState.opened(size)
    state.press("6")
    check(state, "sweep-empty")
    check(SyntheticState.sweeping(size, rows: 6), "sweep-running")
  }

  @Test("Log, help, explanation, command line, empty screens", arguments: sizes)
  func rest(size: Size) {
    var state = SyntheticState.fresh(size)
    state.press("3")
    check(state, "search-empty")
    state = SyntheticState.opened(size)
    state.press("8")
    check(state, "log")
    state.press("3?jj")
    check(state, "help")
    state.press("<Esc>E")
    check(state, "explain")
    state.press("<Esc>:hopp<Enter>")
    check(state, "command-fault")
  }

  /// The screens with plots, maps and pictures in each set, beside those in braille above.
  @Test("Block and ASCII glyphs", arguments: largeSizes, [Glyphs.block, .ascii])
  func glyphs(size: Size, glyphs: Glyphs) {
    var state = SyntheticState.opened(size, picture: RowPicture(width: 8, height: 8, maximum: 16))
    state.glyphs = glyphs
    state.walk("  ")
    state.answerMap()
    check(state, "\(glyphs.name)-search")
    state.press("mm")
    check(state, "\(glyphs.name)-plot")
    state.explore("mc4<Enter>")
    check(state, "\(glyphs.name)-node")
    state.explore("5")
    check(state, "\(glyphs.name)-prune")
    state.explore("7n")
    check(state, "\(glyphs.name)-disk")
    state = SyntheticState.sweeping(size, rows: 8)
    state.glyphs = glyphs
    state.finishSweep()
    check(state, "\(glyphs.name)-sweep")
    state.press("1")
    check(state, "\(glyphs.name)-library")
  }

  @Test("Switches that save reads, kept runs", arguments: largeSizes)
  func savings(size: Size) {
    var state = SyntheticState.opened(size)
    state.walk(":pages on<Enter>:stop 1.25<Enter>c")
    state.answerLedger()
    check(state, "search-savings")
    state.walk("bbb")
    check(state, "search-savings-hop")
    state.walk("c")
    state.walk(":compare pages off stop off<Enter>")
    state.answerComparison()
    check(state, "compare-savings")
    state = SyntheticState.sweeping(size, rows: 8)
    state.finishSweep()
    state.press("f")
    let listings = [
      KeptSweepListing(
        path: "/s/a.json", name: "whole pages", indexName: "debian-packages", rowCount: 8,
        recalls: 0.9...0.98),
      KeptSweepListing(path: "/s/b.json", name: "b", fault: "/s/b.json: content: expected a run"),
    ]
    state.answer(.keptSweepsListed(state.job(.keep), listings))
    check(state, "sweep-kept")
  }

  @Test("All switches on, before the first hop and at the end", arguments: largeSizes)
  func allSavings(size: Size) {
    var state = SyntheticState.opened(size)
    state.index?.hasNavigation = true
    state.walk(
      ":navigation on<Enter>:pages on<Enter>:pipelined on<Enter>:width 2<Enter>:stop 1.2<Enter>")
    check(state, "search-switches-start")
    state.answerLedger()
    state.walk("c")
    check(state, "search-switches")
    state.press("6")
    check(state, "sweep-switches")
  }

  @Test("The ASCII set draws nothing but ASCII", arguments: sizes)
  func ascii(size: Size) {
    var state = SyntheticState.opened(size, picture: RowPicture(width: 8, height: 8, maximum: 16))
    state.glyphs = .ascii
    for keys in [
      "", "  ", "a", "<Esc>c", "1", "2", "4", "<Enter>", "5", "6", "7", "r", "<Enter>", "8", "?",
      "<Esc>E",
    ] {
      state.explore(keys)
      let text = PlainEncoder.encode(ScreenFrame.draw(state))
      #expect(text.utf8.allSatisfy { $0 < 0x80 }, "\(keys): \(text)")
    }
  }

  @Test(
    "Below the smallest size a notice stands, and q, ? and : are alive",
    arguments: [
      Size(width: 30, height: 8), Size(width: 39, height: 24), Size(width: 5, height: 2),
      Size(width: 0, height: 0),
    ])
  func tooSmall(size: Size) {
    var state = SyntheticState.opened(size)
    #expect(ScreenFrame.draw(state).size == size)
    state.press("?")
    #expect(ScreenFrame.draw(state).size == size && state.overlay != nil)
    state.press("<Esc>:q<Enter>")
    #expect(state.isFinished)
  }
}

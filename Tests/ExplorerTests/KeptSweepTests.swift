import Canvas
import Experiments
import Foundation
import TestSupport
import Testing
import VectorData

@testable import Explorer

@Suite("Runs of sweeps are kept in files")
struct KeptSweepTests {
  private func done() -> ExplorerState {
    var state = SyntheticState.sweeping(rows: 8)
    state.finishSweep()
    return state
  }

  @Test("A run is kept under its name, listed, and loaded with all its figures and settings")
  func wholeWay() throws {
    let folder = KeptSweepFolder(path: try TemporaryFolder().path + "/new/sweeps")
    var state = done()
    state.press(":pages on<Enter>:width 1<Enter>:pipelined on<Enter>r")
    for row in 0..<8 {
      let (L, W) = ([10, 20, 30, 50][row % 4], [2, 4][row / 4])
      state.answer(.sweepRow(state.job(.sweep), SyntheticState.row(L: L, W: W)))
    }
    state.finishSweep()
    let effects = state.press(":keep before/after pages<Enter>")
    guard case .keepSweep(let job, let kept)? = effects.last else {
      return #expect(Bool(false), "\(effects)")
    }
    let path = try folder.keep(kept)
    #expect(path.hasSuffix("/before-after-pages.json"))
    state.answer(.sweepKept(job, path: path))
    #expect(state.notice?.text.contains("before-after-pages.json") == true)

    let listing = try #require(folder.listings().first)
    #expect(listing.name == "before/after pages" && listing.rowCount == 8 && listing.fault == nil)
    #expect(listing.recallText == "0.90 to 0.98")
    var next = SyntheticState.opened()
    next.press("6f")
    next.answer(.keptSweepsListed(next.job(.keep), folder.listings()))
    guard case .loadKeptSweep(let load, path: path)? = next.press("<Enter>").first else {
      return #expect(Bool(false))
    }
    next.answer(.keptSweepLoaded(load, try KeptSweepFolder.read(path)))
    let (run, original) = (try #require(next.sweep.run), try #require(state.sweep.run))
    #expect(run.rows == original.rows && run.plan == original.plan && run.name == original.name)
    #expect(run.plan.usesWholePages && run.plan.approachWidth == 1 && run.plan.isPipelined)
    #expect(next.screen == .sweep && next.overlay == nil && run.outcome == .done)
  }

  @Test("Keeping needs a run that is done; without any the list says how")
  func refusals() {
    var state = SyntheticState.opened()
    state.press(":keep x<Enter>")
    #expect(state.commandLine?.fault?.contains("no run yet") == true)
    state = SyntheticState.sweeping(rows: 2)
    state.press(":keep<Enter>")
    #expect(state.commandLine?.fault == "the run is not done yet")
    state.press("<Esc>f")
    state.answer(.keptSweepsListed(state.job(.keep), []))
    #expect(PlainEncoder.encode(ScreenFrame.draw(state)).contains("s on the Sweep screen keeps"))
    state.press("<Enter>")
    #expect(state.overlay == nil)
  }

  @Test(
    "A file that is no kept run is named with its path, and does no harm",
    arguments: [
      "", "{}", "not json", #"{"beamscopeSweep":2}"#,
    ])
  func damaged(text: String) throws {
    let folder = try TemporaryFolder()
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file("x.json")))
    let listing = try #require(KeptSweepFolder(path: folder.path).listings().first)
    #expect(listing.fault?.contains("x.json") == true)
    #expect(throws: IndexError.self) { try KeptSweepFolder.read(folder.file("x.json")) }
    #expect(KeptSweepFolder(path: folder.file("none")).listings().isEmpty)
  }

  @Test("Figures that no screen can show are refused")
  func unsound() throws {
    let run = try #require(done().sweep.run)
    var kept = KeptSweep(run, ioDescription: "io")
    #expect(kept.isSound)
    kept.report.rows[0].qps = .nan
    #expect(!kept.isSound)
    kept = KeptSweep(run, ioDescription: "io")
    kept.lists = []
    #expect(!kept.isSound)
    kept = KeptSweep(run, ioDescription: "io")
    kept.report.rows[1].meanReads = 1e300
    #expect(!kept.isSound)
  }

  @Test(
    "Names become names of files",
    arguments: [
      ("a b", "a-b"), ("../../etc", "run..-..-etc"), ("", "run"), ("Größe.1_x", "Größe.1_x"),
    ])
  func names(name: String, file: String) {
    #expect(KeptSweepFolder.fileName(name) == file)
  }
}

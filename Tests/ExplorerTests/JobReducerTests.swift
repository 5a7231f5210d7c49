import Canvas
import Experiments
import Testing
import Vamana
import VectorData

@testable import Explorer

@Suite("Work in the background")
struct JobReducerTests {
  @Test("The first start builds the first sample in view and opens it")
  func firstStart() throws {
    var state = ExplorerState()
    _ = state.start(prefix: nil)
    let effects = state.answer(
      .scanned(state.job(.scan), [.dataSet(SyntheticState.listing)]))
    guard case .build(let job, let request) = effects.first else {
      Issue.record("no build")
      return
    }
    #expect(state.screen == .build && request.prefix == "/cache/debian-packages")
    #expect(request.graph.maxDegree == 32 && request.namesPath == "/data/names.tsv")
    let after = state.answer(.built(job, prefix: request.prefix, SyntheticState.report))
    #expect(
      after.contains {
        if case .open(_, let prefix, _, _) = $0 { prefix == request.prefix } else { false }
      })
  }

  @Test("A build that was started by the user does not take the screen away")
  func userBuild() {
    var state = SyntheticState.library()
    state.press("<Up>br")
    let job = state.job(.build)
    state.press("8")
    state.answer(.built(job, prefix: "/cache/debian-packages", SyntheticState.report))
    #expect(state.screen == .log && state.notice != nil && state.index == nil)
  }

  @Test("The bytes of codes to link by go into the build; a wrong number is told by its name")
  func linkingBytes() throws {
    var state = SyntheticState.library()
    state.press("<Up>b")
    #expect(try state.build.request().linkingCodeBytes == nil)
    #expect(PlainEncoder.encode(ScreenFrame.draw(state)).contains("whole vectors"))
    while state.build.field != .linkingBytes { state.press("j") }
    let effects = state.press("<Enter>16<Enter>")
    guard case .estimate(_, let request) = effects.last else {
      Issue.record("no estimate")
      return
    }
    #expect(request.linkingCodeBytes == 16)
    state.press("r")
    #expect(state.log.entries.contains { $0.text.contains("build PQ 16 bytes") })
    state = SyntheticState.library()
    state.press("<Up>b")
    while state.build.field != .linkingBytes { state.press("j") }
    state.press("<Enter>many<Enter>")
    guard case .faulty(let message) = state.build.forecast else {
      Issue.record("no fault")
      return
    }
    #expect(message.contains("build PQ") && message.contains("many"))
  }

  @Test("With an index nothing is built unasked")
  func laterStart() {
    var state = ExplorerState()
    _ = state.start(prefix: nil)
    let effects = state.answer(
      .scanned(
        state.job(.scan), [.dataSet(SyntheticState.listing), .index(SyntheticState.index)]))
    #expect(effects.isEmpty && state.library.place.selected == 1)
  }

  @Test("Stale results of every kind are dropped")
  func stale() {
    var state = SyntheticState.library()
    state.press("<Enter>")
    let first = state.job(.open)
    state.press("<Enter>")
    state.answer(.opened(first, SyntheticState.card))
    #expect(state.index == nil)
    state.answer(.failed(first, .open, .cancelled))
    #expect(state.jobs[.open] != nil && state.overlay == nil)
    state.answer(.opened(state.job(.open), SyntheticState.card))
    #expect(state.index != nil)
  }

  @Test("Progress makes phases, a rate and the time that is left")
  func progress() {
    var state = SyntheticState.library()
    state.press("<Up>br")
    let id = state.job(.build)
    let report = { (phase: String, done: Int) in
      Event.message(
        .progress(id, .build, JobProgress(phase: phase, done: done, total: 100, unit: "points")))
    }
    _ = state.reduce(report("train PQ", 10), at: 1)
    _ = state.reduce(report("train PQ", 50), at: 2)
    #expect(state.jobs[.build]?.rate(at: 2) == 50)
    #expect(state.jobs[.build]?.remainingSeconds(at: 2) == 1)
    _ = state.reduce(report("link graph", 0), at: 3)
    #expect(state.jobs[.build]?.phases.map(\.name) == ["train PQ", "link graph"])
    #expect(state.jobs[.build]?.phases.first?.seconds == 2)
    _ = state.reduce(
      .message(.progress(id - 1, .build, JobProgress(phase: "x", done: 0, total: 0, unit: ""))),
      at: 4)
    #expect(state.jobs[.build]?.phases.count == 2)
  }

  @Test("Cancelling says so at once; the answer ends the job")
  func cancel() {
    var state = SyntheticState.library()
    state.press("<Up>br")
    let job = state.job(.build)
    #expect(state.press("x") == [.cancel(job)])
    #expect(state.jobs[.build]?.isCancelling == true)
    state.answer(.failed(job, .build, .cancelled))
    #expect(state.build.outcome == .cancelled && state.overlay == nil)
    #expect(state.log.entries.last?.kind == .stopped)
  }

  @Test("Quit while a build runs asks once", arguments: ["y", "q", "<Enter>"])
  func quit(key: String) {
    var state = SyntheticState.library()
    state.press("<Up>brq")
    #expect(!state.isFinished && state.overlay != nil)
    state.press("n")
    #expect(!state.isFinished && state.overlay == nil)
    state.press("q" + key)
    #expect(state.isFinished)
  }

  @Test("Quit without work, and quit at once, leave")
  func quitAtOnce() {
    var idle = SyntheticState.opened()
    idle.press("q")
    #expect(idle.isFinished)
    var busy = SyntheticState.library()
    busy.press("<Up>brQ")
    #expect(busy.isFinished)
  }

  @Test("Delete asks, and no leaves the index")
  func delete() {
    var state = SyntheticState.opened()
    state.press("1")
    #expect(state.press("dn") == [] && state.overlay == nil)
    let effects = state.press("dy")
    #expect(effects == [.delete(state.job(.delete), prefix: "/cache/debian-packages")])
    #expect(state.index == nil && state.search.trace == nil)
  }

  @Test("Verification marks the index, and its faults are a dialog and lines of the log")
  func verify() {
    var state = SyntheticState.library()
    state.press("v")
    state.answer(.verified(state.job(.verify), prefix: "/cache/debian-packages", faults: []))
    guard case .index(let sound) = state.library.selected else { return }
    #expect(sound.health == .verified)
    state.press("v")
    state.answer(
      .verified(state.job(.verify), prefix: "/cache/debian-packages", faults: ["one", "two"]))
    guard case .index(let faulty) = state.library.selected else { return }
    #expect(faulty.health == .faulty("one"))
    #expect(state.log.entries.suffix(2).map(\.text) == ["one", "two"])
  }

  @Test("The form is checked before anything is started")
  func form() {
    var state = SyntheticState.library()
    state.press("<Up>bjjj<Enter><C-u>1<Enter>")
    guard case .faulty = state.build.forecast else {
      Issue.record("R = 1 is taken")
      return
    }
    #expect(state.press("r") == [] && state.overlay != nil)
    state.press("<Esc><Enter><C-u>x<Esc>")
    #expect(state.build.texts[.maxDegree] == "1")
    #expect(state.press("<Enter><C-u>16<Down>").count == 1)
    #expect(state.build.field == .searchListSize)
    guard case .build(_, let request) = state.press("r").first else {
      Issue.record("no build")
      return
    }
    #expect(request.graph.maxDegree == 16)
  }

  @Test("A sweep fills row by row, and its rows stay when it is cancelled")
  func sweep() {
    var state = SyntheticState.sweeping(rows: 3)
    #expect(state.sweep.rows.count == 3 && state.sweep.place.selected == 2)
    let job = state.job(.sweep)
    #expect(state.press("x") == [.cancel(job)])
    state.answer(.failed(job, .sweep, .cancelled))
    #expect(state.sweep.outcome == .cancelled && state.sweep.rows.count == 3)
    state.answer(.sweepRow(job, SyntheticState.row(L: 99, W: 4)))
    #expect(state.sweep.rows.count == 3)
    guard case .write(_, let file) = state.press("e<Enter><Enter>").first else {
      Issue.record("nothing is written")
      return
    }
    #expect(file.path == "sweep-debian-packages.csv")
  }

  @Test("A sweep with L below K is refused with the reason")
  func sweepRefusal() {
    var state = SyntheticState.opened()
    #expect(state.press("6:L 5,20<Enter>r") == [])
    #expect(state.notice?.text == "L = 5 is below K = 10")
  }
}

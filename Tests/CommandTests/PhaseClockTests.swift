import Testing
import VectorData

@testable import beamscope

@Suite("Progress of a phase")
struct PhaseClockTests {
  static func reading(done: Int, total: Int, seconds: Double) -> PhaseClock.Reading {
    PhaseClock.Reading(
      progress: JobProgress(phase: "link", done: done, total: total, unit: "points"),
      start: .now, seconds: seconds)
  }

  @Test("rate and remaining time follow from what is done")
  func rates() {
    let reading = Self.reading(done: 250, total: 1000, seconds: 2)
    #expect(reading.rate == 125)
    #expect(reading.remainingSeconds == 6)
    #expect(reading.line == "link: 25 % of 1000 points, 125 points/s, 6 s left")
    #expect(Self.reading(done: 0, total: 1000, seconds: 2).rate == nil)
    #expect(Self.reading(done: 3, total: 0, seconds: 2).line == "link: 2.00 s")
  }

  @Test("a bar never exceeds the terminal", arguments: [1, 20, 45, 80, 200])
  func bars(columns: Int) {
    for done in [0, 1, 999, 1000] {
      let bar = Self.reading(done: done, total: 1000, seconds: 1).bar(columns: columns)
      #expect(bar.count < columns)
    }
    let full = Self.reading(done: 1000, total: 1000, seconds: 1).bar(columns: 80)
    #expect(full.hasPrefix("[========================] link: 100 %"))
  }

  @Test("a new phase ends the old one; late reports of fewer units are ignored")
  func phases() {
    var clock = PhaseClock()
    #expect(clock.note(JobProgress(phase: "a", done: 5, total: 9, unit: "x")) == nil)
    #expect(clock.note(JobProgress(phase: "a", done: 3, total: 9, unit: "x")) == nil)
    #expect(clock.reading(at: .now)?.progress.done == 5)
    let ended = clock.note(JobProgress(phase: "b", done: 0, total: 4, unit: "x"))
    #expect(ended?.progress.phase == "a")
    #expect(clock.finish()?.progress.phase == "b")
    #expect(clock.finish() == nil)
  }

  @Test("a JSON line is one object")
  func json() {
    let line = Self.reading(done: 250, total: 1000, seconds: 2).jsonLine(isFinished: false)
    #expect(
      line == "{\"phase\":\"link\",\"done\":250,\"total\":1000,\"unit\":\"points\",\"seconds\":2.0,"
        + "\"rate\":125.0,\"remainingSeconds\":6.0,\"finished\":false}\n")
  }
}

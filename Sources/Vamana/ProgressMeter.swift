import VectorData

/// Passes on at most about 15 reports per second of a phase.
final class ProgressMeter: Sendable {
  private let phase: String
  private let total: Int
  private let unit: String
  private let control: JobControl
  private let lastReport: Locked<ContinuousClock.Instant>

  init(phase: String, total: Int, unit: String, control: JobControl) {
    self.phase = phase
    self.total = total
    self.unit = unit
    self.control = control
    lastReport = Locked(.now)
  }

  /// Reports `done` unless a report went out less than 66 ms ago.
  func report(done: Int) {
    let now = ContinuousClock.now
    let isDue = lastReport.withLock { last in
      guard now - last >= .milliseconds(66) else { return false }
      last = now
      return true
    }
    if isDue {
      control.report(JobProgress(phase: phase, done: done, total: total, unit: unit))
    }
  }

  /// Reports that all is done.
  func finish() {
    control.report(JobProgress(phase: phase, done: total, total: total, unit: unit))
  }
}

import Synchronization

/// Counts what the workers of one phase have done and reports it, a hundred times a phase at most.
public final class JobCounter: Sendable {
  private let control: JobControl
  private let phase: String
  private let total: Int
  private let unit: String
  private let step: Int
  private let done = Atomic<Int>(0)

  /// Begins `phase` and reports it with nothing done.
  public init(control: JobControl, phase: String, total: Int, unit: String) {
    self.control = control
    self.phase = phase
    self.total = total
    self.unit = unit
    step = max(1, total / 100)
    control.report(JobProgress(phase: phase, done: 0, total: total, unit: unit))
  }

  /// Adds `count` units; any thread may.
  public func add(_ count: Int) {
    let before = done.wrappingAdd(count, ordering: .relaxed).oldValue
    guard before / step != (before + count) / step || before + count == total else { return }
    control.report(JobProgress(phase: phase, done: before + count, total: total, unit: unit))
  }
}

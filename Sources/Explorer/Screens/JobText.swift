import Canvas
import VectorData

/// A running job in a line: phase, done of total, rate, time left.
enum JobText {
  /// The line at `seconds` of the session.
  static func line(_ job: Job, at seconds: Double, _ state: ExplorerState) -> String {
    if job.isCancelling { return "cancelling…" }
    guard let progress = job.progress else { return "starting…" }
    var parts = [progress.phase]
    if progress.total > 0 {
      parts.append(
        "\(Format.count(progress.done)) of \(Format.count(progress.total)) \(progress.unit)")
    } else if progress.done > 0 {
      parts.append("\(Format.count(progress.done)) \(progress.unit)")
    }
    if !state.hidesTimings {
      if let rate = job.rate(at: seconds) {
        parts.append("\(Format.count(Int(min(rate, 1e15)))) \(progress.unit)/s")
      }
      if let rest = job.remainingSeconds(at: seconds) {
        parts.append("\(Format.seconds(rest)) left")
      }
    }
    return parts.joined(separator: "  ")
  }
}

import Canvas
import VectorData

/// A running job in a line: phase, done of total, rate, time left.
enum JobText {
  /// The line at `seconds` of the session; where so many columns do not hold it, first without the rate.
  static func line(
    _ job: Job, at seconds: Double, _ state: ExplorerState, columns: Int = .max
  ) -> String {
    if job.isCancelling { return "cancelling…" }
    guard let progress = job.progress else { return "starting…" }
    var parts = [progress.phase]
    if progress.total > 0 {
      parts.append(
        "\(Format.count(progress.done)) of \(Format.count(progress.total)) \(progress.unit)")
    } else if progress.done > 0 {
      parts.append("\(Format.count(progress.done)) \(progress.unit)")
    }
    let work = parts.joined(separator: "  ")
    guard !state.hidesTimings else { return work }
    let rate = job.rate(at: seconds).map {
      "  \(Format.count(Int(min($0, 1e15)))) \(progress.unit)/s"
    }
    let rest = job.remainingSeconds(at: seconds).map { "  \(Format.seconds($0)) left" } ?? ""
    return Format.fitting([work + (rate ?? "") + rest, work + rest, work], columns: columns)
  }
}

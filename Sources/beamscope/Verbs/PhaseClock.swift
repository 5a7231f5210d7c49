import Foundation
import VectorData

/// Knows when the phase that a job reports began, and so its rate and what is left of it.
struct PhaseClock {
  /// A moment of a phase.
  struct Reading {
    var progress: JobProgress
    var start: ContinuousClock.Instant
    var seconds: Double
  }

  private var current: JobProgress?
  private var start = ContinuousClock.now

  /// Takes a report; gives the phase that it ended, if it began another.
  mutating func note(_ progress: JobProgress) -> Reading? {
    guard progress.phase != current?.phase else {
      // Workers report out of order: what is done only grows.
      if progress.done >= current?.done ?? 0 || progress.total != current?.total {
        current = progress
      }
      return nil
    }
    let ended = finish()
    current = progress
    start = .now
    return ended
  }

  /// Ends the phase and gives its last moment.
  mutating func finish() -> Reading? {
    defer { current = nil }
    return reading(at: .now)
  }

  /// This moment, `nil` before the first report.
  func reading(at now: ContinuousClock.Instant) -> Reading? {
    guard let current else { return nil }
    let (seconds, attoseconds) = (now - start).components
    return Reading(
      progress: current, start: start, seconds: Double(seconds) + Double(attoseconds) * 1e-18)
  }
}

extension PhaseClock.Reading {
  /// Units per second, `nil` while there is nothing to divide.
  var rate: Double? {
    progress.done > 0 && seconds > 0 ? Double(progress.done) / seconds : nil
  }

  /// Seconds until the phase ends if it goes on like this, `nil` if unknown.
  var remainingSeconds: Double? {
    guard let rate, progress.total >= progress.done else { return nil }
    return Double(progress.total - progress.done) / rate
  }

  private var share: Double? {
    progress.total > 0 ? min(1, Double(progress.done) / Double(progress.total)) : nil
  }

  /// "2.31 s".
  var elapsedText: String { String(format: "%.2f s", seconds) }

  /// "link graph: 45 % of 100000 points, 31000 points/s, 1.8 s left".
  var line: String {
    guard let share else { return "\(progress.phase): \(elapsedText)" }
    var text = "\(progress.phase): \(Int(share * 100)) % of \(progress.total) \(progress.unit)"
    if let rate { text += String(format: ", %.0f %@/s", rate, progress.unit) }
    if let remainingSeconds { text += String(format: ", %.0f s left", remainingSeconds) }
    return text
  }

  /// The line with a bar before it, cut to `columns`.
  func bar(columns: Int) -> String {
    let barColumns = 24
    guard let share, columns > barColumns + 20 else { return String(line.prefix(columns - 1)) }
    let filled = Int(share * Double(barColumns))
    let bar =
      String(repeating: "=", count: filled) + String(repeating: ".", count: barColumns - filled)
    return String("[\(bar)] \(line)".prefix(columns - 1))
  }

  /// One object with a newline.
  func jsonLine(isFinished: Bool) -> String {
    var text = "{\"phase\":\"\(progress.phase)\",\"done\":\(progress.done),"
    text += "\"total\":\(progress.total),\"unit\":\"\(progress.unit)\",\"seconds\":\(seconds)"
    if let rate { text += ",\"rate\":\(rate)" }
    if let remainingSeconds { text += ",\"remainingSeconds\":\(remainingSeconds)" }
    return text + ",\"finished\":\(isFinished)}\n"
  }
}

import DiskIndex
import VectorData

/// The beam width that was found to serve queries best, and what was measured on the way: DiskANN's
/// "optimize beamwidth". The answers of a search depend on the width, so it is found once for a list size.
public struct BeamWidthChoice: Codable, Sendable, Equatable {
  /// L: the candidate list that it was found for.
  public var L: Int
  /// W: the width that was found.
  public var W: Int
  /// What 99 of 100 queries may take, if that was asked for.
  public var latencyBoundUs: Double?
  /// Whether `W` keeps the bound; without one it does. Where no width does, `W` comes nearest to it.
  public var isWithinBound: Bool
  /// A row for each width that was tried, without recall; one where an index has no beam.
  public var rows: [SweepRow]

  /// Widths to try. DiskANN multiplies by 1.1, which measures much that nobody can tell apart.
  static let widths = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64]
  /// Measured once, a width that is a little worse may be so by chance: DiskANN stops at the first.
  private static let patience = 2
  /// Shorter measurements are repeated.
  private static let measuredSeconds = 0.3
  private static let repeatLimit = 20
  /// Queries that are enough for a 99th percentile.
  public static let sampleSize = 1000

  /// Tries widths from 1 on as long as they become better: more queries per second within the bound, or,
  /// while none is within it, less latency.
  ///
  /// - Parameter search: One batch, the same queries each time.
  /// - Throws: what `search` throws, its first failed query, `cancelled`.
  static func find(
    _ parameters: SearchParameters, in session: any SearchSession, latencyBoundUs: Double?,
    threadCount: Int, control: JobControl,
    search: (SearchParameters, JobControl) throws(IndexError) -> BatchAnswer
  ) throws(IndexError) -> BeamWidthChoice {
    var choice = BeamWidthChoice(
      L: parameters.searchListSize, W: 1, latencyBoundUs: latencyBoundUs, isWithinBound: true,
      rows: [])
    var best: SweepRow?
    var misses = 0
    for width in widths where width == 1 || width <= parameters.searchListSize {
      var tried = parameters
      tried.beamWidth = width
      // An index in memory has no beam.
      guard width == 1 || session.effective(tried) == tried, misses < patience else { break }
      let row = try measure(tried, threadCount, control, search)
      choice.rows.append(row)
      if best.map({ choice.isBetter(row, than: $0) }) ?? true {
        (best, misses) = (row, 0)
      } else {
        misses += 1
      }
    }
    if let best {
      choice.W = best.W
      choice.isWithinBound = choice.keepsBound(best)
    }
    return choice
  }

  private func keepsBound(_ row: SweepRow) -> Bool {
    latencyBoundUs.map { row.p99LatencyUs <= $0 } ?? true
  }

  func isBetter(_ row: SweepRow, than other: SweepRow) -> Bool {
    switch (keepsBound(row), keepsBound(other)) {
    case (true, true): row.qps > other.qps
    case (false, false): row.p99LatencyUs < other.p99LatencyUs
    case (let keeps, _): keeps
    }
  }

  /// All queries, again and again until it took long enough to be believed.
  private static func measure(
    _ parameters: SearchParameters, _ threadCount: Int, _ control: JobControl,
    _ search: (SearchParameters, JobControl) throws(IndexError) -> BatchAnswer
  ) throws(IndexError) -> SweepRow {
    let part = JobControl(parent: control) { progress in
      control.report(
        JobProgress(
          phase: "try W \(parameters.beamWidth)", done: progress.done, total: progress.total,
          unit: progress.unit))
    }
    var answers: [SearchAnswer] = []
    var seconds = 0.0
    var passes = 0
    repeat {
      let batch = try search(parameters, part)
      if let failure = batch.failures.first { throw failure.error }
      answers += batch.answers
      seconds += batch.wallSeconds
      passes += 1
    } while seconds < measuredSeconds && passes < repeatLimit
    return SweepRow(
      answers: answers, wallSeconds: seconds, parameters: parameters, threadCount: threadCount,
      recall: nil)
  }
}

extension BeamWidthChoice: CustomStringConvertible {
  /// One line for a person.
  public var description: String {
    let tried = rows.map { "\($0.W)" }.joined(separator: ", ")
    var text = "L \(L): W \(W)"
    if let best = rows.first(where: { $0.W == W }) {
      text += ", \(Int(best.qps)) queries/s, p99 \(Int(best.p99LatencyUs)) us"
    }
    if let latencyBoundUs, !isWithinBound {
      text += "; no W keeps p99 below \(Int(latencyBoundUs)) us"
    }
    return text + " (tried W \(tried))"
  }
}

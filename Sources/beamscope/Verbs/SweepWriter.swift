import Experiments
import Foundation
import Synchronization
import VectorData

/// Writes the rows of a sweep as they are measured (table, CSV) or all together (JSON).
final class SweepWriter: Sendable {
  private struct State: ~Copyable {
    var file: TextOutput?
    var failure: IndexError?
    var isBegun = false
  }

  private let format: ResultFormat
  private let recallName: String
  /// Whether rows differ in the size of the cache.
  private let hasCaches: Bool
  private let state: Mutex<State>

  /// Starts the output at `path`, `-` for standard output.
  init(
    format: ResultFormat, path: String, recallName: String, hasCaches: Bool
  ) throws(IndexError) {
    self.format = format
    self.recallName = recallName
    self.hasCaches = hasCaches
    state = Mutex(State(file: try TextOutput(path: path)))
  }

  /// Writes a row; a failure is kept for `finish`.
  func append(_ row: SweepRow) {
    guard format != .json else { return }
    state.withLock { state in
      guard state.failure == nil else { return }
      let text = (state.isBegun ? "" : header) + line(row)
      state.isBegun = true
      do throws(IndexError) {
        try state.file?.write(text)
        try state.file?.flush()
      } catch {
        state.failure = error
      }
    }
  }

  /// Writes what is missing.
  ///
  /// - Throws: the first failure of any write.
  func finish(_ report: SweepReport) throws(IndexError) {
    let failure = state.withLock { state -> IndexError? in
      if let failure = state.failure { return failure }
      guard var file = state.file.take() else { preconditionFailure("a sweep ends once") }
      do throws(IndexError) {
        if format == .json { try file.write(json: report) }
        if format == .table {
          try file.write("\(report.queries) queries per row, reads by \(report.io)\n")
          for row in report.rows { try file.write(remark(on: row)) }
        }
        try file.finish()
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }

  /// What a row of the table has no column for.
  private func remark(on row: SweepRow) -> String {
    guard let count = row.unexhaustedQueries, count > 0 else { return "" }
    return "L \(row.L), W \(row.W): \(count) queries may have more within the range\n"
  }

  private static let keys = [
    "L", "W", "T", "qps", "meanLatencyUs", "p50LatencyUs", "p95LatencyUs", "p99LatencyUs",
    "p999LatencyUs", "meanReads", "meanReadUs", "meanCpuUs", "meanHops", "meanCacheHits",
    "meanComparisons", "recall",
  ]

  private var table: LineTable {
    var titles = [
      ("L", 5), ("W", 3), ("T", 3), (recallName, 9), ("queries/s", 9),
      ("mean us", 8), ("p50 us", 8), ("p95 us", 8), ("p99 us", 8), ("p99.9 us", 8),
      ("reads", 7), ("read us", 8), ("CPU us", 8), ("hops", 6), ("hits", 6), ("compared", 8),
    ]
    if hasCaches { titles.append(("cache", 8)) }
    return LineTable(columns: titles.map { LineTable.Column(title: $0.0, width: $0.1) })
  }

  private var header: String {
    guard format == .csv else { return table.header }
    return (Self.keys + (hasCaches ? ["cache"] : [])).joined(separator: ",") + "\n"
  }

  private func line(_ row: SweepRow) -> String {
    guard format == .table else {
      let fields = ["\(row.L)", "\(row.W)", "\(row.T)"] + row.numbers.map { "\($0)" }
      return (fields + [row.recall.map { "\($0)" } ?? ""] + cacheField(row))
        .joined(separator: ",") + "\n"
    }
    let number = { (value: Double, digits: Int) in String(format: "%.\(digits)f", value) }
    return table.line(
      [
        "\(row.L)", "\(row.W)", "\(row.T)", row.recall.map { number($0, 4) } ?? "-",
        number(row.qps, 0),
      ]
        + [
          row.meanLatencyUs, row.p50LatencyUs, row.p95LatencyUs, row.p99LatencyUs,
          row.p999LatencyUs,
        ].map { number($0, 0) }
        + [
          number(row.meanReads, 2), number(row.meanReadUs, 0), number(row.meanCpuUs, 0),
          number(row.meanHops, 2), number(row.meanCacheHits, 1), number(row.meanComparisons, 0),
        ] + cacheField(row))
  }

  private func cacheField(_ row: SweepRow) -> [String] {
    hasCaches ? ["\(row.cache ?? 0)"] : []
  }
}

extension SweepRow {
  /// Everything measured but the recall, in the order of the keys.
  fileprivate var numbers: [Double] {
    [
      qps, meanLatencyUs, p50LatencyUs, p95LatencyUs, p99LatencyUs, p999LatencyUs, meanReads,
      meanReadUs, meanCpuUs, meanHops, meanCacheHits, meanComparisons,
    ]
  }
}

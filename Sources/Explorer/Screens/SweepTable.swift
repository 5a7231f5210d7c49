import Canvas
import Experiments

/// The rows of a sweep as a table for the screen.
enum SweepTable {
  /// The table; times as dashes if `hidesTimings`.
  static func table(_ rows: [SweepRow], hidesTimings: Bool) -> TextTable {
    let column: (String, Int) -> TextTable.Column = { title, priority in
      TextTable.Column(title, align: .right, width: .fitting(maximum: 12), priority: priority)
    }
    return TextTable(
      columns: [
        column("L", 12), column("W", 11), column("recall", 10), column("QPS", 9),
        column("mean", 8), column("p50", 3), column("p99", 7), column("p99.9", 1),
        column("reads", 6), column("cache hits", 4), column("hops", 5), column("compared", 2),
        column("CPU", 3),
      ],
      rows: rows.map { row in
        let time: (Double) -> TextTable.Field = {
          .init(hidesTimings ? "-" : Format.microseconds($0))
        }
        return [
          .init("\(row.L)"), .init("\(row.W)"),
          .init(row.recall.map { Format.decimal($0, 4) } ?? "-"),
          .init(hidesTimings ? "-" : Format.count(Int(min(row.qps, 1e12)))),
          time(row.meanLatencyUs), time(row.p50LatencyUs), time(row.p99LatencyUs),
          time(row.p999LatencyUs), .init(Format.decimal(row.meanReads, 1)),
          .init(Format.decimal(row.meanCacheHits, 1)), .init(Format.decimal(row.meanHops, 1)),
          .init(Format.decimal(row.meanComparisons, 0)), time(row.meanCpuUs),
        ]
      })
  }

  /// All figures of the rows in full precision, under the keys of the JSON, for a file.
  static func exported(_ rows: [SweepRow]) -> TextTable {
    let measured: [(key: String, value: (SweepRow) -> Double)] = [
      ("qps", \.qps), ("meanLatencyUs", \.meanLatencyUs), ("p50LatencyUs", \.p50LatencyUs),
      ("p95LatencyUs", \.p95LatencyUs), ("p99LatencyUs", \.p99LatencyUs),
      ("p999LatencyUs", \.p999LatencyUs), ("meanReads", \.meanReads),
      ("meanReadUs", \.meanReadUs), ("meanCpuUs", \.meanCpuUs), ("meanHops", \.meanHops),
      ("meanCacheHits", \.meanCacheHits), ("meanComparisons", \.meanComparisons),
    ]
    return TextTable(
      columns: (["L", "W", "T"] + measured.map(\.key) + ["recall"]).map { .init($0) },
      rows: rows.map { row in
        [.init("\(row.L)"), .init("\(row.W)"), .init("\(row.T)")]
          + measured.map { .init("\($0.value(row))") }
          + [.init(row.recall.map { "\($0)" } ?? "")]
      })
  }
}

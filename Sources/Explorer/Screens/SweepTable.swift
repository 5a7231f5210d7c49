import Canvas
import Experiments

/// The rows of a sweep as a table for the screen.
enum SweepTable {
  /// The columns of a run: T and the cache only where its rows differ in them.
  static func columns(of run: SweepRun) -> [SweepColumn] {
    SweepColumn.allCases.filter { column in
      switch column {
      case .threads: run.plan.threadCounts.count > 1
      case .cache: run.plan.cachedNodeCounts.count > 1
      default: true
      }
    }
  }

  /// The table; measured times as dashes if `hidesTimings`. With another run its differences follow the
  /// recall: this run less the other.
  static func table(
    _ rows: [SweepRow], of run: SweepRun, other: SweepRun?, hidesTimings: Bool
  ) -> TextTable {
    let columns = columns(of: run)
    let differences: [(String, Int, (SweepRow, SweepRow) -> TextTable.Field)] =
      other == nil
      ? []
      : [
        ("recall diff", 11, recallDifference),
        ("QPS diff", 11, { hidesTimings ? "-" : percent($0.qps, $1.qps) }),
        ("reads diff", 10, { percent($0.meanReads, $1.meanReads) }),
      ]
    let best = run.best
    return TextTable(
      columns: columns.map { column($0.title, $0.priority) }
        + differences.map { column($0.0, $0.1) },
      rows: rows.map { row -> [TextTable.Field] in
        let counterpart = other?.counterpart(of: row)
        let role: Role = row == best ? .good : .text
        var fields = columns.map { column in
          TextTable.Field(
            hidesTimings && column.isMeasured ? "-" : column.text(of: row), role: role)
        }
        for difference in differences {
          fields.append(counterpart.map { difference.2(row, $0) } ?? .init("-", role: .dim))
        }
        return fields
      })
  }

  private static func column(_ title: String, _ priority: Int) -> TextTable.Column {
    TextTable.Column(title, align: .right, width: .fitting(maximum: 12), priority: priority)
  }

  private static func recallDifference(_ row: SweepRow, _ other: SweepRow) -> TextTable.Field {
    guard let mine = row.recall, let its = other.recall else { return "-" }
    return .init((mine < its ? "" : "+") + Format.decimal(mine - its, 4))
  }

  private static func percent(_ value: Double, _ other: Double) -> TextTable.Field {
    guard other > 0 else { return "-" }
    let change = (value / other - 1) * 100
    return .init((change < 0 ? "" : "+") + Format.decimal(change, 1) + " %")
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
    let hasCaches = rows.contains { $0.cache != nil }
    return TextTable(
      columns: (["L", "W", "T"] + measured.map(\.key) + ["recall"] + (hasCaches ? ["cache"] : []))
        .map { .init($0) },
      rows: rows.map { row in
        [.init("\(row.L)"), .init("\(row.W)"), .init("\(row.T)")]
          + measured.map { .init("\($0.value(row))") }
          + [.init(row.recall.map { "\($0)" } ?? "")]
          + (hasCaches ? [.init("\(row.cache ?? 0)")] : [])
      })
  }
}

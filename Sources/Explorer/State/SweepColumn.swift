import Experiments

/// A figure of a sweep's row: a column of its table.
enum SweepColumn: Sendable, Equatable, CaseIterable {
  case searchListSize
  case beamWidth
  case threads
  case cache
  case recall
  case qps
  case mean
  case p50
  case p99
  case p999
  case reads
  case cacheHits
  case hops
  case comparisons
  case compute

  /// Above the column.
  var title: String {
    switch self {
    case .searchListSize: "L"
    case .beamWidth: "W"
    case .threads: "T"
    case .cache: "cache"
    case .recall: "recall"
    case .qps: "QPS"
    case .mean: "mean"
    case .p50: "p50"
    case .p99: "p99"
    case .p999: "p99.9"
    case .reads: "reads"
    case .cacheHits: "cache hits"
    case .hops: "hops"
    case .comparisons: "compared"
    case .compute: "CPU"
    }
  }

  /// Those of the lowest priority are dropped first on a narrow screen.
  var priority: Int {
    switch self {
    case .searchListSize: 14
    case .beamWidth: 13
    case .threads, .cache: 12
    case .recall: 10
    case .qps: 9
    case .mean: 8
    case .p99: 7
    case .reads: 6
    case .hops: 5
    case .cacheHits: 4
    case .p50, .compute: 3
    case .comparisons: 2
    case .p999: 1
    }
  }

  /// Whether it is a time or a rate: what differs from one measurement to the next.
  var isMeasured: Bool {
    switch self {
    case .qps, .mean, .p50, .p99, .p999, .compute: true
    default: false
    }
  }

  /// The figure, for sorting.
  func value(of row: SweepRow) -> Double {
    switch self {
    case .searchListSize: Double(row.L)
    case .beamWidth: Double(row.W)
    case .threads: Double(row.T)
    case .cache: Double(row.cache ?? 0)
    case .recall: row.recall ?? -1
    case .qps: row.qps
    case .mean: row.meanLatencyUs
    case .p50: row.p50LatencyUs
    case .p99: row.p99LatencyUs
    case .p999: row.p999LatencyUs
    case .reads: row.meanReads
    case .cacheHits: row.meanCacheHits
    case .hops: row.meanHops
    case .comparisons: row.meanComparisons
    case .compute: row.meanCpuUs
    }
  }

  /// The figure for a person.
  func text(of row: SweepRow) -> String {
    switch self {
    case .searchListSize: "\(row.L)"
    case .beamWidth: "\(row.W)"
    case .threads: "\(row.T)"
    case .cache: Format.count(row.cache ?? 0)
    case .recall: row.recall.map { Format.decimal($0, 4) } ?? "-"
    case .qps: Format.count(Int(min(row.qps, 1e12)))
    case .mean, .p50, .p99, .p999, .compute: Format.microseconds(value(of: row))
    case .reads, .cacheHits, .hops: Format.decimal(value(of: row), 1)
    case .comparisons: Format.decimal(value(of: row), 0)
    }
  }
}

/// By which column the rows of a sweep are sorted.
struct SweepOrder: Sendable, Equatable {
  /// The column, `nil` for the order in which the rows were measured.
  var column: SweepColumn?
  /// Whether the largest comes first.
  var isDescending = true

  /// The rows in this order; equal ones as they were measured.
  func sorted(_ rows: [SweepRow]) -> [SweepRow] {
    guard let column else { return rows }
    return rows.enumerated().sorted { first, second in
      let (a, b) = (column.value(of: first.element), column.value(of: second.element))
      if a == b { return first.offset < second.offset }
      return isDescending ? a > b : a < b
    }.map(\.element)
  }

  /// The next column of `columns` to the right or left; left of the first there is none.
  mutating func step(by step: Int, in columns: [SweepColumn]) {
    let place = column.flatMap { columns.firstIndex(of: $0) } ?? -1
    let next = place + step
    column = columns.indices.contains(next) ? columns[next] : nil
    if next < -1 { column = columns.last }
  }
}

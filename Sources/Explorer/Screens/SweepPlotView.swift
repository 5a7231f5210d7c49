import Canvas
import Experiments

/// The plot of the Sweep screen.
struct SweepPlotView {
  let sweep: SweepState
  let run: SweepRun
  /// Whether recall is known; else L stands in its place.
  let hasRecall: Bool

  private static let roles: [Role] = [.seriesA, .seriesB, .seriesC]

  var title: String {
    let against = hasRecall ? "recall" : "L"
    switch sweep.plot {
    case .speed: return "\(against) against queries per second"
    case .latency:
      guard let group = selectedGroup else { return "latency percentiles against L" }
      return "latency percentiles of \(group.text(in: run)) against L"
    case .reads: return "reads per query against \(against)"
    }
  }

  func draw(on canvas: inout Canvas, in rect: Rect) {
    var series: [PlotSeries]
    switch sweep.plot {
    case .speed: series = speedSeries
    case .latency: series = latencySeries
    case .reads: series = lines(of: run, prefix: "") { $0.meanReads } + otherReads
    }
    for place in series.indices { series[place].role = Self.roles[place % Self.roles.count] }
    LinePlot(
      series: series,
      xAxis: .init(isAgainstRecall ? "recall@\(run.plan.answerCount)" : "L"), yAxis: yAxis
    ).draw(on: &canvas, in: rect)
  }

  /// Near a recall of 1 all percentiles would fall into one column: they stand against L.
  private var isAgainstRecall: Bool { hasRecall && sweep.plot != .latency }

  private var yAxis: LinePlot.Axis {
    switch sweep.plot {
    case .speed: .init("QPS (log)", scale: .logarithmic)
    case .latency: .init("µs (log)", scale: .logarithmic)
    case .reads: .init("reads")
    }
  }

  private var speedSeries: [PlotSeries] {
    let mine = lines(of: run, prefix: "") { $0.qps }
    guard let other = sweep.other else { return mine }
    return mine + lines(of: other, prefix: "\(other.name): ") { $0.qps }
  }

  private var otherReads: [PlotSeries] {
    guard let other = sweep.other else { return [] }
    return lines(of: other, prefix: "\(other.name): ") { $0.meanReads }
  }

  /// Of the selected row's W, T and cache: one curve per percentile.
  private var latencySeries: [PlotSeries] {
    guard let group = selectedGroup else { return [] }
    let rows = run.rows.filter { Group($0) == group }
    let percentiles: [(String, (SweepRow) -> Double)] = [
      ("p50", { $0.p50LatencyUs }), ("p95", { $0.p95LatencyUs }), ("p99", { $0.p99LatencyUs }),
    ]
    return percentiles.map { name, value in
      PlotSeries(name, points: points(rows, value))
    }
  }

  /// One curve per W, T and cache.
  private func lines(
    of run: SweepRun, prefix: String, _ value: (SweepRow) -> Double
  ) -> [PlotSeries] {
    var groups: [Group] = []
    for row in run.rows where !groups.contains(Group(row)) { groups.append(Group(row)) }
    return groups.map { group in
      let rows = run.rows.filter { Group($0) == group }
      return PlotSeries(prefix + group.text(in: run), points: points(rows, value))
    }
  }

  private func points(_ rows: [SweepRow], _ value: (SweepRow) -> Double) -> [PlotPoint] {
    // A search for a target measures in no order; the line runs along L.
    rows.sorted { $0.L < $1.L }.map {
      PlotPoint(x: isAgainstRecall ? $0.recall ?? .nan : Double($0.L), y: value($0))
    }
  }

  private var selectedGroup: Group? {
    let rows = sweep.rows
    return sweep.place.row(of: rows.count).map { Group(rows[$0]) }
  }

  /// What a curve has in common.
  private struct Group: Equatable {
    let width: Int
    let threads: Int
    let cache: Int?

    init(_ row: SweepRow) {
      width = row.W
      threads = row.T
      cache = row.cache
    }

    func text(in run: SweepRun) -> String {
      var text = "W \(width)"
      if run.plan.threadCounts.count > 1 { text += " T \(threads)" }
      if let cache { text += " cache \(cache)" }
      return text
    }
  }
}

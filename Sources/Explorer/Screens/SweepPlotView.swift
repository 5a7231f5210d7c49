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
    canvas.describe(rect, as: words)
    let series = curves.enumerated().map { place, curve in
      PlotSeries(
        curve.name, points: points(of: curve), role: Self.roles[place % Self.roles.count])
    }
    LinePlot(
      series: series,
      xAxis: .init(isAgainstRecall ? "recall@\(run.plan.answerCount)" : "L"), yAxis: yAxis
    ).draw(on: &canvas, in: rect)
  }

  /// The plot for the ear: where each curve begins and ends. Its points stand in the table.
  var words: [String] {
    ["plot of \(title)"]
      + curves.map { curve in
        guard let first = curve.rows.first, let last = curve.rows.last else { return curve.name }
        let count = Format.plural(curve.rows.count, "point")
        guard first != last else { return "\(curve.name): \(count), \(words(of: first, curve))" }
        return
          "\(curve.name): \(count), from \(words(of: first, curve)) to \(words(of: last, curve))"
      }
  }

  /// "L 10 recall 0.8340 QPS 5120".
  private func words(of row: SweepRow, _ curve: Curve) -> String {
    let recall = row.recall.map { isAgainstRecall ? " recall \(Format.decimal($0, 4))" : "" } ?? ""
    let value = curve.value(row)
    let figure =
      switch sweep.plot {
      case .speed: "QPS \(Format.count(Int(min(value, 1e12))))"
      case .latency: Format.microseconds(value)
      case .reads: "\(Format.decimal(value, 1)) reads"
      }
    return "L \(row.L)\(recall) \(figure)"
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

  /// A line of the plot.
  private struct Curve {
    var name: String
    /// Along L: a search for a target measures in no order.
    var rows: [SweepRow]
    var value: (SweepRow) -> Double

    init(_ name: String, _ rows: [SweepRow], _ value: @escaping (SweepRow) -> Double) {
      self.name = name
      self.rows = rows.sorted { $0.L < $1.L }
      self.value = value
    }
  }

  private var curves: [Curve] {
    switch sweep.plot {
    case .speed: bothRuns { $0.qps }
    case .reads: bothRuns { $0.meanReads }
    case .latency: percentiles
    }
  }

  private func bothRuns(_ value: @escaping (SweepRow) -> Double) -> [Curve] {
    let others = sweep.other.map { curves(of: $0, prefix: "\($0.name): ", value) }
    return curves(of: run, prefix: "", value) + (others ?? [])
  }

  /// Of the selected row's W, T and cache: one curve per percentile.
  private var percentiles: [Curve] {
    guard let group = selectedGroup else { return [] }
    let rows = run.rows.filter { Group($0) == group }
    return [
      Curve("p50", rows) { $0.p50LatencyUs }, Curve("p95", rows) { $0.p95LatencyUs },
      Curve("p99", rows) { $0.p99LatencyUs },
    ]
  }

  /// One curve per W, T and cache.
  private func curves(
    of run: SweepRun, prefix: String, _ value: @escaping (SweepRow) -> Double
  ) -> [Curve] {
    var groups: [Group] = []
    for row in run.rows where !groups.contains(Group(row)) { groups.append(Group(row)) }
    return groups.map { group in
      Curve(prefix + group.text(in: run), run.rows.filter { Group($0) == group }, value)
    }
  }

  private func points(of curve: Curve) -> [PlotPoint] {
    curve.rows.map {
      PlotPoint(x: isAgainstRecall ? $0.recall ?? .nan : Double($0.L), y: curve.value($0))
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

import Canvas
import Experiments
import Vamana
import VectorData

extension PruneView {
  /// The rules side by side, from which alpha on the selected candidate is kept, and what alpha buys.
  func drawDial(on canvas: inout Canvas, in rect: Rect) {
    guard !rect.isEmpty, !prune.outlook.isEmpty else { return }
    let lines = rules + [selectedAlphas(columns: rect.width)]
    for (row, line) in lines.enumerated() where row < rect.height {
      canvas.put(
        line, x: rect.x, y: rect.y + row, role: row == lines.count - 1 ? .focus : .text,
        width: rect.width)
    }
    let plots = rect.split(top: lines.count).bottom
    guard plots.height >= 4 else { return }
    canvas.describe(plots, as: dialWords)
    let isWide = plots.width >= 56
    let (left, right) = plots.split(left: isWide ? plots.width / 2 : plots.width)
    drawPlot("neighbours", on: &canvas, in: isWide ? left.split(right: 2).left : left) {
      Double($0.neighbourCount)
    }
    guard isWide else { return }
    drawPlot("longest, squared", on: &canvas, in: right) { Double($0.longestDistance) }
  }

  /// What the rules of the field keep of the same pool.
  private var rules: [String] {
    let alpha = prune.parameters.alpha
    let named: [(String, CandidatePool.AlphaOutlook?)] = [
      ("DiskANN  \(Format.alpha(alpha)) on squares", prune.outlook.at(alpha, .diskann)),
      ("paper    \(Format.alpha(alpha)) on distances", prune.outlook.at(alpha, .paper)),
      ("NSG/HNSW 1", prune.outlook.at(1, .diskann)),
    ]
    let columns = named.map { $0.0.count }.max() ?? 0
    return named.compactMap { name, found in
      found.map {
        name.padded(to: columns) + "  \($0.neighbourCount) kept  longest "
          + Format.distance($0.longestDistance)
      }
    }
  }

  private func selectedAlphas(columns: Int) -> String {
    guard let node = prune.selected?.node else { return "" }
    let words = { (reading: VamanaReading) in
      prune.outlook.firstAlpha(keeping: node, reading).map { "from \(Format.alpha($0))" }
        ?? "never"
    }
    let (diskann, paper) = (words(.diskann), words(.paper))
    return Format.fitting(
      [
        "edge to \(node) by alpha: DiskANN \(diskann), paper \(paper)",
        "edge to \(node): DiskANN \(diskann), paper \(paper)",
        "\(node): DiskANN \(diskann), paper \(paper)",
      ], columns: columns)
  }

  private func drawPlot(
    _ name: String, on canvas: inout Canvas, in rect: Rect,
    _ value: (CandidatePool.AlphaOutlook) -> Double
  ) {
    let paper = prune.outlook.of(.paper).map { PlotPoint(x: Double($0.alpha), y: value($0)) }
    LinePlot(
      series: [
        PlotSeries("DiskANN", points: stairs(value), role: .seriesA, style: .line),
        PlotSeries("paper", points: paper, role: .seriesB, style: .dots),
      ],
      xAxis: .init("alpha"), yAxis: .init(name)
    ).draw(on: &canvas, in: rect)
  }

  /// DiskANN's rounds: nothing changes until the next one begins.
  private func stairs(_ value: (CandidatePool.AlphaOutlook) -> Double) -> [PlotPoint] {
    let rounds = prune.outlook.of(.diskann)
    return rounds.enumerated().flatMap { place, entry in
      let end = rounds.indices.contains(place + 1) ? Double(rounds[place + 1].alpha) : 2.5
      return [
        PlotPoint(x: Double(entry.alpha), y: value(entry)), PlotPoint(x: end, y: value(entry)),
      ]
    }
  }
}

extension String {
  /// With blanks at the end up to so many characters.
  fileprivate func padded(to count: Int) -> String {
    self + String(repeating: " ", count: max(count - self.count, 0))
  }
}

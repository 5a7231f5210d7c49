import Canvas
import DiskIndex
import VectorData

extension SearchView {
  /// What the plot shows.
  var plotTitle: String {
    index.metric.prefersLarger ? "\(index.metric.valueName) by hop" : "distance by hop"
  }

  /// Exact distances of the nodes of each hop, and the K-th best so far: the search is done when new nodes
  /// stay above that line (below it for inner products).
  func drawPlot(on canvas: inout Canvas, in rect: Rect) {
    var expanded: [PlotPoint] = []
    var bound: [PlotPoint] = []
    var best: [Float] = []
    let wanted = search.trace?.parameters.answerCount ?? 1
    for hop in search.hopsShown {
      for node in hop.expanded {
        expanded.append(PlotPoint(x: Double(hop.number), y: Double(node.exactDistance)))
        best.append(node.exactDistance)
      }
      best.sort(by: index.metric.isNearer)
      best = Array(best.prefix(wanted))
      if best.count == wanted, let last = best.last {
        bound.append(PlotPoint(x: Double(hop.number), y: Double(last)))
      }
    }
    let hopCount = max(search.trace?.hops.count ?? 1, 6)
    LinePlot(
      series: [
        PlotSeries("edge of the best \(wanted)", points: bound, role: .seriesB, style: .line),
        PlotSeries("node read, exact", points: expanded, role: .seriesA, style: .markers),
      ],
      xAxis: .init("hop", range: 1...Double(hopCount)),
      yAxis: .init(index.metric.valueName),
      emptyText: "no hop yet"
    ).draw(on: &canvas, in: rect)
  }
}

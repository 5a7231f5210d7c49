import Canvas
import DiskIndex
import VectorData

extension SearchView {
  /// What the plot shows.
  var plotTitle: String {
    index.metric.prefersLarger ? "\(index.metric.valueName) by hop" : "distance by hop"
  }

  /// Answers that count for the edge in the plot.
  var plottedAnswerCount: Int { search.trace?.parameters.answerCount ?? 1 }

  /// Exact distances of the nodes of each hop, and the K-th best so far, once there are K.
  var plottedHops: [(number: Int, distances: [Float], edge: Float?)] {
    var best: [Float] = []
    return search.hopsShown.map { hop in
      let distances = hop.expanded.map(\.exactDistance)
      best = Array((best + distances).sorted(by: index.metric.isNearer).prefix(plottedAnswerCount))
      return (hop.number, distances, best.count == plottedAnswerCount ? best.last : nil)
    }
  }

  /// Exact distances of the nodes of each hop, and the K-th best so far: the search is done when new nodes
  /// stay above that line (below it for inner products).
  func drawPlot(on canvas: inout Canvas, in rect: Rect) {
    let hops = plottedHops
    let expanded = hops.flatMap { hop in
      hop.distances.map { PlotPoint(x: Double(hop.number), y: Double($0)) }
    }
    let bound = hops.compactMap { hop in
      hop.edge.map { PlotPoint(x: Double(hop.number), y: Double($0)) }
    }
    let hopCount = max(search.trace?.hops.count ?? 1, 6)
    canvas.describe(rect, as: plotWords)
    LinePlot(
      series: [
        PlotSeries(
          "edge of the best \(plottedAnswerCount)", points: bound, role: .seriesB, style: .line),
        PlotSeries("node read, exact", points: expanded, role: .seriesA, style: .markers),
      ],
      xAxis: .init("hop", range: 1...Double(hopCount)),
      yAxis: .init(index.metric.valueName),
      emptyText: "no hop yet"
    ).draw(on: &canvas, in: rect)
  }
}

import Canvas
import DiskIndex
import Experiments
import VectorData

extension SearchView {
  /// What the map shows.
  var mapTitle: String { "map: the path through the data (PCA)" }

  /// The sample of the data, the path so far, the true neighbours and the query, with a legend below.
  func drawMap(on canvas: inout Canvas, in rect: Rect) {
    let map = search.map
    guard map.isReady else {
      let text = map.fault.map { "no map: \($0)" } ?? "the map of the data is being computed…"
      for (row, line) in WordWrap.lines(of: text, width: max(rect.width - 2, 1)).enumerated()
      where row < rect.height {
        canvas.put(line, x: rect.x + 1, y: rect.y + row, role: .dim, width: rect.width - 2)
      }
      return
    }
    canvas.describe(rect, as: mapWords)
    let (area, legend) = rect.split(bottom: rect.height >= 6 ? 1 : 0)
    let series = mapSeries
    ScatterPlot(series: series).draw(on: &canvas, in: area)
    guard legend.height > 0 else { return }
    var x = legend.x + 1
    // The nearest to the eye first: the data are the last thing that needs a word.
    for line in series.reversed() where !line.name.isEmpty {
      let text = "\(line.marker.map { String($0) } ?? dotSign) \(line.name)"
      let columns = glyphs.columns(of: text)
      guard x + columns < legend.maxX else { return }
      canvas.put(text, x: x, y: legend.y, role: line.role, width: columns)
      x += columns + 2
    }
  }

  /// How a dot of the data looks in the legend.
  private var dotSign: String { glyphs.isASCII ? "." : "·" }

  /// From the ground up: data, path, nodes read, nodes of this hop, true neighbours, query.
  private var mapSeries: [PlotSeries] {
    let hops = search.hopsShown
    let found = Set(outlook.answers.map(\.node))
    let truth = search.truth
    let current = Set(search.hop?.expanded.map(\.node) ?? [])
    let read = hops.flatMap { $0.expanded.map(\.node) }
    // Through the nearest node of each hop: the way that the search takes.
    let way = hops.compactMap { hop in
      hop.expanded.min {
        index.metric.isNearer($0.exactDistance, than: $1.exactDistance)
      }?.node
    }
    let marks: [(String, [NodeID], Character, Role)] = [
      ("read", read.filter { !current.contains($0) }, glyphs.expanded, .visited),
      ("true, not found", truth.filter { !found.contains($0) }, glyphs.waiting, .warning),
      ("this hop", Array(current), glyphs.beam, .frontier),
      truth.isEmpty
        ? ("answer so far", Array(found), glyphs.good, .good)
        : ("true, found", truth.filter { found.contains($0) }, glyphs.good, .good),
    ]
    var series = [
      PlotSeries("data", points: search.map.sample.map(point), role: .dim, style: .dots),
      PlotSeries("", points: points(of: way), role: .seriesA, style: .line),
    ]
    for (name, nodes, marker, role) in marks {
      series.append(
        PlotSeries(name, points: points(of: nodes), role: role, marker: marker, style: .markers))
    }
    series.append(
      PlotSeries(
        "query", points: [search.map.query].compactMap { $0 }.map(point), role: .title,
        marker: "Q", style: .markers))
    return series
  }

  private func points(of nodes: [NodeID]) -> [PlotPoint] {
    nodes.compactMap { search.map.places[$0] }.map(point)
  }

  private func point(_ place: MapPoint) -> PlotPoint {
    PlotPoint(x: Double(place.x), y: Double(place.y))
  }
}

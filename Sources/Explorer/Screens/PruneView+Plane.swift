import Canvas
import Experiments
import Vamana
import VectorData

extension PruneView {
  /// What the picture shows: the plane itself, or the one in which the pool spreads most.
  var planeTitle: String {
    card.plane.isExact ? "the pool in the plane" : "the pool in its principal plane (PCA)"
  }

  /// The node, its candidates, its edges so far and what the last neighbour occludes, with a legend below.
  func drawPlane(on canvas: inout Canvas, in rect: Rect) {
    canvas.describe(rect, as: planeWords)
    let (area, legend) = rect.split(bottom: rect.height >= 6 ? min(2, rect.height / 6) : 0)
    let series = planeSeries(in: area)
    ScatterPlot(series: series, emptyText: "no candidates").draw(on: &canvas, in: area)
    PlotLegend(series: series).draw(on: &canvas, in: legend, glyphs: glyphs)
  }

  /// From the ground up: the occluded region, edges, candidates by their fate, the selected one, the node.
  private func planeSeries(in area: Rect) -> [PlotSeries] {
    let own = points([card.node])
    var series = [occludedRegion(in: area)]
    series += neighbours.map {
      PlotSeries("", points: own + points([$0]), role: .seriesA, style: .line)
    }
    let selected = prune.selected?.node
    let others = report.decisions.enumerated().filter { $0.element.node != selected }
    let fates: [(String, Character, Role, (PruneStep.Verdict?) -> Bool)] = [
      ("open", "?", .waiting, { $0 == nil }),
      ("full or beyond C", "-", .warning, { $0 == .full || $0 == .beyondPool }),
      (
        "occluded", glyphs.bad, .dim,
        { if case .passOver? = $0 { true } else { false } }
      ),
      ("kept", glyphs.good, .good, { $0 == .keep || $0 == .fill }),
    ]
    for (name, marker, role, isMeant) in fates {
      let nodes = others.filter { isMeant(verdicts[$0.offset]?.verdict) }.map(\.element.node)
      series.append(
        PlotSeries(name, points: points(nodes), role: role, marker: marker, style: .markers))
    }
    if let selected {
      series.append(
        PlotSeries(
          "candidate \(selected)", points: points([selected]), role: .focus, marker: "x",
          style: .markers)
      )
    }
    series.append(
      PlotSeries("node \(card.node)", points: own, role: .title, marker: "p", style: .markers))
    return series
  }

  /// Some of the dots at which a candidate would be passed over because of the neighbour kept last, in the
  /// round that is shown. In a projection there is no such region.
  private func occludedRegion(in area: Rect) -> PlotSeries {
    guard card.plane.isExact, let (keeper, round) = prune.lastKept, !area.isEmpty,
      let node = card.plane.places[card.node], let place = card.plane.places[keeper],
      report.roundAlphas.indices.contains(round)
    else { return PlotSeries("", points: [], style: .dots) }
    let alpha = report.roundAlphas[round]
    let dots = dots(in: area).filter {
      PoolPlane.isOccluded(
        MapPoint(x: Float($0.x), y: Float($0.y)), from: node, by: place, alpha: alpha)
    }
    return PlotSeries(
      "occluded by \(keeper) at alpha \(Format.alpha(alpha))", points: dots, role: .seriesB,
      style: .dots)
  }

  /// A dot in four over the extent of the pool, staggered.
  private func dots(in area: Rect) -> [PlotPoint] {
    let (low, high) = extent
    let (spanX, spanY) = (high.x - low.x, high.y - low.y)
    let step = ScatterPlot.dotSteps(spanX: spanX, spanY: spanY, in: area)
    guard step.x > 0, step.y > 0 else { return [] }
    var dots: [PlotPoint] = []
    for row in stride(from: 0, through: Int(spanY / step.y), by: 2) {
      for column in stride(from: row / 2 % 2, through: Int(spanX / step.x), by: 2) {
        dots.append(
          PlotPoint(x: low.x + Double(column) * step.x, y: low.y + Double(row) * step.y))
      }
    }
    return dots
  }

  /// The corners of the smallest upright rectangle around the pool.
  private var extent: (low: PlotPoint, high: PlotPoint) {
    let places = card.plane.places.values.map(point)
    return (
      PlotPoint(x: places.map(\.x).min() ?? 0, y: places.map(\.y).min() ?? 0),
      PlotPoint(x: places.map(\.x).max() ?? 0, y: places.map(\.y).max() ?? 0)
    )
  }

  private func points(_ nodes: [NodeID]) -> [PlotPoint] {
    nodes.compactMap { card.plane.places[$0] }.map(point)
  }

  private func point(_ place: MapPoint) -> PlotPoint {
    PlotPoint(x: Double(place.x), y: Double(place.y))
  }
}

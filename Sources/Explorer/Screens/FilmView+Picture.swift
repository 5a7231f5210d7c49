import Canvas
import Experiments
import Vamana
import VectorData

extension FilmView {
  /// What the picture shows.
  var pictureTitle: String {
    switch film.facet {
    case .insertion, .numbers: "the graph"
    case .search: "the search"
    case .prune: "the prune"
    case .backEdges: "edges back"
    }
  }

  /// What the plane is.
  var planeText: String {
    card.dimension > 2
      ? "PCA of \(card.dimension) dimensions" : "the plane itself"
  }

  /// The picture with a legend below.
  func drawPicture(on canvas: inout Canvas, in rect: Rect) {
    let (area, legend) = rect.split(bottom: rect.height >= 12 ? 2 : 1)
    let series = drawMap(on: &canvas, in: area)
    PlotLegend(series: series).draw(on: &canvas, in: legend, glyphs: glyphs)
  }

  /// The picture alone; returns what is in it.
  func drawMap(on canvas: inout Canvas, in rect: Rect) -> [PlotSeries] {
    let series = ground(columns: rect.width) + layer + landmarks
    // Also of points that are not drawn yet: the picture stands still.
    ScatterPlot(series: series, frame: card.points.map(point)).draw(on: &canvas, in: rect)
    return series
  }

  /// Points and the graph. Where its edges would hide a single step, or are too many, the points that have some
  /// say how far the film is.
  private func ground(columns: Int) -> [PlotSeries] {
    let linked = points(scene.linked)
    guard film.facet == .insertion || scene.frame?.node == nil, let edges = scene.edges else {
      let isBlot = film.facet == .insertion && scene.edges == nil
      let name =
        !isBlot
        ? "in the graph"
        : Format.fitting(
          [
            "in the graph; \(Format.count(scene.edgeCount)) edges are too many to draw",
            "in the graph; too many edges to draw", "too many edges to draw",
          ], columns: columns < 44 ? 22 : columns - 2)
      return [PlotSeries(name, points: linked, role: .dim, style: .dots)]
    }
    let isLinked = Set(scene.linked)
    let open = card.points.indices.filter { !isLinked.contains(NodeID($0)) }
    return [
      PlotSeries(
        "not in the graph yet", points: points(open.map { NodeID($0) }), role: .dim, style: .dots),
      PlotSeries("", points: linked, role: .dim, style: .dots),
      PlotSeries(
        "edges", points: lines(edges.map { ($0.from, $0.to) }), role: .border, style: .line),
    ]
  }

  /// What the facet is about.
  private var layer: [PlotSeries] {
    guard let frame = scene.frame else { return [] }
    let node = frame.node
    let visited = frame.visited.filter { $0 != node }
    let kept = Set(scene.kept)
    switch film.facet {
    case .insertion, .numbers:
      return keptLines + [
        markers("visited", visited.filter { !kept.contains($0) }, glyphs.expanded, .visited),
        overfull, markers("kept", scene.kept, glyphs.good, .good),
      ]
    case .search:
      return [
        PlotSeries("the way", points: points(scene.way), role: .seriesA, style: .line),
        markers("visited", visited, glyphs.expanded, .visited),
        markers("nearer than all before", scene.way, glyphs.beam, .frontier),
      ]
    case .prune:
      let occluded = Set(frame.occlusions.map(\.node)).subtracting(kept)
      return keptLines + [
        markers(
          "left over", scene.pool.filter { !kept.contains($0) && !occluded.contains($0) },
          glyphs.waiting, .waiting),
        markers("occluded", Array(occluded), glyphs.bad, .dim),
        markers("kept", scene.kept, glyphs.good, .good),
      ]
    case .backEdges:
      return [
        PlotSeries(
          "edges made here", points: lines(scene.newEdges.map { ($0.from, $0.to) }), role: .seriesA,
          style: .line),
        markers("got an edge", scene.newEdges.map(\.from), glyphs.waiting, .visited),
        overfull,
      ]
    }
  }

  /// Nodes that were looked at a second time: dots where so many signs would hide the rest.
  private var overfull: PlotSeries {
    let nodes = scene.secondLooks.map(\.node)
    guard nodes.count > Self.signLimit else { return markers("overfull", nodes, "!", .warning) }
    return PlotSeries("overfull", points: points(nodes), role: .warning, style: .dots)
  }

  private static let signLimit = 200

  /// From the node to its neighbours.
  private var keptLines: [PlotSeries] {
    guard let node = scene.frame?.node else { return [] }
    return [
      PlotSeries("", points: lines(scene.kept.map { (node, $0) }), role: .seriesA, style: .line)
    ]
  }

  /// Where searches start, and the node that is inserted.
  private var landmarks: [PlotSeries] {
    [
      markers("medoid", [card.medoid], "M", .title),
      markers("inserted", [scene.frame?.node].compactMap { $0 }, "p", .focus),
    ]
  }

  private func markers(
    _ name: String, _ nodes: [NodeID], _ marker: Character, _ role: Role
  ) -> PlotSeries {
    PlotSeries(name, points: points(nodes), role: role, marker: marker, style: .markers)
  }

  /// All edges as one line, lifted between one and the next.
  private func lines(_ edges: [(from: NodeID, to: NodeID)]) -> [PlotPoint] {
    var line: [PlotPoint] = []
    line.reserveCapacity(3 * edges.count)
    for edge in edges {
      line.append(point(card.points[Int(edge.from)]))
      line.append(point(card.points[Int(edge.to)]))
      line.append(PlotPoint(x: .nan, y: .nan))
    }
    return line
  }

  private func points(_ nodes: [NodeID]) -> [PlotPoint] {
    nodes.map { point(card.points[Int($0)]) }
  }

  private func point(_ place: MapPoint) -> PlotPoint {
    PlotPoint(x: Double(place.x), y: Double(place.y))
  }
}

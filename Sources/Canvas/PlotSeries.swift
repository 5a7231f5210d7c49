/// A point of a plot.
public struct PlotPoint: Sendable, Equatable {
  /// To the right.
  public var x: Double
  /// Upward.
  public var y: Double

  /// A point.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// Points that are drawn alike.
public struct PlotSeries: Sendable, Equatable {
  /// How the points are drawn.
  public enum Style: Sendable, Equatable {
    /// A line through the points in their order.
    case line
    /// A dot each, smaller than a cell.
    case dots
    /// The series' marker at each point.
    case markers
    /// The line and the markers.
    case lineAndMarkers
  }

  /// Stands in the legend; an empty name does not.
  public var name: String
  /// In the order in which the line runs.
  public var points: [PlotPoint]
  /// What the series means.
  public var role: Role
  /// The marker; nil takes the next of the glyph set, so that series differ without colour.
  public var marker: Character?
  /// How the points are drawn.
  public var style: Style

  /// A series.
  public init(
    _ name: String, points: [PlotPoint], role: Role = .seriesA, marker: Character? = nil,
    style: Style = .lineAndMarkers
  ) {
    self.name = name
    self.points = points
    self.role = role
    self.marker = marker
    self.style = style
  }

  func shownMarker(number: Int, glyphs: Glyphs) -> Character {
    marker ?? glyphs.series[number % glyphs.series.count]
  }
}

/// Draws series into the cells of `area`: first all lines and dots, then the markers over them, both in the
/// order of the series, so that what comes later stays visible.
struct SeriesPainter {
  let area: Rect
  let glyphs: Glyphs
  /// From a point to places between 0 and 1 (y upward); nil leaves the point out.
  let place: (PlotPoint) -> (x: Double, y: Double)?

  func draw(_ series: [PlotSeries], on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    var raster = DotRaster(columns: area.width, rows: area.height, style: glyphs.plotStyle)
    for line in series where line.style != .markers { paintDots(of: line, into: &raster) }
    raster.draw(on: &canvas, x: area.x, y: area.y)
    for (number, line) in series.enumerated()
    where line.style == .markers || line.style == .lineAndMarkers {
      let marker = Cell(line.shownMarker(number: number, glyphs: glyphs), role: line.role)
      for point in line.points {
        guard let dot = dot(of: point, in: raster) else { continue }
        canvas[area.x + dot.x / raster.dotsAcross, area.y + dot.y / raster.dotsDown] = marker
      }
    }
  }

  private func paintDots(of series: PlotSeries, into raster: inout DotRaster) {
    var previous: (x: Int, y: Int)?
    for point in series.points {
      let dot = dot(of: point, in: raster)
      if let dot {
        if series.style != .dots, let previous {
          raster.line(from: previous, to: dot, role: series.role)
        } else {
          raster.set(x: dot.x, y: dot.y, role: series.role)
        }
      }
      previous = dot
    }
  }

  private func dot(of point: PlotPoint, in raster: DotRaster) -> (x: Int, y: Int)? {
    guard let place = place(point) else { return nil }
    return (
      Int((place.x * Double(raster.width - 1)).rounded()),
      Int(((1 - place.y) * Double(raster.height - 1)).rounded())
    )
  }
}

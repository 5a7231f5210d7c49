/// A map of points in the plane with equal scales on both axes and no ticks: only who is near whom matters.
public struct ScatterPlot: Sendable, Equatable {
  /// What is drawn, the last one on top: the data as dots, paths as lines, special points as markers.
  public var series: [PlotSeries]
  /// Points that the map reaches to though they may not be drawn: maps of one place look alike.
  public var frame: [PlotPoint]
  /// Stands where there is nothing to draw.
  public var emptyText: String

  /// A map.
  public init(series: [PlotSeries], frame: [PlotPoint] = [], emptyText: String = "no map") {
    self.series = series
    self.frame = frame
    self.emptyText = emptyText
  }

  /// Draws the map in the middle of `rect`, taking a cell to be twice as high as wide.
  public func draw(on canvas: inout Canvas, in rect: Rect, glyphs: Glyphs? = nil) {
    guard !rect.isEmpty else { return }
    let glyphs = glyphs ?? canvas.glyphs
    canvas.fill(rect)
    let extent = ValueExtent.of(series + [PlotSeries("", points: frame)])
    guard let x = AxisRange(covering: extent.x, scale: .linear),
      let y = AxisRange(covering: extent.y, scale: .linear)
    else {
      let middle = rect.row(rect.height / 2)
      canvas.put(
        emptyText, x: middle.x, y: middle.y, role: .dim, width: middle.width, align: .center)
      return
    }
    let (spanX, spanY) = (x.upper - x.lower, y.upper - y.lower)
    let unit = Self.unit(spanX: spanX, spanY: spanY, in: rect)
    let shareX = spanX / (unit * Double(rect.width))
    let shareY = spanY / (unit * Double(2 * rect.height))
    SeriesPainter(area: rect, glyphs: glyphs) { point in
      guard let across = x.place(of: point.x), let up = y.place(of: point.y) else { return nil }
      return ((1 - shareX) / 2 + across * shareX, (1 - shareY) / 2 + up * shareY)
    }.draw(series, on: &canvas)
  }
  /// What the width of a cell stands for in a map of that extent, as its height stands for twice as much.
  private static func unit(spanX: Double, spanY: Double, in rect: Rect) -> Double {
    max(spanX / Double(rect.width), spanY / Double(2 * rect.height))
  }

  /// From one braille dot to the next, for those who fill areas with dots: others make uneven patterns.
  public static func dotSteps(
    spanX: Double, spanY: Double, in rect: Rect
  ) -> (x: Double, y: Double) {
    let unit = unit(spanX: spanX, spanY: spanY, in: rect)
    let (width, height) = (Double(rect.width), Double(2 * rect.height))
    return (unit * width / (2 * width - 1), unit * height / (2 * height - 1))
  }
}

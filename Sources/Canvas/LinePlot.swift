/// Series over two axes with ticks, labels and a legend.
public struct LinePlot: Sendable, Equatable {
  /// One axis.
  public struct Axis: Sendable, Equatable {
    /// Names quantity and unit, such as "QPS".
    public var label: String
    /// Linear or logarithmic.
    public var scale: PlotScale
    /// The values at its ends; nil covers all points.
    public var range: ClosedRange<Double>?

    /// An axis.
    public init(_ label: String, scale: PlotScale = .linear, range: ClosedRange<Double>? = nil) {
      self.label = label
      self.scale = scale
      self.range = range
    }
  }

  /// What is drawn, the last one on top.
  public var series: [PlotSeries]
  /// To the right.
  public var xAxis: Axis
  /// Upward.
  public var yAxis: Axis
  /// Stands where there is nothing to draw.
  public var emptyText: String

  /// A plot.
  public init(
    series: [PlotSeries], xAxis: Axis, yAxis: Axis, emptyText: String = "no data yet"
  ) {
    self.series = series
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.emptyText = emptyText
  }

  /// Draws the plot. Below 5 rows or 20 columns the axes give way to the curve; points outside of the axes
  /// and values that are not finite (or not positive on a logarithmic axis) are left out.
  public func draw(on canvas: inout Canvas, in rect: Rect, glyphs: Glyphs? = nil) {
    guard !rect.isEmpty else { return }
    let glyphs = glyphs ?? canvas.glyphs
    canvas.fill(rect)
    let extent = ValueExtent.of(series, xScale: xAxis.scale, yScale: yAxis.scale)
    guard let x = AxisRange(covering: extent.x, scale: xAxis.scale, fixed: xAxis.range),
      let y = AxisRange(covering: extent.y, scale: yAxis.scale, fixed: yAxis.range)
    else {
      let middle = rect.row(rect.height / 2)
      canvas.put(
        emptyText, x: middle.x, y: middle.y, role: .dim, width: middle.width, align: .center)
      return
    }
    var area = rect
    if rect.height >= 5, rect.width >= 20 {
      area = PlotFrame(plot: self, x: x, y: y, rect: rect, glyphs: glyphs).draw(on: &canvas)
    }
    SeriesPainter(area: area, glyphs: glyphs) { point in
      guard let across = x.place(of: point.x), let up = y.place(of: point.y) else { return nil }
      return (across, up)
    }.draw(series, on: &canvas)
  }
}

/// The axes of a plot: labels and legend above, values at the left and below.
struct PlotFrame {
  let plot: LinePlot
  let x: AxisRange
  let y: AxisRange
  let rect: Rect
  let glyphs: Glyphs

  /// Draws everything but the series and returns the cells that are left for them.
  func draw(on canvas: inout Canvas) -> Rect {
    let rows = rect.height - 3
    let yTicks = y.ticks(atMost: max(min(rows / 2 + 1, 8), 2))
    let yTexts = TickText.texts(of: yTicks)
    let labelColumns = min(yTexts.map(\.count).max() ?? 0, rect.width / 3)
    let area = Rect(
      x: rect.x + labelColumns + 1, y: rect.y + 1, width: rect.width - labelColumns - 1,
      height: rows)
    drawHeading(on: &canvas)
    drawAxes(on: &canvas, area: area)
    for (tick, text) in zip(yTicks, yTexts) {
      guard let place = y.place(of: tick) else { continue }
      let row = area.y + Int(((1 - place) * Double(rows - 1)).rounded())
      canvas.put(text, x: rect.x, y: row, role: .dim, width: labelColumns, align: .right)
      canvas[area.x - 1, row] = Cell(glyphs.teeRight, role: .border)
    }
    drawXTicks(on: &canvas, area: area)
    return area
  }

  private func drawHeading(on canvas: inout Canvas) {
    var left = rect.x
    left += canvas.put(
      plot.yAxis.label, x: left, y: rect.y, role: .dim,
      width: min(glyphs.columns(of: plot.yAxis.label), rect.width / 2))
    var right = rect.maxX
    for (number, series) in plot.series.enumerated().reversed() where !series.name.isEmpty {
      let marker = series.shownMarker(number: number, glyphs: glyphs)
      let text = "\(marker) \(series.name)"
      right -= glyphs.columns(of: text)
      guard right > left else { return }
      canvas.put(text, x: right, y: rect.y, role: series.role)
      right -= 2
    }
  }

  private func drawAxes(on canvas: inout Canvas, area: Rect) {
    for row in area.y..<area.maxY {
      canvas[area.x - 1, row] = Cell(glyphs.vertical, role: .border)
    }
    canvas[area.x - 1, area.maxY] = Cell(glyphs.bottomLeft, role: .border)
    canvas.fill(
      Rect(x: area.x, y: area.maxY, width: area.width, height: 1),
      Cell(glyphs.horizontal, role: .border))
  }

  private func drawXTicks(on canvas: inout Canvas, area: Rect) {
    let row = area.maxY + 1
    let labelColumns = glyphs.columns(of: plot.xAxis.label)
    let hasLabel = labelColumns > 0 && labelColumns + 16 <= area.width
    let end = hasLabel ? area.maxX - labelColumns - 1 : area.maxX
    if hasLabel { canvas.put(plot.xAxis.label, x: end + 1, y: row, role: .dim) }
    let ticks = x.ticks(atMost: max(area.width / 8, 2))
    var free = rect.x
    for (tick, text) in zip(ticks, TickText.texts(of: ticks)) {
      guard let place = x.place(of: tick) else { continue }
      let column = area.x + Int((place * Double(area.width - 1)).rounded())
      canvas[column, area.maxY] = Cell(glyphs.teeBottom, role: .border)
      let start = min(max(column - text.count / 2, free), end - text.count)
      guard start >= free, abs(start + text.count / 2 - column) <= 3 else { continue }
      canvas.put(text, x: start, y: row, role: .dim)
      free = start + text.count + 1
    }
  }
}

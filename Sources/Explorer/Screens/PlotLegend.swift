import Canvas

/// What the signs of a map mean: a word for each series that has a name and points.
struct PlotLegend {
  /// The series of the map.
  var series: [PlotSeries]

  /// Draws as many as fit, the nearest to the eye first.
  func draw(on canvas: inout Canvas, in rect: Rect, glyphs: Glyphs) {
    var (x, y) = (rect.x, rect.y)
    for line in series.reversed() where !line.name.isEmpty && !line.points.isEmpty {
      let text = "\(sign(of: line, glyphs)) \(line.name)"
      let columns = glyphs.columns(of: text)
      if x > rect.x, x + columns > rect.maxX { (x, y) = (rect.x, y + 1) }
      guard y < rect.maxY else { return }
      canvas.put(text, x: x, y: y, role: line.role, width: min(columns, rect.maxX - x))
      x += columns + 2
    }
  }

  private func sign(of line: PlotSeries, _ glyphs: Glyphs) -> String {
    if let marker = line.marker { return String(marker) }
    if line.style == .line { return String(glyphs.horizontal) }
    return glyphs.isASCII ? "." : "⠿"
  }
}

/// Labelled horizontal bars, one per row, with their values.
public struct Bars: Sendable, Equatable {
  /// One bar.
  public struct Bar: Sendable, Equatable {
    /// Stands before the bar.
    public var label: String
    /// Its length.
    public var value: Double
    /// Stands behind the bar.
    public var valueText: String
    /// What it means.
    public var role: Role

    /// A bar.
    public init(_ label: String, value: Double, valueText: String, role: Role = .seriesA) {
      self.label = label
      self.value = value
      self.valueText = valueText
      self.role = role
    }
  }

  /// The bars from top to bottom.
  public var bars: [Bar]
  /// The value of a bar over the whole width; nil takes the largest.
  public var maximum: Double?

  /// Bars.
  public init(_ bars: [Bar], maximum: Double? = nil) {
    self.bars = bars
    self.maximum = maximum
  }

  /// Draws as many bars as there are rows. Labels take at most a third of the width, values half.
  public func draw(on canvas: inout Canvas, in rect: Rect, glyphs: Glyphs? = nil) {
    guard !rect.isEmpty else { return }
    let glyphs = glyphs ?? canvas.glyphs
    canvas.fill(rect)
    let labels = bars.map { glyphs.columns(of: $0.label) }.max() ?? 0
    let values = bars.map { glyphs.columns(of: $0.valueText) }.max() ?? 0
    let labelColumns = min(labels, rect.width / 3)
    let valueColumns = min(values, rect.width / 2)
    let largest = maximum ?? bars.map(\.value).max() ?? 0
    for (index, bar) in bars.prefix(rect.height).enumerated() {
      let row = rect.row(index)
      canvas.put(bar.label, x: row.x, y: row.y, width: labelColumns)
      let middle = row.split(left: labelColumns + 1).right.split(right: valueColumns + 1).left
      let share = largest > 0 && bar.value.isFinite ? min(max(bar.value / largest, 0), 1) : 0
      drawBar(
        share, on: &canvas, in: middle, ramp: glyphs.horizontalBars, track: nil, role: bar.role)
      canvas.put(
        bar.valueText, x: row.maxX - valueColumns, y: row.y, width: valueColumns, align: .right)
    }
  }
}

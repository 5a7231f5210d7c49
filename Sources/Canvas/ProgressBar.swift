/// How far something is, in one row.
public struct ProgressBar: Sendable, Equatable {
  /// From 0 to 1; nil where the total is unknown.
  public var fraction: Double?
  /// What it means.
  public var role: Role
  /// Counts up to move the sign of an unknown total.
  public var step: Int

  /// A progress bar.
  public init(fraction: Double?, role: Role = .good, step: Int = 0) {
    self.fraction = fraction
    self.role = role
    self.step = step
  }

  /// Draws the bar, with the percentage behind it where at least 12 columns are there.
  public func draw(on canvas: inout Canvas, in rect: Rect, glyphs: Glyphs? = nil) {
    guard !rect.isEmpty else { return }
    let glyphs = glyphs ?? canvas.glyphs
    guard let fraction, fraction.isFinite else {
      drawUnknown(on: &canvas, in: rect, glyphs: glyphs)
      return
    }
    let share = min(max(fraction, 0), 1)
    let labelColumns = rect.width >= 12 ? 5 : 0
    let (bar, label) = rect.row(0).split(right: labelColumns)
    drawBar(
      share, on: &canvas, in: bar, ramp: glyphs.horizontalBars, track: glyphs.track, role: role)
    canvas.describe(bar, as: [])
    // Rounded down: 100 % is shown when it is done, not before.
    if labelColumns > 0 {
      canvas.put("\(Int(share * 100))%", x: label.x, y: label.y, width: labelColumns, align: .right)
    }
  }

  private func drawUnknown(on canvas: inout Canvas, in rect: Rect, glyphs: Glyphs) {
    canvas.fill(rect.row(0), Cell(glyphs.track, role: .dim))
    canvas.describe(rect.row(0), as: [])
    let length = max(rect.width / 6, 1)
    let place = abs(step) % rect.width
    for offset in 0..<length {
      let x = rect.x + (place + offset) % rect.width
      canvas[x, rect.y] = Cell(glyphs.horizontalBars.last ?? "#", role: role)
    }
  }
}

/// Draws a bar over `share` of the row, its end in parts of a cell as `ramp` (empty to full) allows.
func drawBar(
  _ share: Double, on canvas: inout Canvas, in rect: Rect, ramp: [Character], track: Character?,
  role: Role
) {
  guard let full = ramp.last, ramp.count > 1 else { return }
  let parts = ramp.count - 1
  let total = Int((share * Double(rect.width * parts)).rounded())
  for column in 0..<max(rect.width, 0) {
    let filled = total - column * parts
    let cell: Cell
    if filled >= parts {
      cell = Cell(full, role: role)
    } else if filled > 0 {
      cell = Cell(ramp[filled], role: role)
    } else {
      cell = Cell(track ?? " ", role: track == nil ? .text : .dim)
    }
    canvas[rect.x + column, rect.y] = cell
  }
}

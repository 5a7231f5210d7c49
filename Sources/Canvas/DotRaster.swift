/// Dots smaller than a cell: 2 × 4 of them in braille, 2 × 2 in quadrant blocks, 1 × 2 in ASCII.
struct DotRaster {
  let columns: Int
  let rows: Int
  let dotsAcross: Int
  let dotsDown: Int
  private let style: Glyphs.PlotStyle
  private var masks: [UInt8]
  private var roles: [Role]

  init(columns: Int, rows: Int, style: Glyphs.PlotStyle) {
    self.columns = max(columns, 0)
    self.rows = max(rows, 0)
    self.style = style
    (dotsAcross, dotsDown) =
      switch style {
      case .braille: (2, 4)
      case .block: (2, 2)
      case .ascii: (1, 2)
      }
    masks = [UInt8](repeating: 0, count: self.columns * self.rows)
    roles = [Role](repeating: .text, count: self.columns * self.rows)
  }

  /// Dots across and down.
  var width: Int { columns * dotsAcross }
  var height: Int { rows * dotsDown }

  /// Sets a dot; the role of a cell is that of the last dot set in it.
  mutating func set(x: Int, y: Int, role: Role) {
    guard x >= 0, y >= 0, x < width, y < height else { return }
    let cell = y / dotsDown * columns + x / dotsAcross
    masks[cell] |= 1 << UInt8(y % dotsDown * dotsAcross + x % dotsAcross)
    roles[cell] = role
  }

  /// A line of dots between two dots, both included.
  mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), role: Role) {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let steps = max(abs(dx), abs(dy))
    guard steps > 0 else { return set(x: start.x, y: start.y, role: role) }
    for step in 0...steps {
      set(
        x: start.x + (dx * step + (dx < 0 ? -steps : steps) / 2) / steps,
        y: start.y + (dy * step + (dy < 0 ? -steps : steps) / 2) / steps, role: role)
    }
  }

  /// Draws all cells that have dots.
  func draw(on canvas: inout Canvas, x: Int, y: Int) {
    for row in 0..<rows {
      for column in 0..<columns where masks[row * columns + column] != 0 {
        let index = row * columns + column
        canvas[x + column, y + row] = Cell(
          scalar: DotRaster.scalar(masks[index], style: style), role: roles[index])
      }
    }
  }

  private static func scalar(_ mask: UInt8, style: Glyphs.PlotStyle) -> Unicode.Scalar {
    switch style {
    case .braille:
      // Unicode counts braille dots down the left column, then the right, and adds the lowest row last.
      let places: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
      var pattern: UInt32 = 0x2800
      for bit in 0..<8 where mask & (1 << UInt8(bit)) != 0 { pattern |= UInt32(places[bit]) }
      return Unicode.Scalar(pattern) ?? " "
    case .block: return quadrants[Int(mask & 0xF)]
    case .ascii: return ([" ", "'", ".", ":"] as [Unicode.Scalar])[Int(mask & 3)]
    }
  }

  /// By bits: upper left, upper right, lower left, lower right.
  private static let quadrants: [Unicode.Scalar] = [
    " ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█",
  ]
}

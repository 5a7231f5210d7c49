extension Canvas {
  /// Draws a box with a title at the left and a status at the right of its upper edge, clears what it
  /// encloses, and returns the inner rectangle. Below 2 × 2 cells nothing is drawn and nothing is inside.
  @discardableResult
  public mutating func pane(
    _ rect: Rect, title: String = "", trailing: String = "", isFocused: Bool = false,
    glyphs: Glyphs? = nil
  ) -> Rect {
    guard rect.width >= 2, rect.height >= 2 else {
      return Rect(x: rect.x, y: rect.y, width: 0, height: 0)
    }
    let glyphs = glyphs ?? self.glyphs
    let role: Role = isFocused ? .focus : .border
    fill(rect)
    drawBox(rect, role: role, glyphs: glyphs)
    drawPaneTitles(rect, title: title, trailing: trailing, role: isFocused ? .focus : .title)
    return rect.inset(columns: 1, rows: 1)
  }

  /// A horizontal rule across a pane whose outer rectangle is `rect`, joined to its sides.
  public mutating func paneRule(in rect: Rect, y: Int, title: String = "", isFocused: Bool = false)
  {
    guard rect.width >= 2 else { return }
    let role: Role = isFocused ? .focus : .border
    fill(
      Rect(x: rect.x, y: y, width: rect.width, height: 1), Cell(glyphs.horizontal, role: role))
    self[rect.x, y] = Cell(glyphs.teeLeft, role: role)
    self[rect.maxX - 1, y] = Cell(glyphs.teeRight, role: role)
    let edge = Rect(x: rect.x, y: y, width: rect.width, height: 1)
    drawPaneTitles(edge, title: title, trailing: "", role: .title)
  }

  private mutating func drawBox(_ rect: Rect, role: Role, glyphs: Glyphs) {
    let right = rect.maxX - 1
    let bottom = rect.maxY - 1
    let horizontal = Cell(glyphs.horizontal, role: role)
    let vertical = Cell(glyphs.vertical, role: role)
    for y in [rect.y, bottom] {
      fill(Rect(x: rect.x + 1, y: y, width: rect.width - 2, height: 1), horizontal)
    }
    for x in [rect.x, right] {
      fill(Rect(x: x, y: rect.y + 1, width: 1, height: rect.height - 2), vertical)
    }
    self[rect.x, rect.y] = Cell(glyphs.topLeft, role: role)
    self[right, rect.y] = Cell(glyphs.topRight, role: role)
    self[rect.x, bottom] = Cell(glyphs.bottomLeft, role: role)
    self[right, bottom] = Cell(glyphs.bottomRight, role: role)
  }

  /// The title has precedence; the status is left out where it would leave the title fewer than 8 columns.
  private mutating func drawPaneTitles(_ rect: Rect, title: String, trailing: String, role: Role) {
    var room = rect.width - 4
    guard room > 2 else { return }
    let trailingColumns = glyphs.columns(of: trailing)
    let titleColumns = glyphs.columns(of: title)
    if trailingColumns > 0, trailingColumns + 3 + min(titleColumns, 8) <= room {
      put(" \(trailing) ", x: rect.maxX - 2 - trailingColumns - 1, y: rect.y, role: .title)
      room -= trailingColumns + 3
    }
    guard titleColumns > 0 else { return }
    put(" ", x: rect.x + 1, y: rect.y, role: role)
    let used = put(
      title, x: rect.x + 2, y: rect.y, role: role, width: min(titleColumns, room))
    put(" ", x: rect.x + 2 + used, y: rect.y, role: role)
  }
}

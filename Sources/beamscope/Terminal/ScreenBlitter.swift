import CTerminal
import Canvas

/// Brings canvases to the terminal: only the cells that changed since the last one.
struct ScreenBlitter {
  private var shown: Canvas?

  /// Tells the terminal how each role looks, with as many colours as it has.
  static func defineStyles(theme: Theme) {
    let count = terminal_color_count()
    let depth: Theme.ColorDepth = count >= 256 ? .indexed : count >= 8 ? .eight : .monochrome
    for role in Role.allCases {
      let style = theme.style(of: role, depth: depth)
      var attributes = 0
      if style.isBold { attributes |= TERMINAL_BOLD }
      if style.isDim { attributes |= TERMINAL_DIM }
      if style.isReverse { attributes |= TERMINAL_REVERSE }
      if style.isUnderlined { attributes |= TERMINAL_UNDERLINE }
      terminal_define_style(
        Int32(role.rawValue), style.foreground.map { Int32($0) } ?? -1, UInt32(attributes))
    }
  }

  /// Columns and rows of the terminal.
  static func size() -> Size {
    var columns: Int32 = 0
    var rows: Int32 = 0
    terminal_size(&columns, &rows)
    return Size(width: Int(columns), height: Int(rows))
  }

  /// Shows a canvas. With `repaint` all of it is sent, whatever the terminal is thought to show.
  mutating func show(_ canvas: Canvas, repaint: Bool) {
    let isFresh = repaint || shown?.size != canvas.size
    if isFresh { terminal_erase(repaint) }
    for y in 0..<canvas.size.height {
      if isFresh {
        put(canvas.runs(inRow: y), y: y)
      } else if let shown, let columns = canvas.changedColumns(inRow: y, since: shown) {
        put(canvas.runs(inRow: y, columns: columns), y: y)
      }
    }
    shown = canvas
    let corner = (x: max(canvas.size.width - 1, 0), y: max(canvas.size.height - 1, 0))
    let cursor = canvas.cursor ?? corner
    terminal_present(
      Int32(min(max(cursor.x, 0), corner.x)), Int32(min(max(cursor.y, 0), corner.y)),
      canvas.isCursorVisible && canvas.cursor != nil)
  }

  private func put(_ runs: [CellRun], y: Int) {
    for run in runs {
      terminal_put(
        Int32(run.x), Int32(y), run.text, Int32(run.text.count), Int32(run.role.rawValue))
    }
  }
}

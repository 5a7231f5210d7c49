import Canvas

/// A pane with nothing in it but what to do next.
enum EmptyNote {
  /// Draws the note in the middle of a pane.
  static func draw(_ text: String, on canvas: inout Canvas, in rect: Rect, title: String) {
    let inner = canvas.pane(rect, title: title).inset(columns: 2)
    let lines = WordWrap.lines(of: text, width: inner.width)
    let top = inner.y + max((inner.height - lines.count) / 2, 0)
    for (row, line) in lines.enumerated() where top + row < inner.maxY {
      canvas.put(line, x: inner.x, y: top + row, width: inner.width, align: .center)
    }
  }
}

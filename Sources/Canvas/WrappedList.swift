/// A list whose entries take as many lines as their words need: short fields at the left, running text behind.
public struct WrappedList: Sendable {
  /// An entry.
  public struct Entry: Sendable, Equatable {
    /// What stands on its first line, a field for each of the list's `fieldWidths`.
    public var fields: [TextTable.Field]
    /// What is broken into lines.
    public var text: TextTable.Field

    /// An entry.
    public init(_ fields: [TextTable.Field], _ text: TextTable.Field) {
      self.fields = fields
      self.text = text
    }
  }

  private static let markerColumns = 2
  private static let gap = 2

  /// The columns of the fields, left to right.
  public var fieldWidths: [Int]
  /// The entries.
  public var entries: [Entry]
  /// The entry drawn in reverse, its first line with a marker.
  public var selectedEntry: Int?

  /// A list.
  public init(fieldWidths: [Int], entries: [Entry], selectedEntry: Int? = nil) {
    self.fieldWidths = fieldWidths
    self.entries = entries
    self.selectedEntry = selectedEntry
  }

  /// Draws the entries around the selected one, which is in sight as a whole where the height allows it, and
  /// puts the cursor on its first line. Time grows with the words of all entries.
  public func draw(on canvas: inout Canvas, in rect: Rect) {
    canvas.fill(rect)
    let lines = lines(width: rect.width, glyphs: canvas.glyphs)
    let first = firstVisible(lines, height: rect.height)
    let shown = lines.dropFirst(first).prefix(rect.height)
    canvas.focusedRows = Rect(x: rect.x, y: rect.y, width: rect.width, height: shown.count)
    for (row, line) in shown.enumerated() {
      draw(line, on: &canvas, in: rect.row(row))
    }
  }

  /// The entry that has a row of the list; `nil` where nothing stands.
  public func entry(atRow row: Int, in rect: Rect, glyphs: Glyphs) -> Int? {
    let lines = lines(width: rect.width, glyphs: glyphs)
    let place = firstVisible(lines, height: rect.height) + row
    return (0..<rect.height).contains(row) && lines.indices.contains(place)
      ? lines[place].entry : nil
  }

  /// Lines of all entries.
  public func lineCount(width: Int, glyphs: Glyphs) -> Int {
    lines(width: width, glyphs: glyphs).count
  }

  private struct Line {
    var entry: Int
    var isFirst: Bool
    var text: String
  }

  private func textColumn() -> Int {
    Self.markerColumns + fieldWidths.reduce(0) { $0 + $1 + Self.gap }
  }

  private func lines(width: Int, glyphs: Glyphs) -> [Line] {
    let columns = max(width - textColumn(), 1)
    return entries.enumerated().flatMap { number, entry in
      WordWrap.lines(of: glyphs.transliterated(entry.text.text), width: columns).enumerated().map {
        row, text in
        Line(entry: number, isFirst: row == 0, text: text)
      }
    }
  }

  /// The selected entry stands about in the middle, and no line at the end is wasted.
  private func firstVisible(_ lines: [Line], height: Int) -> Int {
    guard lines.count > height, height > 0,
      let start = lines.firstIndex(where: { $0.entry == selectedEntry }),
      let end = lines.lastIndex(where: { $0.entry == selectedEntry })
    else { return 0 }
    let middle = start - max(height - (end - start + 1), 0) / 2
    return min(max(middle, 0), lines.count - height)
  }

  private func draw(_ line: Line, on canvas: inout Canvas, in row: Rect) {
    let entry = entries[line.entry]
    let isSelected = line.entry == selectedEntry
    if isSelected { canvas.fill(row, Cell(" ", role: .selected)) }
    if line.isFirst {
      if isSelected {
        canvas.put(canvas.glyphs.marker, x: row.x, y: row.y, role: .selected)
        canvas.cursor = (x: row.x, y: row.y)
      }
      var x = row.x + Self.markerColumns
      for (field, width) in zip(entry.fields, fieldWidths) {
        canvas.put(
          field.text, x: x, y: row.y, role: isSelected ? .selected : field.role,
          width: min(width, max(row.maxX - x, 0)))
        x += width + Self.gap
      }
    }
    let x = row.x + textColumn()
    canvas.put(
      line.text, x: x, y: row.y, role: isSelected ? .selected : entry.text.role,
      width: max(row.maxX - x, 0))
  }
}

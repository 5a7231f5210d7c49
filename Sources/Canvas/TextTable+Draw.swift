extension TextTable {
  /// Where a column is drawn, relative to the left edge of the table.
  struct PlacedColumn: Equatable {
    var index: Int
    var x: Int
    var width: Int
  }

  /// Draws the table. With `isFocused` the terminal's cursor goes to the selected row, where screen readers
  /// look for it. Time grows with all rows, not only the visible ones, since `fitting` columns measure them.
  public func draw(
    on canvas: inout Canvas, in rect: Rect, glyphs: Glyphs? = nil, isFocused: Bool = true
  ) {
    guard !rect.isEmpty else { return }
    let glyphs = glyphs ?? canvas.glyphs
    let markerColumns = selectedRow == nil ? 0 : 2
    let placed = layout(width: rect.width - markerColumns, glyphs: glyphs)
    canvas.fill(rect)
    let left = rect.x + markerColumns
    var y = rect.y
    if showsHeader {
      for place in placed {
        canvas.put(
          columns[place.index].title, x: left + place.x, y: y, role: .title, width: place.width,
          align: columns[place.index].align)
      }
      y += 1
    }
    let first = firstVisibleRow(height: rect.height)
    if selectedRow != nil, isFocused {
      let shown = min(visibleRowCount(height: rect.height), rows.count - first)
      canvas.focusedRows = Rect(x: rect.x, y: y, width: rect.width, height: max(shown, 0))
    }
    for row in first..<min(first + visibleRowCount(height: rect.height), rows.count) {
      let line = Rect(x: rect.x, y: y, width: rect.width, height: 1)
      drawRow(row, on: &canvas, in: line, left: left, placed: placed, glyphs: glyphs)
      if row == selectedRow, isFocused { canvas.cursor = (x: rect.x, y: y) }
      y += 1
    }
  }

  private func drawRow(
    _ row: Int, on canvas: inout Canvas, in line: Rect, left: Int, placed: [PlacedColumn],
    glyphs: Glyphs
  ) {
    let isSelected = row == selectedRow
    if isSelected {
      canvas.fill(line, Cell(" ", role: .selected))
      canvas.put(glyphs.marker, x: line.x, y: line.y, role: .selected)
    }
    for place in placed {
      let field = field(row: row, column: place.index)
      canvas.put(
        field.text, x: left + place.x, y: line.y, role: isSelected ? .selected : field.role,
        width: place.width, align: columns[place.index].align)
    }
  }

  /// Places the columns that fit into `width`: two blanks between them, one where that saves a column,
  /// then without the least important ones.
  func layout(width: Int, glyphs: Glyphs) -> [PlacedColumn] {
    let natural = columns.indices.map { naturalWidth(ofColumn: $0, glyphs: glyphs) }
    var kept = Array(columns.indices)
    while !kept.isEmpty {
      for gap in [2, 1] {
        let total = kept.reduce(0) { $0 + natural[$1] } + gap * (kept.count - 1)
        if total <= width { return place(kept, widths: natural, gap: gap, spare: width - total) }
      }
      guard kept.count > 1 else { break }
      let least = kept.enumerated().min { a, b in
        let (first, second) = (columns[a.element].priority, columns[b.element].priority)
        return first == second ? a.offset > b.offset : first < second
      }
      kept.remove(at: least?.offset ?? 0)
    }
    guard let last = kept.first, width > 0 else { return [] }
    return [PlacedColumn(index: last, x: 0, width: width)]
  }

  private func naturalWidth(ofColumn column: Int, glyphs: Glyphs) -> Int {
    switch columns[column].width {
    case .fixed(let columns): return max(columns, 1)
    case .flexible(let minimum): return max(minimum, 1)
    case .fitting(let maximum):
      var widest = glyphs.columns(of: columns[column].title)
      for row in rows.indices where widest < maximum {
        widest = max(widest, glyphs.columns(of: field(row: row, column: column).text))
      }
      return max(min(widest, maximum), 1)
    }
  }

  private func place(_ kept: [Int], widths: [Int], gap: Int, spare: Int) -> [PlacedColumn] {
    let flexible = kept.filter { if case .flexible = columns[$0].width { true } else { false } }
    var x = 0
    return kept.map { index in
      var width = widths[index]
      if let rank = flexible.firstIndex(of: index) {
        width += spare / flexible.count + (rank < spare % flexible.count ? 1 : 0)
      }
      defer { x += width + gap }
      return PlacedColumn(index: index, x: x, width: width)
    }
  }
}

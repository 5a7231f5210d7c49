/// Where text stands in its field.
public enum Alignment: Sendable {
  /// At the left.
  case left
  /// At the right: numbers.
  case right
  /// In the middle.
  case center
}

extension Canvas {
  /// Writes text and returns the columns used, so that `x += put(…)` chains.
  ///
  /// With a `width` the text stands in a field of that many columns, the rest of which becomes blank in the
  /// same role; without one the field ends with the text or at the right edge. Longer text ends with the
  /// ellipsis glyph. Control characters show as `^X`, wide characters take two columns.
  @inlinable
  @discardableResult
  public mutating func put(
    _ text: some StringProtocol, x: Int, y: Int, role: Role = .text, width: Int? = nil,
    align: Alignment = .left
  ) -> Int {
    put(substring: Substring(text), x: x, y: y, role: role, width: width, align: align)
  }

  /// Writes one character and returns its columns.
  @discardableResult
  public mutating func put(_ character: Character, x: Int, y: Int, role: Role = .text) -> Int {
    put(String(character), x: x, y: y, role: role)
  }

  // Not generic, so that callers in other modules pay for no witness tables.
  @usableFromInline
  mutating func put(
    substring text: Substring, x: Int, y: Int, role: Role, width: Int?, align: Alignment
  ) -> Int {
    let field = width ?? (size.width - x)
    guard field > 0, y >= 0, y < size.height else { return 0 }
    let isPlain = TextWidth.isPrintableASCII(text)
    if !isPlain, glyphs.isASCII, !text.utf8.allSatisfy({ $0 < 0x80 }) {
      let ascii = glyphs.transliterated(text)
      return put(ascii, x: x, y: y, role: role, width: width, align: align)
    }
    let columns = isPlain ? text.utf8.count : TextWidth.columns(of: text, limit: field)
    if columns > field {
      putCut(text, x: x, y: y, role: role, columns: field)
      return field
    }
    let lead = width == nil ? 0 : leadingBlanks(field - columns, align: align)
    if width != nil { pad(x: x, y: y, role: role, columns: lead) }
    if isPlain {
      write(plain: text.utf8, count: columns, x: x + lead, y: y, role: role)
    } else {
      putWhole(text, x: x + lead, y: y, role: role)
    }
    guard width != nil else { return columns }
    pad(x: x + lead + columns, y: y, role: role, columns: field - lead - columns)
    return field
  }

  private func leadingBlanks(_ blanks: Int, align: Alignment) -> Int {
    switch align {
    case .left: 0
    case .right: blanks
    case .center: blanks / 2
    }
  }

  private mutating func pad(x: Int, y: Int, role: Role, columns: Int) {
    guard columns > 0 else { return }
    fill(Rect(x: x, y: y, width: columns, height: 1), Cell(ascii: 0x20, role: role))
  }

  private mutating func putWhole(_ text: Substring, x: Int, y: Int, role: Role) {
    var place = x
    var cells = CellText(text, role: role)
    while let next = cells.next() {
      write(next.cell, columns: next.columns, x: place, y: y)
      place += next.columns
    }
  }

  /// The first `columns - 1` columns, then the ellipsis.
  private mutating func putCut(
    _ text: Substring, x: Int, y: Int, role: Role, columns: Int
  ) {
    var place = x
    let end = x + columns - 1
    var cells = CellText(text, role: role)
    while let next = cells.next(), place + next.columns <= end {
      write(next.cell, columns: next.columns, x: place, y: y)
      place += next.columns
    }
    pad(x: place, y: y, role: role, columns: end - place)
    self[end, y] = Cell(glyphs.ellipsis, role: role)
  }
}

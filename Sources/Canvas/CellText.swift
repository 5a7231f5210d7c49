/// Text cut into what the cells of a terminal hold: a base character with its combining marks.
///
/// Terminals count scalars, not grapheme clusters, and so must the canvas, or columns drift: an emoji of
/// several people is several wide characters. Format characters (joiners, and the direction overrides that
/// would let a label rearrange the screen) are dropped; control characters show as `^X`.
struct CellText: IteratorProtocol {
  private var scalars: Substring.UnicodeScalarView.Iterator
  private var waiting: Unicode.Scalar?
  private var controlLetter: UInt8?
  private let role: Role

  init(_ text: some StringProtocol, role: Role = .text) {
    scalars = Substring(text).unicodeScalars.makeIterator()
    self.role = role
  }

  /// The next cell and its columns (1 or 2).
  mutating func next() -> (cell: Cell, columns: Int)? {
    if let letter = controlLetter {
      controlLetter = nil
      return (Cell(ascii: letter, role: role), 1)
    }
    guard let base = nextBase() else { return nil }
    if base.value < 0x20 || base.value == 0x7F {
      controlLetter = UInt8(base.value) ^ 0x40
      return (Cell(ascii: 0x5E, role: role), 1)
    }
    var cell = Cell(scalar: base, role: role)
    while let scalar = scalars.next() {
      guard TextWidth.columns(of: scalar) == 0 else {
        waiting = scalar
        break
      }
      if CellText.isMark(scalar) { cell.append(scalar) }
    }
    return (cell, TextWidth.columns(of: base))
  }

  /// The next scalar that takes a column; marks without a base are dropped.
  private mutating func nextBase() -> Unicode.Scalar? {
    if let scalar = waiting {
      waiting = nil
      return CellText.printable(scalar)
    }
    while let scalar = scalars.next() {
      if TextWidth.columns(of: scalar) > 0 { return CellText.printable(scalar) }
    }
    return nil
  }

  /// C1 controls would be commands to the terminal; the soft hyphen has no agreed width.
  private static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x80...0x9F: "\u{FFFD}"
    case 0xAD: "-"
    default: scalar
    }
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .format, .lineSeparator, .paragraphSeparator: false
    // A variation selector asks for the two-column emoji form, which terminals do not agree on.
    default: !(0xFE00...0xFE0F).contains(scalar.value)
    }
  }
}

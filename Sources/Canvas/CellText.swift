/// Text cut into what the cells of a terminal hold: a base character with its combining marks.
///
/// Terminals count scalars, not grapheme clusters, and so must the canvas, or columns drift: an emoji of
/// several people is several wide characters. Format characters (joiners, and the direction overrides that
/// would let a label rearrange the screen) are dropped; control characters show as `^X`.
struct CellText: IteratorProtocol {
  private var scalars: Substring.UnicodeScalarView.Iterator
  private var waiting: (scalar: Unicode.Scalar, columns: Int)?
  private var controlLetter: UInt8?
  private let role: Role

  init(_ text: Substring, role: Role = .text) {
    scalars = text.unicodeScalars.makeIterator()
    self.role = role
  }

  /// The next cell and its columns (1 or 2).
  mutating func next() -> (cell: Cell, columns: Int)? {
    if let letter = controlLetter {
      controlLetter = nil
      return (Cell(ascii: letter, role: role), 1)
    }
    guard let (base, columns) = nextBase() else { return nil }
    if base.value < 0x20 || base.value == 0x7F {
      controlLetter = UInt8(base.value) ^ 0x40
      return (Cell(ascii: 0x5E, role: role), 1)
    }
    var cell =
      base.isASCII
      ? Cell(ascii: UInt8(base.value), role: role)
      : Cell(scalar: CellText.printable(base), role: role)
    while let scalar = scalars.next() {
      let columns = TextWidth.columns(of: scalar)
      guard columns == 0 else {
        waiting = (scalar, columns)
        break
      }
      if CellText.isMark(scalar) { cell.append(scalar) }
    }
    return (cell, columns)
  }

  /// The next scalar that takes a column; marks without a base are dropped.
  private mutating func nextBase() -> (Unicode.Scalar, Int)? {
    if let found = waiting {
      waiting = nil
      return found
    }
    while let scalar = scalars.next() {
      let columns = TextWidth.columns(of: scalar)
      if columns > 0 { return (scalar, columns) }
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

/// Text cut into what the cells of a terminal hold: a base character with its combining marks.
///
/// Terminals count scalars, not grapheme clusters, and so must the canvas, or columns drift: an emoji of
/// several people is several wide characters. Format characters (joiners, and the direction overrides that
/// would let a label rearrange the screen) are dropped; control characters show as `^X`.
struct CellText: IteratorProtocol {
  /// UTF-8, which a string guarantees to be well formed: a copy is walked faster than a view's indices.
  private let bytes: [UInt8]
  private var place = 0
  private var waiting: (scalar: Unicode.Scalar, columns: Int)?
  private var controlLetter: UInt8?
  private let role: Role

  init(_ text: Substring, role: Role = .text) {
    bytes = text.utf8.withContiguousStorageIfAvailable { Array($0) } ?? Array(text.utf8)
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
    while let scalar = nextScalar() {
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
    while let scalar = nextScalar() {
      let columns = TextWidth.columns(of: scalar)
      if columns > 0 { return (scalar, columns) }
    }
    return nil
  }

  private mutating func nextScalar() -> Unicode.Scalar? {
    guard place < bytes.count else { return nil }
    let lead = bytes[place]
    if lead < 0x80 {
      place += 1
      return Unicode.Scalar(lead)
    }
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    var value = UInt32(lead) & (0xFF >> (UInt32(length) + 1))
    for byte in bytes[(place + 1)..<min(place + length, bytes.count)] {
      value = value << 6 | UInt32(byte & 0x3F)
    }
    place += length
    return Unicode.Scalar(value)
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

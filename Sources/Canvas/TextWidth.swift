/// How many columns text takes in a terminal: East Asian Wide and Fullwidth characters take two, combining
/// marks none (Unicode Standard Annex 11). The C library's `wcwidth` is no help: it depends on the locale
/// and says -1 for all but ASCII in the locale C.
public enum TextWidth {
  /// Columns that `canvas.put` uses for `text` without a cut.
  @inlinable
  public static func columns(of text: some StringProtocol) -> Int {
    columns(of: Substring(text), limit: .max)
  }

  /// Columns of `text`, or any number above `limit` as soon as it is known to be above.
  @usableFromInline
  static func columns(of text: Substring, limit: Int) -> Int {
    if isPrintableASCII(text) { return text.utf8.count }
    var columns = 0
    var cells = CellText(text)
    while let next = cells.next() {
      columns += next.columns
      if columns > limit { break }
    }
    return columns
  }

  /// Whether each byte of `text` is one column: by far the most common text, worth a path of its own.
  static func isPrintableASCII(_ text: Substring) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
  }

  /// Columns of one scalar: 0, 1 or 2. Control characters are the caller's business.
  static func columns(of scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    // Letters of Europe; arrows, mathematics, boxes, blocks, shapes and braille, of which screens are made:
    // none of these has zero width, and only some signs among the latter are wide.
    if value < 0x300 { return 1 }
    switch value {
    case 0x2190...0x2319, 0x2500...0x25FC, 0x2800...0x28FF, 0x2010...0x2027: return 1
    case 0x2100...0x2BFF: return isWide(value) ? 2 : 1
    default: break
    }
    if isZeroWidth(scalar) { return 0 }
    return isWide(value) ? 2 : 1
  }

  private static func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .lineSeparator, .paragraphSeparator: return true
    default: break
    }
    // Vowels and final consonants of Hangul that join the syllable before them.
    return (0x1160...0x11FF).contains(scalar.value) || (0xD7B0...0xD7FF).contains(scalar.value)
  }

  private static func isWide(_ value: UInt32) -> Bool {
    guard value >= 0x1100 else { return false }
    var low = 0
    var high = wideRanges.count
    while low < high {
      let middle = (low + high) / 2
      let range = wideRanges[middle]
      if range.contains(value) { return true }
      if value < range.lowerBound { high = middle } else { low = middle + 1 }
    }
    return false
  }

  /// East_Asian_Width W and F of Unicode 14, merged over unassigned code points.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0,
    0x23F3...0x23F3, 0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F,
    0x2693...0x2693, 0x26A1...0x26A1, 0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5,
    0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA, 0x26F2...0x26F3, 0x26F5...0x26F5,
    0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B, 0x2728...0x2728,
    0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
    0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55,
    0x2E80...0x3029, 0x302E...0x303E, 0x3041...0x3096, 0x309B...0xA4C6, 0xA960...0xA97C,
    0xAC00...0xD7A3, 0xF900...0xFAD9, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60,
    0xFFE0...0xFFE6, 0x16FE0...0x16FE3, 0x16FF0...0x1B2FB, 0x1F004...0x1F004, 0x1F0CF...0x1F0CF,
    0x1F18E...0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F320, 0x1F32D...0x1F335, 0x1F337...0x1F37C,
    0x1F37E...0x1F393, 0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4...0x1F3F4,
    0x1F3F8...0x1F43E, 0x1F440...0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E,
    0x1F550...0x1F567, 0x1F57A...0x1F57A, 0x1F595...0x1F596, 0x1F5A4...0x1F5A4, 0x1F5FB...0x1F64F,
    0x1F680...0x1F6C5, 0x1F6CC...0x1F6CC, 0x1F6D0...0x1F6D2, 0x1F6D5...0x1F6DF, 0x1F6EB...0x1F6EC,
    0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7F0, 0x1F90C...0x1F93A, 0x1F93C...0x1F945, 0x1F947...0x1F9FF,
    0x1FA70...0x1FAF6, 0x20000...0x3134A,
  ]
}

/// One character position. A wide character occupies its cell and an empty `continuation` cell after it.
///
/// A cell is 16 bytes without references, so that a frame of cells is filled, compared and copied as
/// plain memory: 14 bytes of UTF-8 hold a base character and its combining marks; marks beyond are dropped.
public struct Cell: Sendable, Equatable {
  /// Bytes 0 to 7 of the UTF-8 text, first byte lowest.
  private var head: UInt64
  /// Bytes 8 to 13 of the text, then their count with the continuation flag, then the role.
  private var tail: UInt64

  private static let maximumBytes = 14
  private static let countShift: UInt64 = 48
  private static let continuationBit: UInt64 = 1 << 55
  private static let roleShift: UInt64 = 56

  /// A cell.
  public init(_ character: Character = " ", role: Role = .text, isContinuation: Bool = false) {
    head = 0
    tail = 0
    for scalar in character.unicodeScalars where !append(scalar) { break }
    self.role = role
    self.isContinuation = isContinuation
  }

  /// A cell of one ASCII byte.
  init(ascii byte: UInt8, role: Role) {
    head = UInt64(byte)
    tail = 1 << Cell.countShift | UInt64(role.rawValue) << Cell.roleShift
  }

  /// A cell of one scalar.
  init(scalar: Unicode.Scalar, role: Role) {
    head = 0
    tail = UInt64(role.rawValue) << Cell.roleShift
    append(scalar)
  }

  /// The second half of a wide character.
  static func continuation(role: Role) -> Cell {
    var cell = Cell(ascii: 0x20, role: role)
    cell.isContinuation = true
    return cell
  }

  /// The character, with its combining marks.
  public var character: Character {
    get {
      if byteCount == 1 { return Character(Unicode.Scalar(UInt8(truncatingIfNeeded: head))) }
      var bytes: [UInt8] = []
      appendUTF8(to: &bytes)
      return String(decoding: bytes, as: UTF8.self).first ?? " "
    }
    set { self = Cell(newValue, role: role, isContinuation: isContinuation) }
  }

  /// What it means.
  public var role: Role {
    get { Role(rawValue: UInt8(truncatingIfNeeded: tail >> Cell.roleShift)) ?? .text }
    set {
      tail = tail & ~(0xFF << Cell.roleShift) | UInt64(newValue.rawValue) << Cell.roleShift
    }
  }

  /// Whether this is the second half of a wide character.
  public var isContinuation: Bool {
    get { tail & Cell.continuationBit != 0 }
    set { tail = newValue ? tail | Cell.continuationBit : tail & ~Cell.continuationBit }
  }

  /// Bytes of UTF-8 in this cell.
  var byteCount: Int { Int(tail >> Cell.countShift & 0xF) }

  /// Whether the text is one byte below 0x80.
  var isASCII: Bool { byteCount <= 1 }

  /// Columns that the text takes in a terminal, 1 or 2.
  var columns: Int {
    guard byteCount > 2, !isContinuation, let base = character.unicodeScalars.first else {
      return 1
    }
    return max(TextWidth.columns(of: base), 1)
  }

  /// Whether a terminal may take another number of columns for it than we do: more than one scalar, or wide.
  var mayDisagreeOnWidth: Bool {
    guard byteCount > 2 else { return false }
    // Boxes, blocks, braille and most signs are one scalar of three bytes below U+2FFF and one column wide.
    let lead = UInt8(truncatingIfNeeded: head)
    return byteCount > 3 || !(0xE0...0xE2).contains(lead) || columns == 2
  }

  /// Whether the cell shows nothing.
  var isBlank: Bool { byteCount == 1 && head == 0x20 }

  /// Appends the text; a continuation cell has none of its own.
  @inline(__always)
  func appendUTF8(to bytes: inout [UInt8]) {
    let count = byteCount
    var rest = head
    for _ in 0..<min(count, 8) {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
    guard count > 8 else { return }
    rest = tail
    for _ in 8..<count {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  /// Adds a base character or a combining mark; false when it does not fit any more.
  @discardableResult
  mutating func append(_ scalar: Unicode.Scalar) -> Bool {
    let encoded = Unicode.UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter
    guard byteCount + encoded.count <= Cell.maximumBytes else { return false }
    for byte in encoded {
      let place = UInt64(byteCount)
      if place < 8 {
        head |= UInt64(byte) << (8 * place)
      } else {
        tail |= UInt64(byte) << (8 * (place - 8))
      }
      tail += 1 << Cell.countShift
    }
    return true
  }
}

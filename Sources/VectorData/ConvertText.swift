import Glibc

/// The fields of a line of text.
struct TextFields {
  private let line: [UInt8]
  private let separator: UInt8
  private var place = 0
  private let end: Int

  /// A line of a file from another system may end with a carriage return.
  init(line: [UInt8], separator: UInt8) {
    self.line = line
    self.separator = separator
    end = line.last == UInt8(ascii: "\r") ? line.count - 1 : line.count
  }

  /// The next field without the spaces around it; an empty line has one, which is empty.
  mutating func next() -> ArraySlice<UInt8>? {
    guard place <= end else { return nil }
    let stop = line[place..<end].firstIndex(of: separator) ?? end
    var field = line[place..<stop]
    let space = UInt8(ascii: " ")
    while field.first == space { field = field.dropFirst() }
    while field.last == space { field = field.dropLast() }
    place = stop + 1
    return field
  }

  static func count(_ line: [UInt8], separator: UInt8) -> Int {
    line.count { $0 == separator } + 1
  }
}

/// Numbers as text.
enum TextNumber {
  /// Longer than every number that a program writes, shorter than what could keep a reader busy.
  private static let longest = 64

  /// The number that `field` says, `nil` when it says none or the type does not hold it exactly; floats are
  /// rounded to the nearest, and must be finite.
  static func parse(_ field: ArraySlice<UInt8>, as type: NumberType) -> Double? {
    guard !field.isEmpty, field.count < longest, field.allSatisfy(isNumeric) else { return nil }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: longest) { text in
      for (place, byte) in field.enumerated() { text[place] = CChar(bitPattern: byte) }
      text[field.count] = 0
      guard let start = text.baseAddress else { return nil }
      var end: UnsafeMutablePointer<CChar>?
      // Rounding to a double first could round twice.
      let value = type == .float32 ? Double(strtof(start, &end)) : strtod(start, &end)
      guard end == start + field.count, type.holds(value) else { return nil }
      return value
    }
  }

  /// The shortest text that reads back as the same number.
  static func append(_ value: Double, to text: inout [UInt8]) {
    if value.rounded() == value, abs(value) < 1e15 {
      text.append(contentsOf: "\(Int64(value))".utf8)
    } else {
      text.append(contentsOf: "\(Float(value))".utf8)
    }
  }

  /// What decimal numbers are written with: no "inf", no "nan", no hexadecimal digits.
  private static func isNumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}

extension NumberType {
  /// Whether a number of this type has exactly this value.
  func holds(_ value: Double) -> Bool {
    switch self {
    case .float32: value.isFinite && Double(Float(value)) == value
    case .int8: Int8(exactly: value) != nil
    case .uint8: UInt8(exactly: value) != nil
    case .int32: Int32(exactly: value) != nil
    }
  }

  /// What errors call the numbers of this type.
  var expectation: String {
    switch self {
    case .float32: "a finite number that a 32-bit float holds"
    case .int8: "a whole number from -128 to 127"
    case .uint8: "a whole number from 0 to 255"
    case .int32: "a whole number of 32 bits"
    }
  }

  /// Number `index` of a row; floats may be no numbers.
  func load(_ index: Int, from row: UnsafeRawBufferPointer) -> Double {
    switch self {
    case .float32: Double(row.loadUnaligned(fromByteOffset: index * 4, as: Float.self))
    case .int8: Double(row.load(fromByteOffset: index, as: Int8.self))
    case .uint8: Double(row.load(fromByteOffset: index, as: UInt8.self))
    case .int32: Double(row.loadUnaligned(fromByteOffset: index * 4, as: Int32.self))
    }
  }

  /// Puts a value that the type holds into place `index` of a row.
  func store(_ value: Double, at index: Int, in row: UnsafeMutableRawBufferPointer) {
    switch self {
    case .float32: row.storeBytes(of: Float(value), toByteOffset: index * 4, as: Float.self)
    case .int8: row.storeBytes(of: Int8(value), toByteOffset: index, as: Int8.self)
    case .uint8: row.storeBytes(of: UInt8(value), toByteOffset: index, as: UInt8.self)
    case .int32: row.storeBytes(of: Int32(value), toByteOffset: index * 4, as: Int32.self)
    }
  }
}

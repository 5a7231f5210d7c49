/// The header of a `.npy` file: magic, version, length, and a Python dictionary as text.
struct NumPyHeader: Equatable {
  var shape: RowShape
  /// Where the numbers begin.
  var dataOffset: Int

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// NumPy's headers end at a multiple of this.
  private static let alignment = 64
  /// A header of numbers in rows has about a hundred bytes; NumPy itself refuses more than this unasked.
  private static let largestDictionary = 10_000

  /// Reads the header and leaves `input` behind it.
  ///
  /// - Throws: `IndexError.malformed` for what is no such header, `mismatch` for numbers that are not
  ///   converted here, each with what was found.
  static func read(_ input: inout ConvertInput) throws(IndexError) -> NumPyHeader {
    let path = input.path
    var start = [UInt8](repeating: 0, count: 8)
    try input.read(&start)
    guard start.starts(with: magic) else {
      throw .malformed(
        path: path, offset: 0, field: "magic", expected: "\\x93NUMPY",
        found: start.prefix(6).map { "\($0)" }.joined(separator: " "))
    }
    guard start[6] == 1 || start[6] == 2 else {
      throw .malformed(
        path: path, offset: 6, field: "version", expected: "1 or 2", found: "\(start[6])")
    }
    let length =
      start[6] == 1
      ? Int(try input.readNumber(UInt16.self)) : Int(try input.readNumber(UInt32.self))
    guard length <= min(largestDictionary, input.byteCount - input.offset) else {
      throw .malformed(
        path: path, offset: 8, field: "header length",
        expected: "at most \(min(largestDictionary, input.byteCount - input.offset))",
        found: "\(length)")
    }
    let place = input.offset
    var text = [UInt8](repeating: 0, count: length)
    try input.read(&text)
    let dictionary = NumPyDictionary(
      text: String(decoding: text, as: UTF8.self), path: path, offset: place)
    let shape = try dictionary.shape()
    return NumPyHeader(shape: shape, dataOffset: input.offset)
  }

  /// The bytes that NumPy itself would write.
  static func bytes(_ shape: RowShape) -> [UInt8] {
    let descriptor =
      switch shape.type {
      case .float32: "<f4"
      case .int8: "|i1"
      case .uint8: "|u1"
      case .int32: "<i4"
      }
    let text =
      "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': (\(shape.count), \(shape.dimension)), }"
    let fixed = magic.count + 4
    let length = (fixed + text.utf8.count + 1 + alignment - 1) / alignment * alignment - fixed
    let padding = String(repeating: " ", count: length - text.utf8.count - 1)
    let lengthBytes = [UInt8(length & 0xFF), UInt8(length >> 8)]
    return magic + [1, 0] + lengthBytes + Array((text + padding + "\n").utf8)
  }
}

extension ConvertInput {
  /// Reads as many bytes as `bytes` has.
  mutating func read(_ bytes: inout [UInt8]) throws(IndexError) {
    var failure: IndexError?
    bytes.withUnsafeMutableBytes { target in
      do throws(IndexError) { try read(into: target) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}

/// The dictionary of a header; as NumPy writes it, and no more of Python than that.
private struct NumPyDictionary {
  let text: String
  let path: String
  let offset: Int

  func shape() throws(IndexError) -> RowShape {
    let order = try value(of: "fortran_order", upTo: ",")
    guard order == "False" else {
      throw .mismatch(
        path: path, field: "fortran_order", expected: "False: one row after another",
        found: order)
    }
    let (count, dimension) = try counts()
    return RowShape(count: count, dimension: dimension, type: try type())
  }

  private func type() throws(IndexError) -> NumberType {
    let found = try value(of: "descr", upTo: ",")
    switch found {
    case "'<f4'": return .float32
    case "'|i1'": return .int8
    case "'|u1'": return .uint8
    case "'<i4'": return .int32
    default:
      throw .mismatch(
        path: path, field: "descr", expected: "'<f4', '|u1', '|i1' or '<i4'", found: found)
    }
  }

  private func counts() throws(IndexError) -> (Int, Int) {
    let list = try value(of: "shape", upTo: ")")
    let parts = list.dropFirst().split(separator: ",").map { part in
      Int(part.filter { $0 != " " })
    }
    guard list.hasPrefix("("), parts.count == 2, let count = parts[0], let dimension = parts[1],
      count > 0, dimension > 0
    else {
      throw .mismatch(
        path: path, field: "shape", expected: "(rows, columns), both at least 1",
        found: list + ")")
    }
    return (count, dimension)
  }

  /// The text behind the key up to `end`.
  private func value(of key: String, upTo end: Character) throws(IndexError) -> String {
    let opening = "'\(key)':"
    guard let start = position(behind: opening) else {
      throw .malformed(
        path: path, offset: Int64(offset), field: "header", expected: "a key '\(key)'",
        found: String(text.prefix(60)))
    }
    let rest = text[start...].drop { $0 == " " }
    guard let stop = rest.firstIndex(of: end) else {
      throw .malformed(
        path: path, offset: Int64(offset), field: key, expected: "a value before \"\(end)\"",
        found: String(rest.prefix(60)))
    }
    return String(rest[..<stop])
  }

  private func position(behind opening: String) -> String.Index? {
    var rest = text[...]
    while !rest.isEmpty {
      if rest.hasPrefix(opening) {
        return rest.index(rest.startIndex, offsetBy: opening.count)
      }
      rest = rest.dropFirst()
    }
    return nil
  }
}

/// The user's names of rows: a text file with one line per row, `identifier TAB text`.
///
/// The file stays mapped; only the starts of its lines are kept, 8 bytes each.
public final class NameTable: Sendable {
  private let file: MappedFile
  private let lineStarts: [Int]

  private static let newline = UInt8(ascii: "\n")
  private static let tab = UInt8(ascii: "\t")

  /// Maps the names at `path`. A last line without its newline counts.
  ///
  /// - Parameter expectedCount: The number of rows that the names belong to, if it is known.
  /// - Throws: `IndexError.system` when it cannot be read, `mismatch` when it has another number of lines.
  public init(path: String, expectedCount: Int? = nil) throws(IndexError) {
    file = try MappedFile(path: path)
    var starts = [0]
    for (offset, byte) in file.bytes.enumerated() where byte == Self.newline {
      starts.append(offset + 1)
    }
    // The end of the file closes the last line, as the newline before it would have.
    if starts.last != file.bytes.count { starts.append(file.bytes.count + 1) }
    lineStarts = starts
    if let expectedCount, expectedCount != count {
      throw .mismatch(
        path: path, field: "lines", expected: "\(expectedCount), one per row", found: "\(count)")
    }
  }

  /// The path that was opened.
  public var path: String { file.path }

  /// Rows.
  public var count: Int { lineStarts.count - 1 }

  /// What the user calls `row`; empty where there is no such line.
  public func identifier(of row: NodeID) -> String {
    let line = line(row)
    return Self.text(line.prefix { $0 != Self.tab })
  }

  /// What stands behind the identifier, empty where nothing does.
  public func text(of row: NodeID) -> String {
    let line = line(row)
    guard let tab = line.firstIndex(of: Self.tab) else { return "" }
    return Self.text(line[(tab + 1)...])
  }

  /// The row whose identifier is exactly `identifier`. Reads all lines, O(bytes).
  public func row(identifier: String) -> NodeID? {
    let wanted = Array(identifier.utf8)
    for row in 0..<count {
      let line = line(NodeID(row))
      guard line.count >= wanted.count, line.prefix(wanted.count).elementsEqual(wanted) else {
        continue
      }
      let rest = line.dropFirst(wanted.count)
      if rest.isEmpty || rest.first == Self.tab { return NodeID(row) }
    }
    return nil
  }

  /// The first `limit` rows whose line contains `substring`; the case of ASCII letters does not matter.
  /// Reads all lines, O(bytes).
  public func find(_ substring: String, limit: Int = .max) -> [NodeID] {
    let wanted = substring.utf8.map(Self.lowercased)
    guard !wanted.isEmpty else { return [] }
    var found: [NodeID] = []
    for row in 0..<count where found.count < limit {
      if Self.contains(line(NodeID(row)), wanted) { found.append(NodeID(row)) }
    }
    return found
  }

  /// Writes the file as it is to `path`.
  ///
  /// - Throws: `IndexError.system`; nothing is left then.
  public func copy(to path: String) throws(IndexError) {
    var copy = try OutputFile(path: path)
    try copy.append(file.bytes)
    try copy.finish()
  }

  private func line(_ row: NodeID) -> Slice<UnsafeRawBufferPointer> {
    guard Int(row) < count else { return file.bytes[0..<0] }
    let line = file.bytes[lineStarts[Int(row)]..<(lineStarts[Int(row) + 1] - 1)]
    return line.last == UInt8(ascii: "\r") ? line.dropLast() : line
  }

  private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
    String(decoding: UnsafeRawBufferPointer(rebasing: bytes), as: UTF8.self)
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
  }

  private static func contains(_ line: Slice<UnsafeRawBufferPointer>, _ wanted: [UInt8]) -> Bool {
    guard line.count >= wanted.count else { return false }
    let bytes = UnsafeRawBufferPointer(rebasing: line)
    for start in 0...(bytes.count - wanted.count) {
      var matched = 0
      while matched < wanted.count, lowercased(bytes[start + matched]) == wanted[matched] {
        matched += 1
      }
      if matched == wanted.count { return true }
    }
    return false
  }
}

/// The place of a "bin" block in a file: int32 rows, int32 columns, then the rows without padding.
///
/// DiskANN writes everything in such blocks, one per file or several (docs/formats.md). Nothing is
/// allocated by what a header says before it is held against the size of the file.
public struct BinBlock: Sendable, Equatable {
  /// The bytes of the two counts.
  public static let headerBytes = 8

  /// Rows, at least 1.
  public let rows: Int
  /// Columns, at least 1.
  public let columns: Int
  /// Bytes of one element.
  public let elementBytes: Int
  /// Where the first row starts in the file.
  public let dataOffset: Int

  /// Where the block ends in the file.
  public var endOffset: Int { dataOffset + rows * columns * elementBytes }

  /// Reads the header at byte `offset` of a file and checks that the whole block lies in the file.
  ///
  /// - Parameter label: What the errors call the block ("pivots"), empty where it is the whole file.
  /// - Throws: `IndexError.malformed` with the field, its byte, and what it should have been.
  public init(
    in bytes: UnsafeRawBufferPointer, at offset: Int = 0, elementBytes: Int, path: String,
    label: String = ""
  ) throws(IndexError) {
    let name = label.isEmpty ? "" : label + " "
    let (headerEnd, isBeyond) = offset.addingReportingOverflow(Self.headerBytes)
    guard offset >= 0, !isBeyond, headerEnd <= bytes.count else {
      throw .malformed(
        path: path, offset: Int64(offset), field: name + "header",
        expected: "\(Self.headerBytes) bytes", found: "\(max(0, bytes.count - max(0, offset)))")
    }
    rows = try Self.count(in: bytes, at: offset, field: name + "row count", path: path)
    columns = try Self.count(in: bytes, at: offset + 4, field: name + "column count", path: path)
    self.elementBytes = elementBytes
    dataOffset = headerEnd

    // Two positive int32 and a small element always fit 63 bits only below 2^62: check, do not trust.
    let (cells, cellsOverflow) = rows.multipliedReportingOverflow(by: columns)
    let (size, sizeOverflow) = cells.multipliedReportingOverflow(by: elementBytes)
    let (end, endOverflow) = headerEnd.addingReportingOverflow(size)
    guard !cellsOverflow, !sizeOverflow, !endOverflow, end <= bytes.count else {
      let shape = "\(rows) x \(columns) elements of \(elementBytes) bytes"
      throw .malformed(
        path: path, offset: nil, field: name + "size",
        expected: endOverflow || sizeOverflow || cellsOverflow
          ? "\(shape) within the file" : "\(end) bytes (\(shape))",
        found: "\(bytes.count) bytes")
    }
  }

  /// Checks that the block is the last thing in a file of `byteCount` bytes.
  ///
  /// - Throws: `IndexError.malformed` when something follows.
  public func requireEnd(byteCount: Int, path: String) throws(IndexError) {
    guard endOffset == byteCount else {
      throw .malformed(
        path: path, offset: nil, field: "size",
        expected:
          "\(endOffset) bytes (\(rows) x \(columns) elements of \(elementBytes) bytes)",
        found: "\(byteCount) bytes")
    }
  }

  private static func count(
    in bytes: UnsafeRawBufferPointer, at offset: Int, field: String, path: String
  ) throws(IndexError) -> Int {
    let value = Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
    guard value > 0 else {
      throw .malformed(
        path: path, offset: Int64(offset), field: field, expected: "at least 1", found: "\(value)")
    }
    return Int(value)
  }
}

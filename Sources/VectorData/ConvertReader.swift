/// The rows of a file, one after another, whatever its format. Memory: one row and a buffer.
struct RowReader: ~Copyable {
  /// What the file holds.
  let shape: RowShape
  private let format: VectorFileFormat
  private var input: ConvertInput
  private var row = 0
  /// Where the numbers of the row read last begin.
  private var rowOffset = 0
  private var line: [UInt8] = []

  /// The longest line: every number with all its digits.
  static let lineLimit = BinFile.maximumDimension * 32

  /// Opens the file at `path` and reads its header, or counts its lines.
  ///
  /// - Parameter type: The type of the numbers where the format leaves it open; a text is read as it.
  /// - Throws: `IndexError.parameter` when the type is open, `malformed` and `mismatch` when the file is not
  ///   of this format, `system`.
  static func open(
    path: String, format: VectorFileFormat, type: NumberType?
  ) throws(IndexError) -> RowReader {
    var input = try ConvertInput(path: path)
    let shape = try shape(of: &input, format: format, type: type)
    guard shape.dimension <= BinFile.maximumDimension else {
      throw .mismatch(
        path: path, field: "columns", expected: "at most \(BinFile.maximumDimension)",
        found: "\(shape.dimension)")
    }
    return RowReader(input, shape: shape, format: format)
  }

  private init(_ input: consuming ConvertInput, shape: RowShape, format: VectorFileFormat) {
    self.input = input
    self.shape = shape
    self.format = format
  }

  private static func shape(
    of input: inout ConvertInput, format: VectorFileFormat, type: NumberType?
  ) throws(IndexError) -> RowShape {
    guard input.byteCount > 0 else {
      throw .malformed(
        path: input.path, offset: nil, field: "size", expected: "at least one row",
        found: "0 bytes")
    }
    if format == .npy {
      let header = try NumPyHeader.read(&input)
      try requireSize(header.shape, headerBytes: header.dataOffset, input)
      return header.shape
    }
    if let separator = format.separator {
      return try shapeOfText(&input, separator: separator, type: type ?? .float32)
    }
    if format.hasRowLengths {
      return try shapeOfRowsWithLengths(&input, type: format.numberType ?? .float32)
    }
    return try shapeOfBlock(&input, type: known(format.numberType ?? type, input.path))
  }

  private static func known(_ type: NumberType?, _ path: String) throws(IndexError) -> NumberType {
    if let type { return type }
    throw .parameter(
      name: "--type", expected: "float, int8, uint8 or int32 (\(path) does not say it)",
      found: "none")
  }

  /// Reads the next row into `target`, `shape.rowBytes` bytes. At most `shape.count` times.
  ///
  /// - Throws: `IndexError.malformed` with the byte or the line of the fault.
  mutating func next(into target: UnsafeMutableRawBufferPointer) throws(IndexError) {
    precondition(row < shape.count && target.count == shape.rowBytes, "a row that is there")
    if let separator = format.separator {
      guard try input.readLine(into: &line, limit: Self.lineLimit) else {
        throw fault(row: row, column: nil, expected: "a line", found: "the end of the file")
      }
      try parse(separator: separator, into: target)
    } else {
      if format.hasRowLengths { try readLength() }
      rowOffset = input.offset
      try input.read(into: target)
    }
    row += 1
  }

  /// What is wrong with a number of the row read last.
  func rowFault(column: Int, expected: String, found: String) -> IndexError {
    fault(row: row - 1, column: column, expected: expected, found: found)
  }

  private func fault(
    row: Int, column: Int?, expected: String, found: String
  ) -> IndexError {
    let place = column.map { ", column \($0 + 1)" } ?? ""
    guard format.separator == nil else {
      return .malformed(
        path: input.path, offset: nil, field: "line \(row + 1)\(place)", expected: expected,
        found: found)
    }
    let offset = rowOffset + (column ?? 0) * shape.type.byteCount
    return .malformed(
      path: input.path, offset: Int64(offset), field: "row \(row)\(place)", expected: expected,
      found: found)
  }

  private mutating func readLength() throws(IndexError) {
    let place = input.offset
    let length = try input.readNumber(Int32.self)
    guard length == Int32(shape.dimension) else {
      throw .malformed(
        path: input.path, offset: Int64(place), field: "length of row \(row)",
        expected: "\(shape.dimension) as the first row has", found: "\(length)")
    }
  }

  private func parse(
    separator: UInt8, into target: UnsafeMutableRawBufferPointer
  ) throws(IndexError) {
    var fields = TextFields(line: line, separator: separator)
    var column = 0
    while let field = fields.next() {
      guard column < shape.dimension else {
        column += 1
        break
      }
      guard let value = TextNumber.parse(field, as: shape.type) else {
        throw fault(
          row: row, column: column, expected: shape.type.expectation,
          found: "\"\(String(decoding: field.prefix(40), as: UTF8.self))\"")
      }
      shape.type.store(value, at: column, in: target)
      column += 1
    }
    guard column == shape.dimension else {
      throw fault(
        row: row, column: nil, expected: "\(shape.dimension) numbers as line 1 has",
        found: "\(TextFields.count(line, separator: separator))")
    }
  }

  // MARK: Shapes

  private static func shapeOfBlock(
    _ input: inout ConvertInput, type: NumberType
  ) throws(IndexError) -> RowShape {
    let count = try positive(&input, field: "row count")
    let dimension = try positive(&input, field: "column count")
    let shape = RowShape(count: count, dimension: dimension, type: type)
    try requireSize(shape, headerBytes: 8, input)
    return shape
  }

  private static func shapeOfRowsWithLengths(
    _ input: inout ConvertInput, type: NumberType
  ) throws(IndexError) -> RowShape {
    let dimension = try positive(&input, field: "length of row 0")
    let rowBytes = 4 + dimension * type.byteCount
    guard input.byteCount % rowBytes == 0 else {
      throw .malformed(
        path: input.path, offset: nil, field: "size",
        expected: "rows of \(rowBytes) bytes (4 and \(dimension) x \(type.byteCount))",
        found: "\(input.byteCount) bytes")
    }
    let count = input.byteCount / rowBytes
    try input.seek(to: 0)
    return RowShape(count: count, dimension: dimension, type: type)
  }

  /// Texts are read twice: most formats need the number of rows before the first.
  private static func shapeOfText(
    _ input: inout ConvertInput, separator: UInt8, type: NumberType
  ) throws(IndexError) -> RowShape {
    var line: [UInt8] = []
    var (count, dimension) = (0, 0)
    while try input.readLine(into: &line, limit: lineLimit) {
      if count == 0 { dimension = TextFields.count(line, separator: separator) }
      count += 1
    }
    try input.seek(to: 0)
    return RowShape(count: count, dimension: dimension, type: type)
  }

  private static func positive(
    _ input: inout ConvertInput, field: String
  ) throws(IndexError) -> Int {
    let place = input.offset
    let value = try input.readNumber(Int32.self)
    guard value > 0 else {
      throw .malformed(
        path: input.path, offset: Int64(place), field: field, expected: "at least 1",
        found: "\(value)")
    }
    return Int(value)
  }

  private static func requireSize(
    _ shape: RowShape, headerBytes: Int, _ input: borrowing ConvertInput
  ) throws(IndexError) {
    let (cells, cellsOverflow) = shape.count.multipliedReportingOverflow(by: shape.dimension)
    let (bytes, bytesOverflow) = cells.multipliedReportingOverflow(by: shape.type.byteCount)
    let (end, endOverflow) = bytes.addingReportingOverflow(headerBytes)
    let isImpossible = cellsOverflow || bytesOverflow || endOverflow
    guard !isImpossible, end == input.byteCount else {
      let text = "\(shape.count) x \(shape.dimension) numbers of \(shape.type.byteCount) bytes"
      throw .malformed(
        path: input.path, offset: nil, field: "size",
        expected: isImpossible ? "\(text) within the file" : "\(end) bytes (\(text))",
        found: "\(input.byteCount) bytes")
    }
  }
}

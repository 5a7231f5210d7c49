/// Writes rows in some format. What has a header gets it before the first row.
struct RowWriter: ~Copyable {
  private let format: VectorFileFormat
  private let shape: RowShape
  private var file: OutputFile
  private var line: [UInt8] = []

  /// - Parameter shape: Of what follows; its type is one that the format can hold.
  init(
    _ file: consuming OutputFile, format: VectorFileFormat, shape: RowShape
  ) throws(IndexError) {
    precondition(format.numberType ?? shape.type == shape.type, "the format holds the type")
    self.format = format
    self.shape = shape
    self.file = file
    if format == .npy {
      try self.file.append(elements: NumPyHeader.bytes(shape))
    } else if format.isBlock {
      try self.file.appendBinHeader(rows: shape.count, columns: shape.dimension)
    }
  }

  /// Appends a row of `shape.rowBytes` bytes.
  mutating func append(_ row: UnsafeRawBufferPointer) throws(IndexError) {
    if let separator = format.separator {
      line.removeAll(keepingCapacity: true)
      for column in 0..<shape.dimension {
        if column > 0 { line.append(separator) }
        TextNumber.append(shape.type.load(column, from: row), to: &line)
      }
      line.append(UInt8(ascii: "\n"))
      return try file.append(elements: line)
    }
    if format.hasRowLengths { try file.append(Int32(shape.dimension)) }
    try file.append(row)
  }

  /// Gives the file its name.
  consuming func finish() throws(IndexError) { try file.finish() }
}

/// From one file format of vectors to another, row by row in constant memory.
public enum VectorConversion {
  /// A file at one end of a conversion.
  public struct End: Sendable, Equatable {
    /// Its path; `-` is standard output.
    public var path: String
    /// Its format.
    public var format: VectorFileFormat

    /// A file whose extension says the format, unless `format` does.
    ///
    /// - Throws: `IndexError.parameter` when nobody says it.
    public init(path: String, format: VectorFileFormat? = nil) throws(IndexError) {
      self.path = path
      guard let known = format ?? VectorFileFormat(path: path) else {
        throw .parameter(
          name: path,
          expected: "a name that ends in ."
            + VectorFileFormat.allCases.map(\.rawValue).joined(separator: ", ."),
          found: "none of these")
      }
      self.format = known
    }
  }

  /// Converts `source` to `target`, which appears under its name only when it is complete. Numbers keep
  /// their values: what the type of the target does not hold exactly is an error.
  ///
  /// - Parameter type: The type of whichever file does not fix it; without it a text is read as floats, and
  ///   the target gets the type of the source.
  /// - Returns: What was written.
  /// - Throws: `IndexError.parameter` when a type is open, `malformed` with the byte or the line of what
  ///   cannot be converted, `mismatch` for a kind of file that is not read, `system`, `cancelled`.
  @discardableResult
  public static func run(
    from source: End, to target: End, type: NumberType? = nil, control: JobControl = JobControl()
  ) throws(IndexError) -> RowShape {
    var reader = try RowReader.open(
      path: source.path, format: source.format,
      type: type ?? (source.format.separator == nil ? nil : target.format.numberType))
    var shape = reader.shape
    shape.type = target.format.numberType ?? type ?? reader.shape.type
    let file =
      target.path == "-"
      ? OutputFile(descriptor: 1, path: "standard output") : try OutputFile(path: target.path)
    var writer = try RowWriter(file, format: target.format, shape: shape)
    let memory = try AlignedBuffer(
      byteCount: reader.shape.rowBytes + shape.rowBytes, purpose: "a row")
    let row = UnsafeMutableRawBufferPointer(rebasing: memory.bytes[..<reader.shape.rowBytes])
    let converted = UnsafeMutableRawBufferPointer(
      rebasing: memory.bytes[reader.shape.rowBytes...])
    let counter = JobCounter(
      control: control, phase: "convert", total: shape.count, unit: "rows")
    for index in 0..<shape.count {
      if index & 0xFFF == 0 { try control.checkCancelled() }
      try reader.next(into: row)
      try convert(row, of: reader, into: converted, type: shape.type)
      try writer.append(UnsafeRawBufferPointer(converted))
      counter.add(1)
    }
    try writer.finish()
    return shape
  }

  private static func convert(
    _ row: UnsafeMutableRawBufferPointer, of reader: borrowing RowReader,
    into target: UnsafeMutableRawBufferPointer, type: NumberType
  ) throws(IndexError) {
    let source = UnsafeRawBufferPointer(row)
    if reader.shape.type == type && type != .float32 { return target.copyMemory(from: source) }
    for column in 0..<reader.shape.dimension {
      let value = reader.shape.type.load(column, from: source)
      guard type.holds(value) else {
        throw reader.rowFault(column: column, expected: type.expectation, found: "\(value)")
      }
      type.store(value, at: column, in: target)
    }
  }
}

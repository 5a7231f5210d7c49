/// Files of vectors: `.fbin`, `.i8bin`, `.u8bin` and `.bin`, one `BinBlock` that fills the file.
public enum BinFile {
  /// Above this the 32-bit integer sums of the kernels could overflow, and no disk node would fit a read.
  public static let maximumDimension = 32_768

  /// Maps the vectors of the file at `path`. Costs nothing but the mapping; float values are checked by
  /// `VectorMatrix.validateFinite`.
  ///
  /// - Parameter elementType: What `.bin` does not say; it wins over the extension.
  /// - Throws: `IndexError.parameter` when the type is neither given nor said by the extension,
  ///   `malformed` when the size is not exactly what the header says, `system` when it cannot be read.
  public static func open(
    path: String, elementType: ElementType? = nil
  ) throws(IndexError) -> VectorMatrix {
    let type = try resolvedType(path: path, elementType: elementType)
    let file = try MappedFile(path: path)
    let block = try BinBlock(in: file.bytes, elementBytes: type.byteCount, path: path)
    try block.requireEnd(byteCount: file.bytes.count, path: path)
    guard block.columns <= maximumDimension else {
      throw .malformed(
        path: path, offset: 4, field: "column count", expected: "at most \(maximumDimension)",
        found: "\(block.columns)")
    }
    guard let start = file.bytes.baseAddress else {
      preconditionFailure("a file with a block is not empty")
    }
    return VectorMatrix(
      count: block.rows, dimension: block.columns, elementType: type, path: path,
      start: start + block.dataOffset, owner: file)
  }

  /// Writes `matrix` as a file of vectors; an existing file is replaced only when all is written.
  ///
  /// - Throws: `IndexError.system` with the operation that failed, nothing is left then.
  public static func write(_ matrix: VectorMatrix, to path: String) throws(IndexError) {
    var file = try OutputFile(path: path)
    try file.appendBinHeader(rows: matrix.count, columns: matrix.dimension)
    for index in 0..<matrix.count {
      try file.append(UnsafeRawBufferPointer(start: matrix.row(index), count: matrix.rowBytes))
    }
    try file.finish()
  }

  private static func resolvedType(
    path: String, elementType: ElementType?
  ) throws(IndexError) -> ElementType {
    if let elementType { return elementType }
    if let fromName = ElementType(path: path) { return fromName }
    throw .parameter(
      name: "--type",
      expected: "float, int8 or uint8 (\(path) does not say it by .fbin, .i8bin, .u8bin)",
      found: "none")
  }
}

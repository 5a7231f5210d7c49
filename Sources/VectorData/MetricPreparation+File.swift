extension MetricPreparation {
  /// Writes M as DiskANN's `_disk.index_max_base_norm.bin`: a block of one float.
  ///
  /// - Throws: `IndexError.system`; nothing is left then.
  public func writeMaximumNorm(to path: String) throws(IndexError) {
    var file = try OutputFile(path: path)
    try file.appendBinHeader(rows: 1, columns: 1)
    try file.append(maximumNorm.bitPattern)
    try file.finish()
  }

  /// Reads M from the file at `path`.
  ///
  /// - Throws: `IndexError.malformed` when it is not one positive number, `system` when there is none.
  public static func readMaximumNorm(path: String) throws(IndexError) -> Float {
    let file = try MappedFile(path: path)
    defer { withExtendedLifetime(file) {} }
    let block = try BinBlock(in: file.bytes, elementBytes: 4, path: path)
    try block.requireEnd(byteCount: file.bytes.count, path: path)
    guard block.rows == 1, block.columns == 1 else {
      throw .malformed(
        path: path, offset: 0, field: "shape", expected: "1 x 1",
        found: "\(block.rows) x \(block.columns)")
    }
    let bits = file.bytes.loadUnaligned(fromByteOffset: block.dataOffset, as: UInt32.self)
    let norm = Float(bitPattern: UInt32(littleEndian: bits))
    guard norm > 0, norm.isFinite else {
      throw .malformed(
        path: path, offset: Int64(block.dataOffset), field: "largest norm",
        expected: "a finite number above 0", found: "\(norm)")
    }
    return norm
  }
}

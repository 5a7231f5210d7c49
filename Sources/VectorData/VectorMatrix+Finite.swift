extension VectorMatrix {
  /// Checks that no component is NaN or infinite; integer types always pass. Reads all rows once.
  ///
  /// - Throws: `IndexError.malformed` naming the row and column of the first such value, `cancelled`.
  public func validateFinite(control: JobControl = JobControl()) throws(IndexError) {
    guard elementType == .float32 else { return }
    let rowsPerCheck = max(1, (1 << 20) / dimension)
    var start = 0
    while start < count {
      try control.checkCancelled()
      let end = min(start + rowsPerCheck, count)
      for index in start..<end where !hasOnlyFinite(row: index) { throw notFinite(row: index) }
      releasePages(of: start..<end)
      start = end
    }
  }

  private func hasOnlyFinite(row index: Int) -> Bool {
    let source = row(index)
    var isBad: UInt32 = 0
    for column in 0..<dimension {
      // All exponent bits set means NaN or infinity (IEEE 754); adding one carries into the sign.
      let bits = source.loadUnaligned(fromByteOffset: column * 4, as: UInt32.self)
      isBad |= (bits & 0x7F80_0000) &+ 0x0080_0000
    }
    return isBad & 0x8000_0000 == 0
  }

  private func notFinite(row index: Int) -> IndexError {
    let values = floats(row: index)
    let column = values.firstIndex { !$0.isFinite } ?? 0
    let offset = BinBlock.headerBytes + index * rowStride + column * 4
    return .malformed(
      path: path, offset: Int64(offset), field: "row \(index), column \(column)",
      expected: "a finite number", found: "\(values[column])")
  }
}

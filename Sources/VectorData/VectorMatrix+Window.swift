import Glibc

extension VectorMatrix {
  /// The rows of `range` as a matrix of their own over the same memory.
  public func rows(_ range: Range<Int>) -> VectorMatrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "rows out of range")
    return VectorMatrix(
      count: range.count, dimension: dimension, elementType: elementType, rowStride: rowStride,
      path: path, start: baseAddress + range.lowerBound * rowStride, owner: owner)
  }

  /// The given rows one after another: itself where they are as many as it has, else a copy.
  ///
  /// - Throws: `IndexError.memory`.
  public func gathered(
    _ rows: [Int], purpose: String
  ) throws(IndexError) -> VectorMatrix {
    guard rows.count < count else { return self }
    let memory = try AlignedBuffer(byteCount: rows.count * rowBytes, purpose: purpose)
    guard let start = memory.bytes.baseAddress else {
      preconditionFailure("a buffer has an address")
    }
    for (place, row) in rows.enumerated() {
      (start + place * rowBytes).copyMemory(from: self.row(row), byteCount: rowBytes)
    }
    return VectorMatrix(
      count: rows.count, dimension: dimension, elementType: elementType, path: path, start: start,
      owner: memory)
  }

  /// Takes the pages of the rows of `range` out of this process's resident memory, if they are pages of a
  /// mapped file; reading them again brings them back from the page cache. Does nothing for owned memory.
  ///
  /// What a pass over a file has read counts as memory of the process until this is called.
  public func releasePages(of range: Range<Int>) {
    guard owner is MappedFile, !range.isEmpty else { return }
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "rows out of range")
    let pageBytes = Int(sysconf(Int32(_SC_PAGESIZE)))
    // Outward to whole pages: a neighbour that loses one by this only reads it again.
    let start = Int(bitPattern: baseAddress + range.lowerBound * rowStride) / pageBytes * pageBytes
    let end = Int(bitPattern: baseAddress + range.upperBound * rowStride)
    madvise(UnsafeMutableRawPointer(bitPattern: start), end - start, MADV_DONTNEED)
  }

  /// Takes all pages out of the resident memory, as `releasePages(of:)` does.
  public func releasePages() { releasePages(of: 0..<count) }
}

import VectorData

/// The sample of an index's vectors that DiskANN leaves beside it: queries for whoever chooses a node cache.
public enum SampleFile {
  /// One row in ten, and no more than this.
  static let largestCount = 100_000

  /// Writes `P_sample_data.bin`, rows of `vectors` in their order, and their numbers as `P_sample_ids.bin`.
  /// The rows are drawn with `seed`, each as likely as any other (Knuth vol. 2, 3.4.2 S).
  ///
  /// - Throws: `IndexError.system`, `cancelled`.
  public static func write(
    _ vectors: VectorMatrix, seed: UInt64, to files: IndexFiles, control: JobControl
  ) throws(IndexError) {
    let count = min((vectors.count + 9) / 10, largestCount)
    var generator = SeededGenerator(seed: seed, stream: 0x5A)
    var data = try OutputFile(path: files.sampleData)
    var ids = try OutputFile(path: files.sampleIDs)
    try data.appendBinHeader(rows: count, columns: vectors.dimension)
    try ids.appendBinHeader(rows: count, columns: 1)
    var drawn = 0
    for row in 0..<vectors.count {
      if row & 0xFFF == 0xFFF {
        try control.checkCancelled()
        vectors.releasePages(of: row - 0xFFF..<row)
      }
      guard generator.nextIndex(below: vectors.count - row) < count - drawn else { continue }
      try data.append(UnsafeRawBufferPointer(start: vectors.row(row), count: vectors.rowBytes))
      try ids.append(UInt32(row))
      drawn += 1
    }
    try data.finish()
    try ids.finish()
  }
}

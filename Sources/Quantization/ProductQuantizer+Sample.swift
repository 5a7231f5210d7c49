import VectorData

extension ProductQuantizer {
  /// A copy of the rows that training with `seed` and a sample of `limit` looks at, in their order: training
  /// on it gives what training on `matrix` gives, without a page of a mapped file in memory.
  ///
  /// - Throws: `IndexError.memory`.
  public static func gatherSample(
    of matrix: VectorMatrix, limit: Int, seed: UInt64
  ) throws(IndexError) -> VectorMatrix {
    precondition(limit > 0, "training needs rows")
    var generator = SeededGenerator(seed: seed)
    let sample = TrainingSample(total: matrix.count, limit: limit, generator: &generator)
    let memory = try AlignedBuffer(
      byteCount: sample.count * matrix.rowBytes, purpose: "rows to train PQ on")
    guard let start = memory.bytes.baseAddress else { preconditionFailure("a sample has rows") }
    var released = 0
    for place in 0..<sample.count {
      let row = sample.ids.map { Int($0[place]) } ?? place
      (start + place * matrix.rowBytes).copyMemory(
        from: matrix.row(row), byteCount: matrix.rowBytes)
      if (row - released) * matrix.rowBytes >= releasedBytes {
        matrix.releasePages(of: released..<row)
        released = row
      }
    }
    matrix.releasePages(of: released..<matrix.count)
    return VectorMatrix(
      count: sample.count, dimension: matrix.dimension, elementType: matrix.elementType,
      path: matrix.path, start: start, owner: memory)
  }

  /// Mapped bytes that a pass holds in memory at most.
  private static let releasedBytes = 4 << 20
}

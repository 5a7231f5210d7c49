import VectorData

/// Finds out whether float components could as well be bytes.
enum ByteRange {
  private static let chunkRows = 1024

  /// The smallest component of `matrix` (floats), if all are whole numbers and none is more than 255 above it;
  /// `nil` otherwise, and for more components than integer distances allow. Mostly one row tells.
  static func smallestComponent(of matrix: VectorMatrix, team: WorkerTeam) -> Float? {
    guard matrix.count > 0, matrix.dimension <= PackedRows.maxIntegerDimension,
      range(of: 0..<1, in: matrix) != nil
    else { return nil }
    let chunkCount = (matrix.count + chunkRows - 1) / chunkRows
    let ranges = ChunkResults<ClosedRange<Float>?>(chunkCount, initial: nil)
    team.forEachChunk(count: matrix.count, chunk: chunkRows) { rows, _ in
      ranges[rows.lowerBound / chunkRows] = range(of: rows, in: matrix)
      matrix.releasePages(of: rows)
    }
    var (smallest, largest) = (Float.infinity, -Float.infinity)
    for chunk in 0..<chunkCount {
      guard let range = ranges[chunk] else { return nil }
      (smallest, largest) = (min(smallest, range.lowerBound), max(largest, range.upperBound))
    }
    return largest - smallest <= 255 ? smallest : nil
  }

  private static func range(of rows: Range<Int>, in matrix: VectorMatrix) -> ClosedRange<Float>? {
    // Whole numbers up to 2^23 and their differences are exact.
    let limit: Float = 0x1p23
    var (smallest, largest) = (limit, -limit)
    for row in rows {
      let floats = matrix.row(row)
      var isWhole = true
      for column in 0..<matrix.dimension {
        let value = floats.loadUnaligned(fromByteOffset: 4 * column, as: Float.self)
        smallest = min(smallest, value)
        largest = max(largest, value)
        isWhole = isWhole && value == value.rounded(.towardZero)
      }
      guard isWhole, smallest > -limit, largest < limit, largest - smallest <= 255 else {
        return nil
      }
    }
    return smallest...largest
  }
}

import VectorData

/// The rows that a quantizer is trained on: all, or a fixed number drawn with a seed.
struct TrainingSample: Sendable {
  /// Rows drawn.
  let count: Int
  /// Their numbers in rising order, `nil` where all rows are taken.
  let ids: [UInt32]?

  /// All of `count` rows.
  init(count: Int) {
    self.count = count
    ids = nil
  }

  /// Draws `limit` of `total` rows without repetition (selection sampling, Knuth vol. 2, 3.4.2 S): one
  /// pass, and the rows come in the order in which they lie in the file.
  init(total: Int, limit: Int, generator: inout SeededGenerator) {
    guard total > limit else {
      count = total
      ids = nil
      return
    }
    var drawn: [UInt32] = []
    drawn.reserveCapacity(limit)
    for row in 0..<total where generator.nextIndex(below: total - row) < limit - drawn.count {
      drawn.append(UInt32(row))
    }
    count = drawn.count
    ids = drawn
  }
}

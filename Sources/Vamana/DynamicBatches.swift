import VectorData

/// The rows of an insertion in the batches in which they are linked: the searches of a batch do not see one
/// another.
///
/// Of a label a batch has no more points than the graph, but one: points of a new label that come together would
/// not find each other, and a walk from the first would come to none of them. Those that have to wait come in the
/// next batches.
struct DynamicBatches {
  private let rowCount: Int
  /// Row → its labels; empty where there are none.
  private let carried: [[Int]]
  private var next = 0
  private var waiting: [Int] = []

  /// - Parameter carried: Row → its labels, for all rows or for none.
  init(rowCount: Int, carried: [[Int]]) {
    precondition(carried.isEmpty || carried.count == rowCount, "labels of every row")
    self.rowCount = rowCount
    self.carried = carried
  }

  /// The next rows, at most `size`; none when all have been given.
  ///
  /// - Parameter counts: Label → points in the graph.
  mutating func nextBatch(size: Int, counts: [Int]) -> [Int] {
    guard !carried.isEmpty else {
      let batch = Array(next..<min(next + size, rowCount))
      next += batch.count
      return batch
    }
    var (batch, left, taken) = ([Int](), [Int](), [Int: Int]())
    // Looking further would cost more than a small batch.
    let limit = waiting.count + 4 * size
    var place = 0
    while batch.count < size, place < limit, let row = row(at: place) {
      place += 1
      let labels = carried[row]
      guard labels.allSatisfy({ taken[$0, default: 0] < max(1, counts[$0]) }) else {
        left.append(row)
        continue
      }
      for label in labels { taken[label, default: 0] += 1 }
      batch.append(row)
    }
    next += max(0, place - waiting.count)
    waiting = left + waiting.dropFirst(place)
    return batch
  }

  /// The row at a place behind those that have been given: first those that wait.
  private func row(at place: Int) -> Int? {
    guard place >= waiting.count else { return waiting[place] }
    let row = next + place - waiting.count
    return row < rowCount ? row : nil
  }
}

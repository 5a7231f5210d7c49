/// The K nearest of a stream of rows: a max-heap of (distance, id) in one 64-bit key.
///
/// The key orders by distance first and by id among equal distances, so ties need no second comparison.
struct NearestList: NeighbourList {
  private let keys: UnsafeMutableBufferPointer<UInt64>

  /// An empty list in the memory of the caller, which holds as many keys as the list may (at least 1).
  init(emptyIn memory: UnsafeMutableBufferPointer<UInt64>) {
    precondition(!memory.isEmpty, "a list of nothing has no farthest")
    keys = memory
    keys.update(repeating: .max)
  }

  /// Whether a key takes part: everything at or above is farther than all that are kept.
  var threshold: UInt64 { keys[0] }

  /// No row farther than this takes part; infinite while there is room.
  var farthestDistance: Float {
    keys[0] == .max ? .infinity : NearestList.distance(of: keys[0])
  }

  func take(distance: Float, row: Int) {
    let key = Self.key(distance: distance, row: row)
    // Among rows as far as the farthest, the lower number is nearer.
    guard key < threshold else { return }
    replaceFarthest(with: key)
  }

  /// Replaces the farthest by `key`, which must be below `threshold`. O(log K).
  func replaceFarthest(with key: UInt64) {
    let count = keys.count
    var hole = 0
    while true {
      var child = 2 * hole + 1
      guard child < count else { break }
      if child + 1 < count, keys[child + 1] > keys[child] { child += 1 }
      guard keys[child] > key else { break }
      keys[hole] = keys[child]
      hole = child
    }
    keys[hole] = key
  }

  /// Orders the memory by key, nearest first; the list is no heap any more.
  consuming func sort() {
    var view = keys
    view.sort()
  }

  /// The key of `row` at `distance`, which is not NaN.
  static func key(distance: Float, row: Int) -> UInt64 {
    // Adding zero makes −0 into +0; then IEEE bits of one sign order like numbers (negative ones reversed).
    let bits = (distance + 0).bitPattern
    let ordered = bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
    return UInt64(ordered) << 32 | UInt64(UInt32(truncatingIfNeeded: row))
  }

  /// The row of a key.
  static func row(of key: UInt64) -> NodeID { NodeID(truncatingIfNeeded: key) }

  /// The distance of a key.
  static func distance(of key: UInt64) -> Float {
    let ordered = UInt32(truncatingIfNeeded: key >> 32)
    return Float(bitPattern: ordered & 0x8000_0000 != 0 ? ordered & 0x7FFF_FFFF : ~ordered)
  }
}

import VectorData

/// The nodes that a search has looked at: open addressing in memory that grows with the search, not
/// with the index, so that many searches can be in flight over a large one.
struct VisitedSet: ~Copyable {
  /// id + 1, 0 where free; at most a quarter is taken, so that most probes end at once.
  private var table: UnsafeMutablePointer<UInt32>
  private var capacity: Int
  private var shift: UInt32
  private(set) var count = 0

  private static let smallestCapacity = 1 << 12

  init() {
    capacity = Self.smallestCapacity
    shift = UInt32(32 - capacity.trailingZeroBitCount)
    table = .allocate(capacity: capacity)
    table.initialize(repeating: 0, count: capacity)
  }

  deinit { table.deallocate() }

  /// Forgets all nodes.
  mutating func removeAll() {
    table.update(repeating: 0, count: capacity)
    count = 0
  }

  /// Adds `ids`, and appends those that were new to `unseen`, which has room for all of them. Returns how
  /// many were new.
  mutating func appendUnseen(
    _ ids: UnsafePointer<NodeID>, count idCount: Int, to unseen: UnsafeMutablePointer<NodeID>
  ) -> Int {
    while (count + idCount) * 4 > capacity { grow() }
    let table = table
    let shift = shift
    let mask = capacity - 1
    var added = 0
    for index in 0..<idCount {
      let id = ids[index]
      var place = Int((id &* 0x9E37_79B1) >> shift)
      while table[place] != 0 && table[place] != id &+ 1 { place = (place + 1) & mask }
      // Written in either case: a branch on "seen" would be mispredicted half of the time.
      unseen[added] = id
      added += table[place] == 0 ? 1 : 0
      table[place] = id &+ 1
    }
    count += added
    return added
  }

  private mutating func grow() {
    let old = UnsafeMutableBufferPointer(start: table, count: capacity)
    capacity *= 2
    shift -= 1
    table = .allocate(capacity: capacity)
    table.initialize(repeating: 0, count: capacity)
    for entry in old where entry != 0 {
      var place = Int(((entry &- 1) &* 0x9E37_79B1) >> shift)
      while table[place] != 0 { place = (place + 1) & (capacity - 1) }
      table[place] = entry
    }
    old.deallocate()
  }
}

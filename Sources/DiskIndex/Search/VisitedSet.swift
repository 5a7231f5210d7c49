import VectorData

/// The nodes that a search has looked at.
///
/// Up to a million nodes one bit each is fastest (2 ns a neighbour). Beyond, the bits of all searches in
/// flight leave the processor's caches (80 ns at ten million) and the memory budget, so a hash table takes
/// over whose size follows the search (5 ns, whatever the index).
struct VisitedSet: ~Copyable {
  private var table: HashTable
  private let bits: UnsafeMutableBufferPointer<UInt64>

  /// Indexes up to this size have a bit per node: 128 KiB per search in flight.
  static let largestBitTable = 1 << 20

  /// An empty set of nodes below `nodeCount`.
  init(nodeCount: Int) {
    let isDense = nodeCount <= Self.largestBitTable
    bits = .allocate(capacity: isDense ? (nodeCount + 63) / 64 : 0)
    bits.initialize(repeating: 0)
    table = HashTable(capacity: isDense ? 1 : HashTable.smallestCapacity)
  }

  deinit {
    bits.deallocate()
    table.slots.deallocate()
  }

  /// Forgets all nodes.
  mutating func removeAll() {
    bits.update(repeating: 0)
    table.removeAll()
  }

  /// Adds `ids`, and puts those that were new into `unseen`, which has room for all of them. Returns how
  /// many were new.
  mutating func appendUnseen(
    _ ids: UnsafePointer<NodeID>, count: Int, to unseen: UnsafeMutablePointer<NodeID>
  ) -> Int {
    guard let words = bits.baseAddress, bits.count > 0 else {
      return table.appendUnseen(ids, count: count, to: unseen)
    }
    var added = 0
    for index in 0..<count {
      let id = ids[index]
      let bit: UInt64 = 1 << UInt64(id & 63)
      let word = words[Int(id >> 6)]
      // Written in either case: a branch on "seen" would be mispredicted half of the time.
      unseen[added] = id
      added += word & bit == 0 ? 1 : 0
      words[Int(id >> 6)] = word | bit
    }
    return added
  }

  /// Open addressing with id + 1 in each slot, 0 where free; at most a quarter is taken.
  private struct HashTable {
    static let smallestCapacity = 1 << 12

    private(set) var slots: UnsafeMutableBufferPointer<UInt32>
    private var count = 0

    init(capacity: Int) {
      slots = .allocate(capacity: capacity)
      slots.initialize(repeating: 0)
    }

    private var shift: UInt32 { UInt32(32 - slots.count.trailingZeroBitCount) }

    mutating func removeAll() {
      slots.update(repeating: 0)
      count = 0
    }

    mutating func appendUnseen(
      _ ids: UnsafePointer<NodeID>, count idCount: Int, to unseen: UnsafeMutablePointer<NodeID>
    ) -> Int {
      while (count + idCount) * 4 > slots.count { grow() }
      guard let slots = slots.baseAddress else { return 0 }
      let shift = shift
      let mask = self.slots.count - 1
      var added = 0
      for index in 0..<idCount {
        let key = ids[index] &+ 1
        var place = Int((key &* 0x9E37_79B1) >> shift)
        var entry = slots[place]
        // Free and found end a probe alike: one branch, which is nearly always predicted.
        while min(entry, entry ^ key) != 0 {
          place = (place + 1) & mask
          entry = slots[place]
        }
        unseen[added] = ids[index]
        added += entry == 0 ? 1 : 0
        slots[place] = key
      }
      count += added
      return added
    }

    private mutating func grow() {
      let old = slots
      slots = .allocate(capacity: old.count * 2)
      slots.initialize(repeating: 0)
      for key in old where key != 0 {
        var place = Int((key &* 0x9E37_79B1) >> shift)
        while slots[place] != 0 { place = (place + 1) & (slots.count - 1) }
        slots[place] = key
      }
      old.deallocate()
    }
  }
}

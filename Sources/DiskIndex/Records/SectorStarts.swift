import VectorData

/// Which nodes begin a sector, where sectors hold different numbers of nodes: a bit for each node, and before each
/// 64 of them how many sectors had begun.
///
/// Finding the sector of a node costs two loads and a count of bits; memory is 12 bytes for 64 nodes.
public struct SectorStarts: Sendable, Equatable {
  /// Nodes, at least 1.
  let nodeCount: Int
  /// Sectors, at least 1.
  public let sectorCount: Int
  /// The most nodes of a sector.
  let largestCount: Int
  /// Bit i of word w: node 64 w + i begins a sector.
  let words: [UInt64]
  /// Sectors that begin before the first node of each word.
  private let ranks: [UInt32]

  /// Bytes held in memory.
  var residentBytes: Int { words.count * 8 + ranks.count * 4 }

  /// The starts in `words`; `nil` where the first node begins no sector or a node that does not exist begins
  /// one.
  init?(words: [UInt64], nodeCount: Int) {
    guard words.count == (nodeCount + 63) / 64, let first = words.first, first & 1 == 1,
      let last = words.last
    else { return nil }
    let used = nodeCount & 63
    guard used == 0 || last >> UInt64(used) == 0 else { return nil }
    var ranks: [UInt32] = []
    ranks.reserveCapacity(words.count)
    var (count, largest, latest) = (0, 0, 0)
    for (number, word) in words.enumerated() {
      ranks.append(UInt32(count))
      var left = word
      while left != 0 {
        let node = number * 64 + left.trailingZeroBitCount
        largest = max(largest, node - latest)
        latest = node
        count += 1
        left &= left - 1
      }
    }
    self.nodeCount = nodeCount
    self.words = words
    self.ranks = ranks
    sectorCount = count
    largestCount = max(largest, nodeCount - latest)
  }

  /// Starts at these nodes, ascending from 0.
  init(starts: [Int], nodeCount: Int) {
    var words = [UInt64](repeating: 0, count: (nodeCount + 63) / 64)
    for node in starts { words[node >> 6] |= 1 << UInt64(node & 63) }
    guard let made = SectorStarts(words: words, nodeCount: nodeCount) else {
      preconditionFailure("sectors begin at nodes, the first at node 0")
    }
    self = made
  }

  /// The number of the sector that holds `node`, the first being 0.
  func sector(of node: NodeID) -> Int {
    let word = Int(node) >> 6
    // All bits up to the node's own.
    let mask = ~UInt64(0) >> UInt64(63 - node & 63)
    return Int(ranks[word]) + (words[word] & mask).nonzeroBitCount - 1
  }

  /// All nodes of the sector that holds `node`.
  func nodes(beside node: NodeID) -> Range<Int> {
    var word = Int(node) >> 6
    var bits = words[word] & (~UInt64(0) >> UInt64(63 - node & 63))
    while bits == 0 {
      word -= 1
      bits = words[word]
    }
    return word * 64 + 63 - bits.leadingZeroBitCount..<end(after: node)
  }

  /// All nodes of sector `number`, which exists.
  func nodes(inSector number: Int) -> Range<Int> {
    precondition(number >= 0 && number < sectorCount, "no such sector")
    var (low, high) = (0, words.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if Int(ranks[middle]) <= number { low = middle } else { high = middle - 1 }
    }
    var bits = words[low]
    for _ in Int(ranks[low])..<number { bits &= bits - 1 }
    let first = low * 64 + bits.trailingZeroBitCount
    return first..<end(after: NodeID(first))
  }

  /// The first node of the next sector, or the number of nodes.
  private func end(after node: NodeID) -> Int {
    var word = Int(node) >> 6
    // The node's own bit and all below it do not count; a shift by 64 leaves nothing.
    var bits = words[word] & (~UInt64(0) << (UInt64(node & 63) + 1))
    while bits == 0 {
      word += 1
      guard word < words.count else { return nodeCount }
      bits = words[word]
    }
    return word * 64 + bits.trailingZeroBitCount
  }
}

import CVectorKernels
import VectorData

/// The rule of FilteredRobustPrune (Gollapudi et al. 2023, algorithm 3): a neighbour that is kept occludes
/// another only if it has all labels that the other shares with the node. Otherwise a walk over points of one
/// label could lose its way where that neighbour is left out.
///
/// One object holds the scratch of one worker. Memory: a bit per label for each of C candidates.
final class FilteredPrune {
  private let rows: LabelRows
  private let memory: AlignedBuffer
  /// `[C][wordCount]`: which of the node's labels a member of the pool has.
  private let shared: UnsafeMutablePointer<UInt64>
  /// Label → its place among the labels of the node, −1 for a foreign one.
  private let placeOf: UnsafeMutablePointer<Int32>
  /// The occlusions of each round before the last member was kept.
  private let before: UnsafeMutablePointer<UInt16>
  private var wordCount = 1

  init(_ rows: LabelRows, pool: PrunePool) throws(IndexError) {
    self.rows = rows
    let view = pool.view
    let sharedBytes = pool.capacity * ((rows.labelCount + 63) / 64) * 8
    let placeBytes = rows.labelCount * 4
    memory = try AlignedBuffer(
      byteCount: sharedBytes + placeBytes + view.group_capacity * view.round_count * 2,
      purpose: "labels of prune pools")
    guard let start = memory.bytes.baseAddress else {
      preconditionFailure("a buffer has an address")
    }
    shared = start.bindMemory(to: UInt64.self, capacity: sharedBytes / 8)
    placeOf = (start + sharedBytes).bindMemory(to: Int32.self, capacity: rows.labelCount)
    before = (start + sharedBytes + placeBytes).bindMemory(
      to: UInt16.self, capacity: view.group_capacity * view.round_count)
    placeOf.update(repeating: -1, count: rows.labelCount)
  }

  /// Notes which labels of `node` each of `count` members has. A universal point has every label.
  func load(node: NodeID, members: UnsafePointer<NodeID>, count: Int) {
    let own = rows.labels(of: node)
    let hasAll = rows.isUniversal(node)
    let labelCount = hasAll ? rows.labelCount : own.count
    let wordCount = (labelCount + 63) / 64
    self.wordCount = wordCount
    let (shared, placeOf) = (shared, placeOf)
    if hasAll {
      for label in 0..<labelCount { placeOf[label] = Int32(label) }
    } else {
      for (place, label) in own.enumerated() { placeOf[Int(label)] = Int32(place) }
    }
    for member in 0..<count {
      let words = shared + member &* wordCount
      let isUniversal = rows.isUniversal(members[member])
      words.update(repeating: isUniversal ? ~0 : 0, count: wordCount)
      if isUniversal && labelCount % 64 != 0 {
        words[wordCount - 1] = (1 << UInt64(labelCount % 64)) - 1
      }
      for label in rows.labels(of: members[member]) where placeOf[Int(label)] >= 0 {
        let place = placeOf[Int(label)]
        words[Int(place >> 6)] |= 1 << UInt64(place & 63)
      }
    }
    if hasAll {
      placeOf.update(repeating: -1, count: labelCount)
    } else {
      for label in own { placeOf[Int(label)] = -1 }
    }
  }

  /// Lets `member`, which was kept in `round`, occlude what its labels cover.
  func occlude(
    _ lanes: UnsafeMutablePointer<vk_pool>, kernels: PackedKernels, id: NodeID, member: Int,
    lane: Int, round: Int
  ) {
    let view = lanes.pointee
    let (before, groups) = (before, view.group_count)
    for later in round..<view.round_count {
      (before + later &* groups).update(
        from: view.masks + later &* view.group_capacity, count: groups)
    }
    kernels.occlude(lanes, id: id, lane: lane, firstRound: round)
    for later in round..<view.round_count {
      let masks = view.masks + later &* view.group_capacity
      for group in lane / Int(VK_POOL_LANES)..<groups {
        var fresh = masks[group] & ~before[later &* groups &+ group]
        while fresh != 0 {
          let bit = fresh.trailingZeroBitCount
          fresh &= fresh &- 1
          let other = Int(view.places[group &* Int(VK_POOL_LANES) &+ bit])
          if !covers(member, other) { masks[group] &= ~(1 << UInt16(bit)) }
        }
      }
    }
  }

  @inline(__always)
  private func covers(_ member: Int, _ other: Int) -> Bool {
    let (mine, theirs) = (shared + member &* wordCount, shared + other &* wordCount)
    for word in 0..<wordCount where theirs[word] & ~mine[word] != 0 { return false }
    return true
  }
}

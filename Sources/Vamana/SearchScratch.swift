import CVectorKernels
import VectorData

/// What one greedy search after the other needs, allocated once per worker. One thread at a time uses it.
///
/// Memory: one byte per node, and about 16 bytes per place of the candidate list.
final class SearchScratch {
  /// L.
  let capacity: Int
  let list: UnsafeMutablePointer<vk_candidate_list>
  let query: UnsafeMutableRawPointer
  let visited: UnsafeMutablePointer<UInt8>
  let unseen: UnsafeMutablePointer<NodeID>
  let distances: UnsafeMutablePointer<Float>
  /// Nodes that can be looked at.
  let nodeCount: Int
  /// Nodes that `unseen` and `distances` hold at least.
  let blockSize: Int
  private let memory: AlignedBuffer
  private let visitedMemory: AlignedBuffer
  private var epoch: UInt8 = 0

  /// Scratch for searches over `nodeCount` nodes with rows of at most `maxDegree` neighbours. The ring of
  /// dropped candidates holds the nearest `droppedCount` or more.
  init(nodeCount: Int, capacity: Int, maxDegree: Int, stride: Int, droppedCount: Int)
    throws(IndexError)
  {
    self.nodeCount = nodeCount
    self.capacity = capacity
    blockSize = max(maxDegree, 1)
    var ringSize = 64
    while ringSize < droppedCount { ringSize *= 2 }
    // One place more than the degree: the branchless append writes behind the last unseen neighbour.
    let (keyBytes, ringBytes, idBytes) = ((capacity + 16) * 8, ringSize * 8, (maxDegree + 16) * 4)
    let total = stride + keyBytes + ringBytes + 2 * idBytes + capacity / 8 + 3
    memory = try AlignedBuffer(byteCount: total, purpose: "search lists")
    visitedMemory = try AlignedBuffer(byteCount: max(nodeCount, 1), purpose: "visited nodes")
    guard let start = memory.bytes.baseAddress, let seen = visitedMemory.bytes.baseAddress else {
      preconditionFailure("a buffer has an address")
    }
    query = start
    visited = seen.bindMemory(to: UInt8.self, capacity: nodeCount)
    var next = start + stride
    let keys = next.bindMemory(to: UInt64.self, capacity: capacity + 16)
    next += keyBytes
    let ring = next.bindMemory(to: UInt64.self, capacity: ringSize)
    next += ringBytes
    unseen = next.bindMemory(to: NodeID.self, capacity: maxDegree + 16)
    next += idBytes
    distances = next.bindMemory(to: Float.self, capacity: maxDegree + 16)
    next += idBytes
    let marks = next.bindMemory(to: UInt8.self, capacity: capacity / 8 + 3)
    list = .allocate(capacity: 1)
    list.initialize(
      to: vk_candidate_list(
        keys: keys, count: 0, capacity: capacity, marks: marks, dropped: ring, dropped_count: 0,
        dropped_mask: ringSize - 1))
  }

  deinit { list.deallocate() }

  /// Forgets the last search; returns the mark of nodes that this one visits.
  func begin() -> UInt8 {
    list.pointee.count = 0
    list.pointee.dropped_count = 0
    if epoch == UInt8.max {
      visited.update(repeating: 0, count: nodeCount)
      epoch = 0
    }
    epoch += 1
    return epoch
  }

  /// The expanded nodes of a finished search, nearest first, at most `limit`, written to `pool`.
  func collectExpanded(into pool: UnsafeMutablePointer<UInt64>, limit: Int) -> Int {
    // All that is left in the list is expanded; what fell out is farther and lies in the ring, descending.
    let list = self.list.pointee
    let fromList = min(list.count, limit)
    pool.update(from: list.keys, count: fromList)
    let kept = min(list.dropped_count, list.dropped_mask + 1, limit - fromList)
    for place in 0..<kept {
      pool[fromList + place] = list.dropped[(list.dropped_count - 1 - place) & list.dropped_mask]
    }
    return fromList + kept
  }
}

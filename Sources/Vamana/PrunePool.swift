import CVectorKernels
import VectorData

/// The memory of one prune after the other: the members of a pool in order, and their rows in lanes.
///
/// Memory: C rows and about 30 bytes per member.
final class PrunePool {
  /// What the kernels work on.
  let lanes: UnsafeMutablePointer<vk_pool>
  /// The parts of it that are the same for every prune.
  let view: vk_pool
  /// The members, nearest first.
  let ids: UnsafeMutablePointer<NodeID>
  /// Their distances to the node that is pruned.
  let distances: UnsafeMutablePointer<Float>
  /// Where their rows lie in the packed rows: `ids`, or their places in order.
  let rowNumbers: UnsafeMutablePointer<NodeID>
  /// Whether they have become neighbours.
  let isNeighbour: UnsafeMutablePointer<Bool>
  /// C, the most members.
  let capacity: Int
  private let kernels: PackedKernels
  private let memory: AlignedBuffer

  /// - Parameter isNumbered: Whether `rows` are those of the members, in their order.
  init(rows: PackedRows, capacity: Int, alphas: [Float], isNumbered: Bool = false)
    throws(IndexError)
  {
    kernels = rows.kernels
    self.capacity = capacity
    let groupCount = (capacity + Int(VK_POOL_LANES) - 1) / Int(VK_POOL_LANES)
    let laneCount = groupCount * Int(VK_POOL_LANES)
    // Every part starts on a cache line.
    let maskBytes = (groupCount * 2 + 63) & ~63
    let laneBytes = laneCount * 4
    let alphaBytes = (alphas.count * 4 + 63) & ~63
    memory = try AlignedBuffer(
      byteCount: laneCount * rows.stride + (isNumbered ? 7 : 6) * laneBytes
        + maskBytes * (alphas.count + 1) + alphaBytes, purpose: "prune pools")
    guard var next = memory.bytes.baseAddress else {
      preconditionFailure("a buffer has an address")
    }
    func take<Element>(_ type: Element.Type, bytes: Int) -> UnsafeMutablePointer<Element> {
      defer { next += bytes }
      return next.bindMemory(to: type, capacity: bytes / MemoryLayout<Element>.stride)
    }
    ids = take(NodeID.self, bytes: laneBytes)
    rowNumbers = isNumbered ? take(NodeID.self, bytes: laneBytes) : ids
    if isNumbered {
      for place in 0..<laneCount { rowNumbers[place] = NodeID(place) }
    }
    distances = take(Float.self, bytes: laneBytes)
    isNeighbour = take(Bool.self, bytes: laneBytes)
    let rounds = take(Float.self, bytes: alphaBytes)
    for (round, alpha) in alphas.enumerated() { rounds[round] = alpha }
    view = vk_pool(
      group_capacity: maskBytes / 2, group_count: 0, word_count: rows.stride / 4, pitch: 0,
      words: take(UInt32.self, bytes: laneCount * rows.stride),
      places: take(UInt32.self, bytes: laneBytes), squares: take(Int32.self, bytes: laneBytes),
      distances: take(Float.self, bytes: laneBytes),
      masks: take(UInt16.self, bytes: maskBytes * alphas.count),
      kept: take(UInt16.self, bytes: maskBytes), alphas: rounds, round_count: alphas.count)
    lanes = .allocate(capacity: 1)
    lanes.initialize(to: view)
  }

  deinit { lanes.deallocate() }

  /// Makes members of the candidates `keys`, ascending, without `node` itself and cut at C. Returns their
  /// number; `loadRows` has to follow.
  func load<Observer: PruneObserver>(
    _ keys: UnsafeBufferPointer<UInt64>, of node: NodeID, observer: inout Observer
  ) -> Int {
    let (ids, distances, laneDistances) = (self.ids, self.distances, view.distances)
    let (isNeighbour, capacity) = (self.isNeighbour, self.capacity)
    var count = 0
    for index in 0..<keys.count {
      let key = CandidateKey(bits: keys[index])
      guard key.node != node else { continue }
      guard count < capacity else {
        if Observer.watches { observer.beyondPool(key.node, distance: key.distance) }
        continue
      }
      ids[count] = key.node
      distances[count] = key.distance
      laneDistances[count] = key.distance
      isNeighbour[count] = false
      count &+= 1
    }
    return count
  }

  /// Loads the rows of `count` members, at least one, into lanes.
  func loadRows(count: Int) {
    kernels.loadPool(lanes, rowNumbers, count)
  }
}

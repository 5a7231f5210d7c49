import CVectorKernels
import VectorData

/// DiskANN's RobustPrune: which candidates become neighbours of a node (Algorithm 2 of the paper; in rounds
/// of growing alpha and on squared distances, as DiskANN's code does it).
///
/// One object holds the scratch of one worker. Memory: C rows and about 60 bytes per candidate.
public final class RobustPrune {
  let kernels: PackedKernels
  let rows: PackedRows
  let maxDegree: Int
  private let maxCandidates: Int
  private let saturates: Bool
  let alphas: [Float]
  private let memory: AlignedBuffer
  let pool: UnsafeMutablePointer<vk_pool>
  /// The constant parts of `pool`.
  let view: vk_pool
  /// The members of the pool, nearest first, their distances to the node and whether they are kept.
  let ids: UnsafeMutablePointer<NodeID>
  let distances: UnsafeMutablePointer<Float>
  let isNeighbour: UnsafeMutablePointer<Bool>

  /// Scratch for prunes over `rows` with R, C, alpha and saturation of `parameters`.
  ///
  /// - Throws: `IndexError.parameter`, `.memory`.
  public init(rows: PackedRows, parameters: VamanaParameters) throws(IndexError) {
    try parameters.validate()
    self.rows = rows
    kernels = rows.kernels
    maxDegree = parameters.maxDegree
    maxCandidates = min(parameters.maxCandidates, max(rows.count, 1))
    saturates = parameters.saturates && parameters.alpha > 1
    alphas = Self.roundAlphas(upTo: parameters.alpha)
    let groups = (maxCandidates + Int(VK_POOL_LANES) - 1) / Int(VK_POOL_LANES)
    let lanes = groups * Int(VK_POOL_LANES)
    let maskBytes = (groups * 2 + 63) & ~63
    let laneBytes = lanes * 4
    let alphaBytes = (alphas.count * 4 + 63) & ~63
    memory = try AlignedBuffer(
      byteCount: lanes * rows.stride + 6 * laneBytes + maskBytes * (alphas.count + 1) + alphaBytes,
      purpose: "prune pools")
    guard let start = memory.bytes.baseAddress else {
      preconditionFailure("a buffer has an address")
    }
    var next = start
    func take<Element>(_ type: Element.Type, bytes: Int) -> UnsafeMutablePointer<Element> {
      defer { next += bytes }
      return next.bindMemory(to: type, capacity: bytes / MemoryLayout<Element>.stride)
    }
    let words = take(UInt32.self, bytes: lanes * rows.stride)
    let squares = take(Int32.self, bytes: laneBytes)
    let laneDistances = take(Float.self, bytes: laneBytes)
    let places = take(UInt32.self, bytes: laneBytes)
    ids = take(NodeID.self, bytes: laneBytes)
    distances = take(Float.self, bytes: laneBytes)
    isNeighbour = take(Bool.self, bytes: laneBytes)
    let kept = take(UInt16.self, bytes: maskBytes)
    let masks = take(UInt16.self, bytes: maskBytes * alphas.count)
    let rounds = take(Float.self, bytes: alphaBytes)
    for (round, alpha) in alphas.enumerated() { rounds[round] = alpha }
    view = vk_pool(
      group_capacity: maskBytes / 2, group_count: 0, word_count: rows.stride / 4, pitch: 0,
      words: words, places: places, squares: squares, distances: laneDistances, masks: masks,
      kept: kept, alphas: rounds, round_count: alphas.count)
    pool = .allocate(capacity: 1)
    pool.initialize(to: view)
  }

  deinit { pool.deallocate() }

  /// 1, 1.2, 1.44, … up to `alpha`, multiplied up in single precision as DiskANN does.
  public static func roundAlphas(upTo alpha: Float) -> [Float] {
    var alphas: [Float] = []
    var current: Float = 1
    while current <= alpha || alphas.isEmpty {
      alphas.append(current)
      current *= 1.2
    }
    return alphas
  }

  /// Prunes the candidates `keys`, ascending by (distance to `node`, id), and writes at most R neighbours
  /// to `target` in the order in which they were kept. Returns their number.
  func prune<Observer: PruneObserver>(
    node: NodeID, keys: UnsafeBufferPointer<UInt64>, into target: UnsafeMutablePointer<NodeID>,
    observer: inout Observer
  ) -> Int {
    let count = loadPool(node: node, keys: keys, observer: &observer)
    guard count > 0 else { return 0 }
    let (pool, ids, isNeighbour) = (self.pool, self.ids, self.isNeighbour)
    let (kept, places, groupCapacity) = (view.kept, view.places, view.group_capacity)
    var degree = 0
    var round = 0
    rounds: while round < alphas.count {
      let masks = view.masks + round &* groupCapacity
      var group = 0
      while group < pool.pointee.group_count {
        // Lanes before the lowest open one are decided for this round: a kept one only occludes lanes
        // behind it.
        let open = ~(masks[group] | kept[group])
        guard open != 0 else {
          group &+= 1
          continue
        }
        guard degree < maxDegree else { break rounds }
        let bit = open.trailingZeroBitCount
        let lane = group &* 16 &+ bit
        let member = Int(places[lane])
        kept[group] |= 1 << UInt16(truncatingIfNeeded: bit)
        isNeighbour[member] = true
        target[degree] = ids[member]
        degree &+= 1
        if Observer.watches {
          observer.kept(
            ids[member], distance: distances[member], round: round, alpha: alphas[round])
          occludeWatched(member: member, round: round, count: count, observer: &observer)
        } else if degree < maxDegree {
          kernels.occlude(pool, id: ids[member], lane: lane, firstRound: round)
          if kernels.compact(pool) { group = 0 }
        }
      }
      round &+= 1
    }
    if saturates && degree < maxDegree {
      degree = fill(target, degree: degree, count: count, observer: &observer)
    }
    if Observer.watches && degree == maxDegree {
      reportLeftOver(round: min(round, alphas.count - 1), count: count, observer: &observer)
    }
    return degree
  }

  /// Splits the keys, leaves `node` itself out, cuts at C and transposes the rows.
  private func loadPool<Observer: PruneObserver>(
    node: NodeID, keys: UnsafeBufferPointer<UInt64>, observer: inout Observer
  ) -> Int {
    let (ids, distances, laneDistances) = (self.ids, self.distances, view.distances)
    let (isNeighbour, limit) = (self.isNeighbour, maxCandidates)
    var count = 0
    for index in 0..<keys.count {
      let key = CandidateKey(bits: keys[index])
      guard key.node != node else { continue }
      guard count < limit else {
        if Observer.watches { observer.beyondPool(key.node, distance: key.distance) }
        continue
      }
      ids[count] = key.node
      distances[count] = key.distance
      laneDistances[count] = key.distance
      isNeighbour[count] = false
      count &+= 1
    }
    if count > 0 { kernels.loadPool(pool, ids, count) }
    return count
  }

  /// DiskANN's saturation: the nearest candidates that are not neighbours yet.
  private func fill<Observer: PruneObserver>(
    _ target: UnsafeMutablePointer<NodeID>, degree: Int, count: Int, observer: inout Observer
  ) -> Int {
    var degree = degree
    var member = 0
    while member < count && degree < maxDegree {
      if !isNeighbour[member] {
        isNeighbour[member] = true
        target[degree] = ids[member]
        degree &+= 1
        if Observer.watches { observer.filled(ids[member], distance: distances[member]) }
      }
      member &+= 1
    }
    return degree
  }
}

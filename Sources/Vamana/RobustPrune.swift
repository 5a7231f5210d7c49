import CVectorKernels
import VectorData

/// DiskANN's RobustPrune: which candidates become neighbours of a node (Algorithm 2 of the paper; in rounds
/// of growing alpha and on squared distances, as DiskANN's code does it).
///
/// One object holds the scratch of one worker; one thread at a time uses it.
public final class RobustPrune {
  let kernels: PackedKernels
  /// All rows; with a sketch those of the members of a pool.
  let rows: PackedRows
  /// What members are decoded from, `nil` where whole vectors are in `rows`.
  private let sketch: VectorSketch?
  let pool: PrunePool
  let maxDegree: Int
  let alphas: [Float]
  private let saturates: Bool
  /// What heeds labels, `nil` where there are none.
  private let filtered: FilteredPrune?

  /// Scratch for prunes over `rows` with R, C, alpha and saturation of `parameters`.
  ///
  /// - Throws: `IndexError.parameter`, `.memory`.
  public convenience init(rows: PackedRows, parameters: VamanaParameters) throws(IndexError) {
    try self.init(rows: rows, parameters: parameters, labels: nil)
  }

  /// The same for points with labels: FilteredRobustPrune.
  convenience init(
    rows: PackedRows, parameters: VamanaParameters, labels: LabelRows?
  ) throws(IndexError) {
    try self.init(rows: rows, sketch: nil, parameters: parameters, labels: labels)
  }

  /// The same for decoded vectors: the rows of a pool are made for each prune.
  convenience init(
    sketch: VectorSketch, parameters: VamanaParameters, labels: LabelRows?
  ) throws(IndexError) {
    let rows = try PackedRows(
      count: min(parameters.maxCandidates, sketch.count), dimension: sketch.dimension,
      elementType: .float32)
    try self.init(rows: rows, sketch: sketch, parameters: parameters, labels: labels)
  }

  private init(
    rows: PackedRows, sketch: VectorSketch?, parameters: VamanaParameters, labels: LabelRows?
  ) throws(IndexError) {
    try parameters.validate()
    self.rows = rows
    self.sketch = sketch
    kernels = rows.kernels
    maxDegree = parameters.maxDegree
    saturates = parameters.saturates && parameters.alpha > 1
    alphas = Self.thresholds(parameters)
    pool = try PrunePool(
      rows: rows, capacity: min(parameters.maxCandidates, max(rows.count, 1)), alphas: alphas,
      isNumbered: sketch != nil)
    if let labels {
      filtered = try FilteredPrune(labels, pool: pool)
    } else {
      filtered = nil
    }
  }

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

  /// What a quotient of squared distances must exceed in each round.
  ///
  /// The paper has one round, and occludes where alpha · d(c, x) equals d(p, x) too: the largest number below
  /// the square of alpha makes of that the kernels' comparison.
  static func thresholds(_ parameters: VamanaParameters) -> [Float] {
    switch parameters.reading {
    case .diskann: roundAlphas(upTo: parameters.alpha)
    case .paper: [(parameters.alpha * parameters.alpha).nextDown]
    }
  }

  /// Prunes the candidates `keys`, ascending by (distance to `node`, id), and writes at most R neighbours
  /// to `target` in the order in which they were kept. Returns their number.
  func prune<Observer: PruneObserver>(
    node: NodeID, keys: UnsafeBufferPointer<UInt64>, into target: UnsafeMutablePointer<NodeID>,
    observer: inout Observer
  ) -> Int {
    let count = pool.load(keys, of: node, observer: &observer)
    guard count > 0 else { return 0 }
    if let sketch { decodeMembers(count: count, by: sketch) }
    pool.loadRows(count: count)
    filtered?.load(node: node, members: pool.ids, count: count)
    let roundCount = pool.view.round_count
    var degree = 0
    var round = 0
    while round < roundCount && degree < maxDegree {
      keep(round: round, count: count, target, &degree, &observer)
      round &+= 1
    }
    if saturates && degree < maxDegree { fill(count: count, target, &degree, &observer) }
    if Observer.watches && degree == maxDegree {
      reportLeftOver(lastRound: round - 1, count: count, observer: &observer)
    }
    return degree
  }

  private func decodeMembers(count: Int, by sketch: VectorSketch) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: sketch.dimension) { room in
      guard let vector = room.baseAddress else { return }
      for member in 0..<count {
        sketch.decode(pool.ids[member], into: vector)
        rows.store(vector, at: member)
      }
    }
  }

  /// One round: keeps the nearest member that is not occluded, lets it occlude others, and so on.
  @inline(__always)
  private func keep<Observer: PruneObserver>(
    round: Int, count: Int, _ target: UnsafeMutablePointer<NodeID>, _ degree: inout Int,
    _ observer: inout Observer
  ) {
    let (lanes, ids, isNeighbour) = (pool.lanes, pool.ids, pool.isNeighbour)
    let (kept, places) = (pool.view.kept, pool.view.places)
    let masks = pool.view.masks + round &* pool.view.group_capacity
    var group = 0
    while group < lanes.pointee.group_count {
      // Lanes before the lowest open one are decided for this round: a kept one only occludes lanes behind it.
      let open = ~(masks[group] | kept[group])
      guard open != 0 else {
        group &+= 1
        continue
      }
      let bit = open.trailingZeroBitCount
      let lane = group &* Int(VK_POOL_LANES) &+ bit
      let member = Int(places[lane])
      kept[group] |= 1 << UInt16(truncatingIfNeeded: bit)
      isNeighbour[member] = true
      target[degree] = ids[member]
      degree &+= 1
      if Observer.watches {
        reportKept(member: member, round: round, count: count, observer: &observer)
      } else if degree < maxDegree {
        occlude(member: member, lane: lane, round: round)
        if kernels.compact(lanes) { group = 0 }
      }
      guard degree < maxDegree else { return }
    }
  }

  /// Lets the member that was kept last occlude others.
  @inline(__always)
  func occlude(member: Int, lane: Int, round: Int) {
    guard let filtered else {
      return kernels.occlude(pool.lanes, id: pool.rowNumbers[member], lane: lane, firstRound: round)
    }
    filtered.occlude(
      pool.lanes, kernels: kernels, id: pool.rowNumbers[member], member: member, lane: lane,
      round: round)
  }

  /// DiskANN's saturation: the nearest candidates that are not neighbours yet.
  private func fill<Observer: PruneObserver>(
    count: Int, _ target: UnsafeMutablePointer<NodeID>, _ degree: inout Int,
    _ observer: inout Observer
  ) {
    let (ids, isNeighbour) = (pool.ids, pool.isNeighbour)
    var member = 0
    while member < count && degree < maxDegree {
      if !isNeighbour[member] {
        isNeighbour[member] = true
        target[degree] = ids[member]
        degree &+= 1
        if Observer.watches { observer.filled(ids[member], distance: pool.distances[member]) }
      }
      member &+= 1
    }
  }
}

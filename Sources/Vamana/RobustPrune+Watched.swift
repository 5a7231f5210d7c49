import CVectorKernels
import VectorData

extension RobustPrune {
  /// The neighbours that `node` gets from `candidates` (each once, in any order; `node` itself is left out),
  /// in the order in which they are kept.
  public func prune<Observer: PruneObserver>(
    node: NodeID, candidates: [NodeID], observer: inout Observer
  ) -> [NodeID] {
    let keys = zip(candidates, rows.distances(from: node, to: candidates)).map {
      CandidateKey(distance: $1, node: $0).bits
    }.sorted()
    return [NodeID](unsafeUninitializedCapacity: min(maxDegree, keys.count)) { target, degree in
      guard let start = target.baseAddress else { return }
      degree = keys.withUnsafeBufferPointer {
        prune(node: node, keys: $0, into: start, observer: &observer)
      }
    }
  }

  /// Reports a member that was kept, occludes with the same kernel and reports what became occluded. The pool
  /// of a watched prune is not compacted, so a lane is its member.
  func reportKept<Observer: PruneObserver>(
    member: Int, round: Int, count: Int, observer: inout Observer
  ) {
    let (view, ids, distances) = (pool.view, pool.ids, pool.distances)
    observer.kept(ids[member], distance: distances[member], round: round, alpha: alphas[round])
    let masks = UnsafeBufferPointer(
      start: view.masks, count: view.round_count * view.group_capacity)
    let before = Array(masks)
    occlude(member: member, lane: member, round: round)
    var occluded: [(member: Int, round: Int)] = []
    for later in round..<view.round_count {
      for group in 0..<(count + 15) / 16 {
        let place = later * view.group_capacity + group
        var new = masks[place] & ~before[place]
        while new != 0 {
          let other = group * 16 + new.trailingZeroBitCount
          new &= new - 1
          guard other < count else { break }
          occluded.append((other, later))
        }
      }
    }
    let rowNumbers = pool.rowNumbers
    let between = rows.distances(
      from: rowNumbers[member], to: occluded.map { rowNumbers[$0.member] })
    for ((other, later), distance) in zip(occluded, between) {
      let factor = distance == 0 ? Float.infinity : distances[other] / distance
      observer.occluded(ids[other], by: ids[member], factor: factor, round: later)
    }
  }

  /// Reports members that nothing occludes in the last round that ran, and that are no neighbours.
  func reportLeftOver<Observer: PruneObserver>(
    lastRound: Int, count: Int, observer: inout Observer
  ) {
    let masks = pool.view.masks + lastRound * pool.view.group_capacity
    for member in 0..<count where !pool.isNeighbour[member] {
      guard masks[member >> 4] >> UInt16(member & 15) & 1 == 0 else { continue }
      observer.leftOver(pool.ids[member], distance: pool.distances[member])
    }
  }
}

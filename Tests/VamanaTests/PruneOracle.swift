import VectorData

@testable import Vamana

/// RobustPrune as DiskANN writes it (diskann: `prune_neighbors`, `occlude_list`): one factor per candidate.
struct PruneOracle {
  let distances: DistanceTable
  let parameters: VamanaParameters
  /// Whether a kept neighbour of a node may occlude another.
  var mayOcclude: (_ node: NodeID, _ kept: NodeID, _ other: NodeID) -> Bool = { _, _, _ in true }

  func prune(node: NodeID, candidates: [NodeID]) -> [NodeID] {
    let pool = candidates.filter { $0 != node }
      .map { (distance: distances[node, $0], id: $0) }
      .sorted { ($0.distance, $0.id) < ($1.distance, $1.id) }
      .prefix(parameters.maxCandidates)
    var factors = [Float](repeating: 0, count: pool.count)
    var kept: [NodeID] = []
    var alpha: Float = 1
    while alpha <= parameters.alpha && kept.count < parameters.maxDegree {
      var i = 0
      while i < pool.count && kept.count < parameters.maxDegree {
        defer { i += 1 }
        guard factors[i] <= alpha else { continue }
        factors[i] = .infinity
        kept.append(pool[i].id)
        // Most of the time of a debug build is here: no ranges.
        var t = i
        while t + 1 < pool.count {
          t += 1
          guard factors[t] <= parameters.alpha, mayOcclude(node, pool[i].id, pool[t].id) else {
            continue
          }
          let distance = distances[pool[i].id, pool[t].id]
          factors[t] =
            distance == 0 ? .infinity : max(factors[t], pool[t].distance / distance)
        }
      }
      alpha *= 1.2
    }
    guard parameters.saturates && parameters.alpha > 1 else { return kept }
    for candidate in pool where kept.count < parameters.maxDegree && !kept.contains(candidate.id) {
      kept.append(candidate.id)
    }
    return kept
  }
}

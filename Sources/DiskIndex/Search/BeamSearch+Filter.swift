import VectorData

extension BeamSearch {
  /// The first candidates of a filtered search: from each group of starts the nearest, or in a scan the best
  /// of all passing nodes.
  mutating func insertEntries(of filter: SearchFilter) {
    switch filter.strategy {
    case .scan: insertNearest(of: filter.passing.nodes)
    case .walk(let starts):
      for group in starts { insertNearestStart(group) }
    }
  }

  private mutating func insertNearestStart(_ starts: [NodeID]) {
    let candidates = starts.map {
      Candidate(node: $0, distance: index.sketchDistance(scratch.distanceTable, to: $0))
    }
    statistics.comparisonCount += starts.count
    guard let best = candidates.min(by: { $0.key < $1.key }) else { return }
    scratch.neighbours[0] = best.node
    let isNew = scratch.visited.appendUnseen(scratch.neighbours, count: 1, to: scratch.unseen) > 0
    if isNew { _ = list.insert(best) }
  }

  /// Ranks `nodes` by PQ distance, as many at a time as a node has neighbours.
  private mutating func insertNearest(of nodes: [NodeID]) {
    let block = max(1, index.layout.width)
    nodes.withUnsafeBufferPointer { nodes in
      guard var next = nodes.baseAddress else { return }
      var left = nodes.count
      while left > 0 {
        let count = min(block, left)
        index.sumDistances(
          scratch.distanceTable, of: next, count: count, into: scratch.unseenDistances)
        for place in 0..<count {
          _ = list.insert(Candidate(node: next[place], distance: scratch.unseenDistances[place]))
        }
        next += count
        left -= count
      }
    }
    statistics.comparisonCount += nodes.count
  }
}

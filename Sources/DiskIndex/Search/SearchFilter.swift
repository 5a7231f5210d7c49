import VectorData

/// Which nodes a search may answer, and how it gets to them.
///
/// A graph whose builder knew the labels is walked from the starts of the labels over passing nodes alone
/// (Gollapudi et al. 2023, Filtered-DiskANN). Any other graph falls apart into islands when nodes are left
/// out: there all passing nodes are ranked by their PQ codes, which are in memory, and the best L are read.
public struct SearchFilter: Sendable, Equatable {
  /// How a filtered search looks for its answers.
  public enum Strategy: Sendable, Equatable {
    /// All passing nodes by PQ distance; the graph is not used.
    case scan
    /// Over passing nodes of the graph, from the nearest node of each of these groups.
    case walk(starts: [[NodeID]])
  }

  /// The nodes that may be answered.
  public let passing: NodeSet
  /// How they are looked for.
  public let strategy: Strategy

  /// A filter for `passing`. Starts that do not pass are left out; a walk without a start is a scan.
  public init(passing: NodeSet, strategy: Strategy) {
    self.passing = passing
    guard case .walk(let starts) = strategy else {
      self.strategy = .scan
      return
    }
    let usable = starts.map { $0.filter(passing.contains) }.filter { !$0.isEmpty }
    self.strategy = usable.isEmpty ? .scan : .walk(starts: usable)
  }

  /// Moves the passing of `count` nodes together and returns their number. A scan has ranked all of them.
  func keepPassing(_ nodes: UnsafeMutablePointer<NodeID>, count: Int) -> Int {
    guard case .walk = strategy else { return 0 }
    return passing.withWords { words in
      var kept = 0
      for place in 0..<count {
        let node = nodes[place]
        nodes[kept] = node
        kept &+= Int(words[Int(node) / 64] >> (UInt64(node) % 64) & 1)
      }
      return kept
    } ?? 0
  }
}

extension BeamSearch {
  /// The first candidates of a filtered search.
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

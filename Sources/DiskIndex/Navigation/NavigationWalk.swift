import VectorData

/// The walk over a navigation graph that comes before the first read; the memory of one search in flight.
final class NavigationWalk {
  /// The shortest list that finds its way whatever L is: a step costs no read.
  static let leastListSize = 32

  private let graph: NavigationGraph
  private let candidates: UnsafeMutablePointer<Candidate>
  private let neighbours: UnsafeMutablePointer<NodeID>
  private let unseen: UnsafeMutablePointer<NodeID>
  private let nodes: UnsafeMutablePointer<NodeID>
  private let distances: UnsafeMutablePointer<Float>
  private let capacity: Int
  private var visited: VisitedSet

  /// Memory for walks that lead to the candidates of a list of `searchListSize`.
  init(graph: NavigationGraph, searchListSize: Int) {
    self.graph = graph
    capacity = min(graph.memberCount, max(searchListSize, Self.leastListSize))
    candidates = .allocate(capacity: capacity + 1)
    neighbours = .allocate(capacity: graph.width)
    unseen = .allocate(capacity: graph.width)
    nodes = .allocate(capacity: graph.width)
    distances = .allocate(capacity: graph.width)
    visited = VisitedSet(nodeCount: graph.memberCount)
  }

  deinit {
    candidates.deallocate()
    neighbours.deallocate()
    unseen.deallocate()
    nodes.deallocate()
    distances.deallocate()
  }

  /// Walks to the query whose PQ distances are in `table`.
  ///
  /// - Returns: the nodes that were found, nearest first, valid until the next walk, and how many distances were
  ///   computed.
  func run(
    index: DiskIndex, table: UnsafePointer<Float>
  ) -> (found: UnsafeBufferPointer<Candidate>, comparisonCount: Int) {
    visited.removeAll()
    var list = CandidateList(places: candidates, capacity: capacity)
    neighbours[0] = graph.start
    var comparisonCount = rank(neighbourCount: 1, index: index, table: table, into: &list)
    while let member = list.popNearest() {
      graph.copyNeighbours(of: member.node, into: neighbours)
      comparisonCount += rank(
        neighbourCount: graph.width, index: index, table: table, into: &list)
    }
    // Members ascend with their nodes, so the order stays that of (distance, node).
    for place in 0..<list.count {
      let member = candidates[place]
      candidates[place] = Candidate(
        node: graph.node(of: member.node), distance: member.distance)
    }
    return (list.candidates, comparisonCount)
  }

  /// Puts those of `neighbours` that are new into the list; returns how many they are.
  private func rank(
    neighbourCount: Int, index: DiskIndex, table: UnsafePointer<Float>,
    into list: inout CandidateList
  ) -> Int {
    let (unseen, nodes, distances) = (unseen, nodes, distances)
    let count = visited.appendUnseen(neighbours, count: neighbourCount, to: unseen)
    for place in 0..<count { nodes[place] = graph.node(of: unseen[place]) }
    index.sumDistances(table, of: nodes, count: count, into: distances)
    for place in 0..<count {
      _ = list.insert(Candidate(node: unseen[place], distance: distances[place]))
    }
    return count
  }
}

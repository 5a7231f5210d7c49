import VectorData

/// The walk over a navigation graph that comes before the first read; the memory of one search in flight.
final class NavigationWalk {
  /// The shortest list that finds its way whatever L is: a step costs no read.
  static let leastListSize = 32

  private let graph: NavigationGraph
  /// How vectors lie whose sectors are neighbourhoods too: the nodes of a sector cost no memory as edges, and it
  /// is read with any of them; `nil` for the edges of the graph alone.
  private let sectors: DiskLayout?
  private let candidates: UnsafeMutablePointer<Candidate>
  private let neighbours: UnsafeMutablePointer<NodeID>
  private let unseen: UnsafeMutablePointer<NodeID>
  private let nodes: UnsafeMutablePointer<NodeID>
  private let distances: UnsafeMutablePointer<Float>
  private let capacity: Int
  /// The walk looks into the sectors of members that are among so many nearest when it comes to them: those on the
  /// way lead to nothing.
  private let mateLimit: Int
  private var visited: VisitedSet
  private var visitedSectors: VisitedSet

  /// Memory for walks that lead to the candidates of a list of `searchListSize`.
  ///
  /// - Parameters:
  ///   - sectors: Whose nodes count as neighbours; every node is a member then.
  ///   - answerCount: K: twice as many members have the nodes of their sectors as neighbours.
  init(
    graph: NavigationGraph, sectors: DiskLayout?, searchListSize: Int, answerCount: Int
  ) {
    precondition(sectors == nil || graph.memberCount == graph.nodeCount, "every node is a member")
    self.graph = graph
    self.sectors = sectors
    capacity = min(graph.memberCount, max(searchListSize, Self.leastListSize))
    candidates = .allocate(capacity: capacity + 1)
    mateLimit = sectors == nil ? 0 : 2 * answerCount
    let most = max(graph.width, sectors?.nodesPerSector ?? 0)
    neighbours = .allocate(capacity: most)
    unseen = .allocate(capacity: most)
    nodes = .allocate(capacity: most)
    distances = .allocate(capacity: most)
    visited = VisitedSet(nodeCount: graph.memberCount)
    visitedSectors = VisitedSet(nodeCount: sectors.map { $0.sectorCount + 1 } ?? 1)
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
    visitedSectors.removeAll()
    var list = CandidateList(places: candidates, capacity: capacity)
    neighbours[0] = graph.start
    var comparisonCount = rank(neighbourCount: 1, index: index, table: table, into: &list)
    while let member = list.popNearest() {
      let isNear = list.cursor <= mateLimit
      graph.copyNeighbours(of: member.node, into: neighbours)
      comparisonCount += rank(
        neighbourCount: graph.width, index: index, table: table, into: &list)
      guard isNear else { continue }
      let mateCount = takeMates(of: member.node)
      comparisonCount += rank(
        neighbourCount: mateCount, index: index, table: table, into: &list)
    }
    // Members ascend with their nodes, so the order stays that of (distance, node).
    for place in 0..<list.count {
      let member = candidates[place]
      candidates[place] = Candidate(
        node: graph.node(of: member.node), distance: member.distance)
    }
    return (list.candidates, comparisonCount)
  }

  /// The nodes of the sector of `node` as its neighbours, and how many they are: none where the walk has been
  /// in this sector.
  private func takeMates(of node: NodeID) -> Int {
    guard let sectors else { return 0 }
    neighbours[0] = NodeID(sectors.sector(of: node))
    guard visitedSectors.appendUnseen(neighbours, count: 1, to: unseen) > 0 else { return 0 }
    let mates = sectors.nodes(beside: node)
    for place in 0..<mates.count { neighbours[place] = NodeID(mates.lowerBound + place) }
    return mates.count
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

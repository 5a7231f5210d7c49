import Vamana
import VectorData

/// How large a navigation graph is.
public struct NavigationSize: Sendable, Codable, Hashable {
  /// The share of the nodes that are members, above 0 and at most 1.
  public var share: Double
  /// Neighbours of a member at most.
  public var width: Int

  /// A graph over `share` of the nodes.
  public init(share: Double, width: Int = NavigationSize.usualWidth) {
    self.share = share
    self.width = width
  }

  /// Wide enough to find the way; a wider one takes memory that more members use better.
  public static let usualWidth = 16

  /// Refuses what no graph can have.
  ///
  /// - Throws: `IndexError.parameter`.
  public func validate() throws(IndexError) {
    guard share > 0, share <= 1 else {
      throw .parameter(
        name: "--navigation", expected: "a share above 0, at most 1", found: "\(share)")
    }
    guard (2...NavigationGraph.maximumWidth).contains(width) else {
      throw .parameter(
        name: "--navigation-degree", expected: "2 to \(NavigationGraph.maximumWidth)",
        found: "\(width)")
    }
  }

  /// Members among `nodeCount` nodes.
  public func memberCount(of nodeCount: Int) -> Int {
    max(1, min(nodeCount, Int((share * Double(nodeCount)).rounded())))
  }

  /// The bytes that a graph of this size over `nodeCount` nodes keeps in memory.
  public func residentBytes(nodeCount: Int) -> Int {
    let members = memberCount(of: nodeCount)
    return MemberPacking(memberCount: members, width: width).bufferBytes
      + (members < nodeCount ? members * 4 : 0)
  }
}

extension NavigationGraph {
  /// A Vamana graph over a sample of `index`: a member from each of as many equal runs of places, so that nodes
  /// which share a sector are not sampled together.
  ///
  /// - Parameter places: The node that is to lie at each place, for a graph over these places; the order of the
  ///   index if `nil`. The same order gives the same graph, whether the nodes lie so already or not.
  /// - Throws: `IndexError.parameter` for an impossible size, `malformed` for vectors that are no numbers,
  ///   `memory`, `system`, `cancelled`.
  public static func build(
    index: DiskIndex, size: NavigationSize, places: [NodeID]? = nil, seed: UInt64 = 42,
    team: WorkerTeam, control: JobControl = JobControl()
  ) throws(IndexError) -> NavigationGraph {
    try size.validate()
    let nodeCount = index.layout.nodeCount
    let count = size.memberCount(of: nodeCount)
    var generator = SeededGenerator(seed: seed, stream: 0xA7)
    let drawn = (0..<count).map { run in
      let (first, end) = (run * nodeCount / count, (run + 1) * nodeCount / count)
      return NodeID(first + generator.nextIndex(below: end - first))
    }
    let vectors = try index.vectors(of: drawn.map { places?[Int($0)] ?? $0 })
    let linked = try VamanaBuilder.build(
      vectors,
      parameters: VamanaParameters(
        maxDegree: size.width, searchListSize: max(50, 2 * size.width), seed: seed),
      team: team, control: control)
    return try NavigationGraph(
      nodeCount: nodeCount, nodes: drawn, width: max(1, linked.width), start: linked.medoid
    ) { Array(linked.neighbours(of: $0)) }
  }

  /// The same graph in an index whose nodes have moved.
  ///
  /// - Parameter places: The new number of each node.
  /// - Throws: `IndexError.memory`.
  func moved(to places: [NodeID]) throws(IndexError) -> NavigationGraph {
    precondition(places.count == nodeCount, "every node has a place")
    let moved = memberNodes.enumerated().map { (place: places[Int($1)], member: NodeID($0)) }
      .sorted { $0.place < $1.place }
    var newMembers = [NodeID](repeating: 0, count: memberCount)
    for (member, old) in moved.enumerated() { newMembers[Int(old.member)] = NodeID(member) }
    return try NavigationGraph(
      nodeCount: nodeCount, nodes: moved.map(\.place), width: width,
      start: newMembers[Int(start)]
    ) { member in
      let old = moved[Int(member)].member
      return neighbours(of: old).map { newMembers[Int($0)] }
    }
  }

  /// The members that `member` leads to.
  func neighbours(of member: NodeID) -> [NodeID] {
    [NodeID](unsafeUninitializedCapacity: width) { buffer, filled in
      guard let target = buffer.baseAddress else { return }
      copyNeighbours(of: member, into: target)
      filled = width
    }.filter { $0 != member }
  }

  private convenience init(
    nodeCount: Int, nodes: [NodeID], width: Int, start: NodeID,
    neighbours: (NodeID) -> [NodeID]
  ) throws(IndexError) {
    let packing = MemberPacking(memberCount: nodes.count, width: width)
    let rows = try AlignedBuffer(byteCount: packing.bufferBytes, purpose: "the navigation graph")
    for member in nodes.indices {
      packing.pack(neighbours(NodeID(member)), of: member, into: rows)
    }
    self.init(nodeCount: nodeCount, nodes: nodes, width: width, start: start, rows: rows)
  }
}

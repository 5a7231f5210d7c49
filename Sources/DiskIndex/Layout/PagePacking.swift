import VectorData

/// Chooses which nodes share a sector, so that a search that uses sectors whole finds there what it would
/// have read next (block shuffling: Wang et al. 2024, Starling, section 4).
///
/// Each sector is filled from a first node with the nodes that have most edges to those in it already; then
/// nodes change places as long as that brings more edges into sectors. Only edges to each node's nearest
/// neighbours count: the long ones lead away from whatever the sector is about.
///
/// Cost: O(n · R) distances on all threads, then O(n · nearestCount) on one. Memory: about
/// 12 · nearestCount bytes per node. The same on any number of threads.
public enum PagePacking {
  /// Edges of each node that count.
  static let nearestCount = 16
  /// Rounds of exchanges; most of what they gain comes in the first.
  static let roundCount = 4

  /// The node at each place.
  ///
  /// - Throws: `IndexError.malformed` for a damaged node, `memory`, `system`, `cancelled`.
  public static func nodes(
    of index: DiskIndex, team: WorkerTeam, control: JobControl = JobControl()
  ) throws(IndexError) -> [NodeID] {
    let nodeCount = index.layout.nodeCount
    let places = index.layout.nodesPerSector
    guard places > 1 else { return Array(0..<NodeID(nodeCount)) }
    let edges = try NearEdges(index: index, limit: nearestCount, team: team, control: control)
    var packer = try Packer(edges: edges, nodeCount: nodeCount, nodesPerSector: places)
    try packer.fill(from: index.layout.medoid, control: control)
    for round in 0..<roundCount {
      try packer.exchange(round: round, control: control)
    }
    return packer.nodes
  }
}

/// Who goes where, while it is being decided.
private struct Packer: ~Copyable {
  private let edges: NearEdges
  private let nodeCount: Int
  private let nodesPerSector: Int
  /// The node at each place.
  private(set) var nodes: [NodeID] = []
  /// The place of each node, -1 before it has one.
  private var places: [Int32]
  /// All nodes before it have a place.
  private var firstLeft: NodeID = 0
  /// Edges between a node and the sector that is being filled.
  private var pull: [UInt16]

  init(edges: NearEdges, nodeCount: Int, nodesPerSector: Int) throws(IndexError) {
    self.edges = edges
    self.nodeCount = nodeCount
    self.nodesPerSector = nodesPerSector
    nodes.reserveCapacity(nodeCount)
    places = Array(repeating: -1, count: nodeCount)
    pull = Array(repeating: 0, count: nodeCount)
  }

  /// Fills sector after sector; the next one starts with a node that the ones before pulled at.
  mutating func fill(from first: NodeID, control: JobControl) throws(IndexError) {
    let counter = JobCounter(control: control, phase: "pack", total: nodeCount, unit: "nodes")
    var waiting: [NodeID] = [first]
    var nextWaiting = 0
    while nodes.count < nodeCount {
      while nextWaiting < waiting.count, isPlaced(waiting[nextWaiting]) { nextWaiting += 1 }
      let seed = nextWaiting < waiting.count ? waiting[nextWaiting] : anyLeft()
      for node in fillSector(from: seed) {
        if !isPlaced(node), waiting.count - nextWaiting < nodeCount { waiting.append(node) }
        pull[Int(node)] = 0
      }
      counter.add(min(nodesPerSector, nodeCount))
      if nextWaiting > 1 << 16 {
        try control.checkCancelled()
        waiting.removeSubrange(..<nextWaiting)
        nextWaiting = 0
      }
    }
  }

  /// Fills one sector; gives all nodes that it pulled at.
  private mutating func fillSector(from seed: NodeID) -> [NodeID] {
    var pulled: [NodeID] = []
    var node = seed
    let end = min(nodes.count + nodesPerSector, nodeCount)
    while true {
      places[Int(node)] = Int32(nodes.count)
      nodes.append(node)
      guard nodes.count < end else { return pulled }
      for other in edges.of(node) where !isPlaced(other) {
        if pull[Int(other)] == 0 { pulled.append(other) }
        pull[Int(other)] &+= 1
      }
      guard let next = strongest(pulled) else {
        // Nothing is connected any more: the sector stays short of friends, not of nodes.
        node = anyLeft()
        continue
      }
      node = next
    }
  }

  private func strongest(_ pulled: [NodeID]) -> NodeID? {
    var best: NodeID?
    var most: UInt16 = 0
    for node in pulled where pull[Int(node)] > most && !isPlaced(node) {
      best = node
      most = pull[Int(node)]
    }
    return best
  }

  /// The first node without a place; there is one.
  private mutating func anyLeft() -> NodeID {
    while isPlaced(firstLeft) { firstLeft += 1 }
    return firstLeft
  }

  private func isPlaced(_ node: NodeID) -> Bool { places[Int(node)] >= 0 }

  /// Lets each node change places with one of the sector that pulls at it most, where both sectors together
  /// gain edges by it.
  mutating func exchange(round: Int, control: JobControl) throws(IndexError) {
    let counter = JobCounter(
      control: control, phase: "pack, round \(round + 1)", total: nodeCount, unit: "nodes")
    var sectors = SectorPull(capacity: 256)
    for node in 0..<NodeID(nodeCount) {
      if node & 0xFFF == 0xFFF {
        try control.checkCancelled()
        counter.add(0x1000)
      }
      let own = sector(of: node)
      sectors.removeAll()
      for other in edges.of(node) { sectors.add(sector(of: other)) }
      let ownPull = sectors.pull(of: own)
      for (sector, pull) in sectors.strongest(beyond: ownPull, count: 3) {
        guard let partner = partner(for: node, in: sector, gain: pull - ownPull) else { continue }
        swap(node, partner)
        break
      }
    }
  }

  /// The node of `sector` that loses least by moving to the sector of `node`, if both together gain.
  private func partner(for node: NodeID, in sector: Int32, gain: Int) -> NodeID? {
    let own = self.sector(of: node)
    var best: NodeID?
    var most = 0
    let start = Int(sector) * nodesPerSector
    for place in start..<min(start + nodesPerSector, nodeCount) {
      let other = nodes[place]
      var change = gain
      for end in edges.of(other) {
        let endSector = self.sector(of: end)
        // An edge between the two leaves both sectors as far apart as it found them.
        if end == node { change -= 2 } else if endSector == own { change += 1 }
        if endSector == sector { change -= 1 }
      }
      if change > most {
        best = other
        most = change
      }
    }
    return best
  }

  private func sector(of node: NodeID) -> Int32 { places[Int(node)] / Int32(nodesPerSector) }

  private mutating func swap(_ first: NodeID, _ second: NodeID) {
    let place = places[Int(first)]
    places[Int(first)] = places[Int(second)]
    places[Int(second)] = place
    nodes[Int(places[Int(first)])] = first
    nodes[Int(places[Int(second)])] = second
  }
}

/// Edges from one node into each sector: few enough to search in a line.
private struct SectorPull {
  private var entries: [(sector: Int32, pull: Int)] = []

  init(capacity: Int) { entries.reserveCapacity(capacity) }

  mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

  mutating func add(_ sector: Int32) {
    for place in entries.indices where entries[place].sector == sector {
      entries[place].pull += 1
      return
    }
    entries.append((sector, 1))
  }

  func pull(of sector: Int32) -> Int { entries.first { $0.sector == sector }?.pull ?? 0 }

  /// The sectors with more than `limit` edges, the strongest first, at most `count`.
  func strongest(beyond limit: Int, count: Int) -> some Sequence<(sector: Int32, pull: Int)> {
    entries.filter { $0.pull > limit }.sorted { ($1.pull, $0.sector) < ($0.pull, $1.sector) }
      .prefix(count)
  }
}

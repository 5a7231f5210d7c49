import VectorData

/// Chooses which nodes share a sector, so that a search that uses sectors whole finds there what it would
/// have read next (block shuffling: Wang et al. 2024, Starling, section 4).
///
/// Each sector is filled from a first node with the nodes that have most edges to those in it already; then
/// nodes change places as long as that brings more edges into sectors. Only the nearest nodes around
/// each node count (`NearEdges`): long edges lead away from whatever the sector is about.
///
/// Cost: O(5 · n · R) distances on all threads, then O(n · nearestCount) on one. Memory: about
/// 12 · nearestCount bytes per node. The same on any number of threads.
public enum PagePacking {
  /// Edges of each node that count.
  static let nearestCount = 24
  /// Rounds of exchanges; most of what they gain comes in the first.
  static let roundCount = 4

  /// The node at each place of DiskANN's file.
  ///
  /// - Parameter ofVectors: Whether the sectors to be filled are those of the vectors apart (`VectorPages`).
  /// - Throws: `IndexError.malformed` for a damaged node, `memory`, `system`, `cancelled`.
  public static func nodes(
    of index: DiskIndex, ofVectors: Bool = false, team: WorkerTeam,
    control: JobControl = JobControl()
  ) throws(IndexError) -> [NodeID] {
    let layout = ofVectors ? DiskLayout(vectorsOf: index.layout) : index.layout.plain
    let nodesPerSector = layout.nodesPerSector
    guard nodesPerSector > 1 else { return Array(0..<NodeID(index.layout.nodeCount)) }
    let edges = try NearEdges(index: index, limit: nearestCount, team: team, control: control)
    let room = SectorRoom(
      weights: [UInt16](repeating: 1, count: index.layout.nodeCount), capacity: nodesPerSector)
    return try arrange(index, edges: edges, room: room, control: control).nodes
  }

  /// The node at each place, and the places that begin a sector, where each sector takes what it has room for.
  ///
  /// - Throws: `IndexError.cancelled`.
  static func arrange(
    _ index: DiskIndex, edges: NearEdges, room: SectorRoom, control: JobControl
  ) throws(IndexError) -> (nodes: [NodeID], starts: [Int]) {
    var packer = Packer(edges: edges, room: room)
    try packer.fill(from: index.layout.medoid, control: control)
    for round in 0..<roundCount {
      try packer.exchange(round: round, control: control)
    }
    return (packer.nodes, packer.starts)
  }
}

/// What nodes take of a sector: a place of its many, or bytes.
struct SectorRoom {
  /// What each node takes; no more than a sector has.
  var weights: [UInt16]
  /// What a sector has.
  var capacity: Int
}

/// Who goes where, while it is being decided.
private struct Packer: ~Copyable {
  private let edges: NearEdges
  private let nodeCount: Int
  private let room: SectorRoom
  /// The node at each place.
  private(set) var nodes: [NodeID] = []
  /// The first place of each sector.
  private(set) var starts: [Int] = []
  /// What the nodes of each sector take.
  private var loads: [Int] = []
  /// The sector of each node, -1 before it has one.
  private var sectors: [Int32]
  /// The place of each node that has a sector.
  private var places: [Int32]
  /// All nodes before it have a place.
  private var firstLeft: NodeID = 0
  /// Edges between a node and the sector that is being filled.
  private var pull: [UInt16]

  init(edges: NearEdges, room: SectorRoom) {
    self.edges = edges
    self.room = room
    nodeCount = room.weights.count
    nodes.reserveCapacity(nodeCount)
    sectors = Array(repeating: -1, count: nodeCount)
    places = Array(repeating: 0, count: nodeCount)
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
      let placedBefore = nodes.count
      for node in fillSector(from: seed) {
        if !isPlaced(node), waiting.count - nextWaiting < nodeCount { waiting.append(node) }
        pull[Int(node)] = 0
      }
      counter.add(nodes.count - placedBefore)
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
    let sector = starts.count
    starts.append(nodes.count)
    loads.append(0)
    while true {
      sectors[Int(node)] = Int32(sector)
      places[Int(node)] = Int32(nodes.count)
      loads[sector] += weight(of: node)
      nodes.append(node)
      guard nodes.count < nodeCount, loads[sector] < room.capacity else { return pulled }
      for other in edges.of(node) where !isPlaced(other) {
        if pull[Int(other)] == 0 { pulled.append(other) }
        pull[Int(other)] &+= 1
      }
      // Where nothing is connected any more the sector stays short of friends, not of nodes.
      node = strongest(pulled) ?? anyLeft()
      guard loads[sector] + weight(of: node) <= room.capacity else { return pulled }
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

  private func isPlaced(_ node: NodeID) -> Bool { sectors[Int(node)] >= 0 }

  private func weight(of node: NodeID) -> Int { Int(room.weights[Int(node)]) }

  /// Lets each node change places with one of the sector that pulls at it most, where both sectors together
  /// gain edges by it.
  mutating func exchange(round: Int, control: JobControl) throws(IndexError) {
    let counter = JobCounter(
      control: control, phase: "pack, round \(round + 1)", total: nodeCount, unit: "nodes")
    var pulls = SectorPull(capacity: 256)
    for node in 0..<NodeID(nodeCount) {
      if node & 0xFFF == 0xFFF {
        try control.checkCancelled()
        counter.add(0x1000)
      }
      let own = sectors[Int(node)]
      pulls.removeAll()
      for other in edges.of(node) { pulls.add(sectors[Int(other)]) }
      let ownPull = pulls.pull(of: own)
      for (sector, pull) in pulls.strongest(beyond: ownPull, count: 3) {
        guard let partner = partner(for: node, in: sector, gain: pull - ownPull) else { continue }
        swap(node, partner)
        break
      }
    }
  }

  /// The node of `sector` that loses least by moving to the sector of `node`, if both together gain.
  private func partner(for node: NodeID, in sector: Int32, gain: Int) -> NodeID? {
    let own = sectors[Int(node)]
    var best: NodeID?
    var most = 0
    let end = Int(sector) + 1 < starts.count ? starts[Int(sector) + 1] : nodeCount
    for place in starts[Int(sector)]..<end {
      let other = nodes[place]
      let growth = weight(of: node) - weight(of: other)
      guard loads[Int(sector)] + growth <= room.capacity,
        loads[Int(own)] - growth <= room.capacity
      else { continue }
      var change = gain
      for end in edges.of(other) {
        let endSector = sectors[Int(end)]
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

  private mutating func swap(_ first: NodeID, _ second: NodeID) {
    let growth = weight(of: first) - weight(of: second)
    loads[Int(sectors[Int(second)])] += growth
    loads[Int(sectors[Int(first)])] -= growth
    sectors.swapAt(Int(first), Int(second))
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

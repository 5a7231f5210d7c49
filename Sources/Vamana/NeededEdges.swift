import VectorData

/// The edges of a graph that spanning trees need, a bit each: a tree over all nodes, and one over the points of
/// each label.
///
/// Depth first, so that a node leads to few others in each tree: then a list has room for the edges of many. An
/// edge that another tree needs already is taken first.
///
/// Memory: a bit per edge, and 12 bytes per node.
struct NeededEdges {
  private let graph: GraphRows
  /// Lists have room for so many neighbours.
  private let maxDegree: Int
  /// `[nodes][wordCount]`, of each list a bit per place.
  private var bits: [UInt64]
  private let wordCount: Int
  private var counts: [UInt16]
  /// The last walk that came to a node.
  private var reachedBy: [UInt32]
  private var walk: UInt32 = 0
  /// The node over which the walk of now came to a node; the node itself where it began.
  private var parents: [NodeID]
  /// How far the walk of now has looked at a list: first for edges that are needed, then for others.
  private var looked: [UInt16]

  /// The tree of all that is reached from `medoid`. Nobody else may change the graph from now on. O(edges).
  init(graph: GraphRows, count: Int, maxDegree: Int, medoid: NodeID) {
    precondition(maxDegree < Int(UInt16.max) / 2, "a list is looked at twice")
    self.graph = graph
    self.maxDegree = maxDegree
    wordCount = (maxDegree + 63) / 64
    bits = [UInt64](repeating: 0, count: count * wordCount)
    counts = [UInt16](repeating: 0, count: count)
    reachedBy = [UInt32](repeating: 0, count: count)
    parents = [NodeID](repeating: 0, count: count)
    looked = [UInt16](repeating: 0, count: count)
    beginWalk(at: medoid)
    follow(from: medoid, limit: .max) { _ in true }
  }

  /// Whether a tree needs the edge at `place` of the list of `node`.
  func isNeeded(_ node: NodeID, _ place: Int) -> Bool {
    bits[Int(node) * wordCount + place >> 6] >> UInt64(place & 63) & 1 != 0
  }

  /// How many edges of `node` trees need.
  func count(of node: NodeID) -> Int { Int(counts[Int(node)]) }

  /// Whether the walk of now came to `node`.
  func isReached(_ node: NodeID) -> Bool { reachedBy[Int(node)] == walk }

  /// Begins another tree.
  mutating func beginWalk(at start: NodeID) {
    walk += 1
    reach(start, over: start)
  }

  /// Adds to the tree what edges lead to from `start`, which it has, over nodes that `admits` lets pass. No list
  /// gives a further edge where trees need `limit` of it.
  mutating func follow(from start: NodeID, limit: Int, admits: (NodeID) -> Bool) {
    var node = start
    while true {
      if let child = nextChild(of: node, limit: limit, admits: admits) {
        reach(child, over: node)
        node = child
      } else {
        guard node != start else { return }
        node = parents[Int(node)]
      }
    }
  }

  /// Gives `node` to the tree by an edge of `host`, which it has: an edge more where there is room, or one in the
  /// place of the last that no tree needs. Returns whether there was one.
  mutating func give(edgeOf host: NodeID, to node: NodeID, limit: Int) -> Bool {
    guard isReached(host), count(of: host) < limit else { return false }
    let row = graph.row(host)
    var place = Int(row[0])
    if place == maxDegree {
      place -= 1
      while place >= 0 && isNeeded(host, place) { place -= 1 }
      guard place >= 0 else { return false }
    } else {
      row[0] += 1
    }
    row[1 + place] = node
    need(host, place)
    reach(node, over: node)
    return true
  }

  private mutating func reach(_ node: NodeID, over parent: NodeID) {
    reachedBy[Int(node)] = walk
    parents[Int(node)] = parent
    looked[Int(node)] = 0
  }

  private mutating func need(_ node: NodeID, _ place: Int) {
    bits[Int(node) * wordCount + place >> 6] |= 1 << UInt64(place & 63)
    counts[Int(node)] += 1
  }

  private mutating func nextChild(
    of node: NodeID, limit: Int, admits: (NodeID) -> Bool
  ) -> NodeID? {
    let row = graph.row(node)
    let degree = Int(row[0])
    var step = Int(looked[Int(node)])
    defer { looked[Int(node)] = UInt16(step) }
    while step < 2 * degree {
      let isSecondLook = step >= degree
      if isSecondLook && count(of: node) >= limit { return nil }
      let place = isSecondLook ? step - degree : step
      step += 1
      let neighbour = row[1 + place]
      guard isNeeded(node, place) != isSecondLook, !isReached(neighbour), admits(neighbour) else {
        continue
      }
      if isSecondLook { need(node, place) }
      return neighbour
    }
    return nil
  }
}

import VectorData

/// Gives every point that a walk over a label cannot come to an edge from one that it does come to.
///
/// Lists of R neighbours have little room for rare labels, and neither construction of Filtered-DiskANN promises
/// that walks reach all points of theirs. A spanning tree of the graph and one of each label that has been
/// connected tell which edges can be given up.
struct LabelConnector {
  private let graph: GraphRows
  private let maxDegree: Int
  /// Per place of each list, whether a tree needs the edge.
  private var isNeeded: [Bool]
  /// The last walk that came to a node.
  private var reachedBy: [Int32]
  private var walk: Int32 = 0

  /// Walks the graph from `medoid`, which reaches all. O(edges); a byte per edge and 4 per node.
  init(graph: GraphRows, count: Int, maxDegree: Int, medoid: NodeID) {
    self.graph = graph
    self.maxDegree = maxDegree
    isNeeded = [Bool](repeating: false, count: count * (maxDegree + 1))
    reachedBy = [Int32](repeating: 0, count: count)
    walk = 1
    reachedBy[Int(medoid)] = walk
    reach(from: medoid, within: NodeSet(nodeCount: count).complement)
  }

  /// Makes sure that a walk from `start` over `passing`, of which it is one, comes to all of them, as far as
  /// lists have edges that no tree needs.
  ///
  /// - Parameter hosts: Nodes of the walk, nearest first, that should get the edge to a node.
  mutating func connect(_ passing: NodeSet, from start: NodeID, hosts: (NodeID) -> [NodeID]) {
    walk += 1
    reachedBy[Int(start)] = walk
    reach(from: start, within: passing)
    let nodes = passing.nodes
    for node in nodes where reachedBy[Int(node)] != walk {
      let near = hosts(node).first { give(edgeOf: $0, to: node) }
      guard near != nil || nodes.contains(where: { give(edgeOf: $0, to: node) }) else { continue }
      reachedBy[Int(node)] = walk
      reach(from: node, within: passing)
    }
  }

  /// Adds the edge where there is room, or puts it in the place of the last edge that no tree needs.
  private mutating func give(edgeOf host: NodeID, to node: NodeID) -> Bool {
    guard reachedBy[Int(host)] == walk else { return false }
    let row = graph.row(host)
    let first = Int(host) * (maxDegree + 1)
    var place = Int(row[0]) + 1
    if place > maxDegree {
      place = maxDegree
      while place > 0 && isNeeded[first + place] { place -= 1 }
      guard place > 0 else { return false }
    } else {
      row[0] += 1
    }
    row[place] = node
    isNeeded[first + place] = true
    return true
  }

  /// Follows edges from `start` to nodes of `passing` that this walk has not come to, and needs them.
  private mutating func reach(from start: NodeID, within passing: NodeSet) {
    var waiting = [start]
    while let node = waiting.popLast() {
      let row = graph.row(node)
      let first = Int(node) * (maxDegree + 1)
      for place in 1..<Int(row[0]) + 1 {
        let neighbour = row[place]
        guard reachedBy[Int(neighbour)] != walk, passing.contains(neighbour) else { continue }
        reachedBy[Int(neighbour)] = walk
        isNeeded[first + place] = true
        waiting.append(neighbour)
      }
    }
  }
}

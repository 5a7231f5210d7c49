import VectorData

/// Gives every node that no search can reach an edge from a node that searches do reach.
///
/// Pruning can take the last edge that leads to a node, most of all with small R or many equal points; DiskANN
/// leaves such nodes lost. A spanning tree of what is reached tells which edges can be given up.
struct GraphConnector {
  private let graph: GraphRows
  private let maxDegree: Int
  /// The node over which the tree reaches a node; `unreached`, or the node itself for the medoid.
  private var parents: [NodeID]
  /// Nodes before this one have no edge to give.
  private var firstWithRoom: NodeID = 0

  private static let unreached = NodeID.max

  /// Walks the graph from `medoid`. O(edges); 4 bytes per node.
  init(graph: GraphRows, count: Int, maxDegree: Int, medoid: NodeID) {
    self.graph = graph
    self.maxDegree = maxDegree
    parents = [NodeID](repeating: Self.unreached, count: count)
    parents[Int(medoid)] = medoid
    reach(from: medoid)
  }

  /// The nodes that were not reached when the walk ended.
  var lostNodes: [NodeID] {
    (0..<NodeID(parents.count)).filter { parents[Int($0)] == Self.unreached }
  }

  /// Makes sure that `node` is reached, by an edge from the first of `hosts` (reached nodes, nearest first)
  /// that has one to give.
  mutating func connect(_ node: NodeID, hosts: [NodeID]) {
    guard parents[Int(node)] == Self.unreached else { return }
    guard let host = hosts.first(where: { give(edgeOf: $0, to: node) }) ?? anyHost(for: node) else {
      preconditionFailure("a tree over m nodes leaves edges of theirs, because R is at least 2")
    }
    parents[Int(node)] = host
    reach(from: node)
  }

  private mutating func anyHost(for node: NodeID) -> NodeID? {
    while Int(firstWithRoom) < parents.count {
      if give(edgeOf: firstWithRoom, to: node) { return firstWithRoom }
      firstWithRoom += 1
    }
    return nil
  }

  /// Adds the edge where there is room, or puts it in the place of the last edge that the tree does not need.
  private func give(edgeOf host: NodeID, to node: NodeID) -> Bool {
    guard parents[Int(host)] != Self.unreached else { return false }
    let row = graph.row(host)
    let degree = Int(row[0])
    if degree < maxDegree {
      row[1 + degree] = node
      row[0] += 1
      return true
    }
    for place in stride(from: degree, to: 0, by: -1)
    where parents[Int(row[place])] != host {
      row[place] = node
      return true
    }
    return false
  }

  private mutating func reach(from start: NodeID) {
    let graph = graph
    var waiting = [start]
    while let node = waiting.popLast() {
      let row = graph.row(node)
      for place in 0..<Int(row[0]) where parents[Int(row[1 + place])] == Self.unreached {
        parents[Int(row[1 + place])] = node
        waiting.append(row[1 + place])
      }
    }
  }
}

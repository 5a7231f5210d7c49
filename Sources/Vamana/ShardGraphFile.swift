import VectorData

/// The graph of one shard on its way to the merge: u64 file size, u64 nodes of the whole data, u64 nodes of
/// the shard, u32 largest degree, u32 medoid; then per node u32 number, u16 degree, u16 tree edges,
/// u32 neighbours. All numbers are those of the whole data, so that a merge never has to look one up.
///
/// Tree edges come first: they span the shard from its medoid, and a merge that cuts lists keeps them.
public enum ShardGraphFile {
  static let headerBytes = 32

  /// Writes `graph`, whose node i is row `ids[i]` of `totalCount`.
  ///
  /// - Throws: `IndexError.system`; the file appears only when it is complete.
  public static func write(
    _ graph: VamanaGraph, ids: UnsafeBufferPointer<NodeID>, totalCount: Int, to path: String
  ) throws(IndexError) {
    precondition(ids.count == graph.nodeCount, "every node has a number")
    let tree = ShardTree(of: graph)
    var file = try OutputFile(path: path)
    try file.append(UInt64(0))
    try file.append(UInt64(totalCount))
    try file.append(UInt64(graph.nodeCount))
    try file.append(UInt32(graph.maxObservedDegree))
    try file.append(ids[Int(graph.medoid)])
    for node in 0..<NodeID(graph.nodeCount) {
      let neighbours = graph.neighbours(of: node)
      try file.append(ids[Int(node)])
      try file.append(UInt16(neighbours.count))
      try file.append(UInt16(tree.childCount(of: node, in: neighbours)))
      for isTree in [true, false] {
        for neighbour in neighbours where tree.leads(from: node, to: neighbour) == isTree {
          try file.append(ids[Int(neighbour)])
        }
      }
    }
    try file.overwrite(UInt64(file.byteCount), at: 0)
    try file.finish()
  }
}

/// A tree of edges over which all nodes of a graph are reached from its medoid.
///
/// Depth first, so that a node leads to few others: then there is always room for tree edges in a list.
struct ShardTree {
  private var parents: [NodeID]
  private static let unreached = NodeID.max

  /// O(edges); 6 bytes per node.
  init(of graph: VamanaGraph) {
    parents = [NodeID](repeating: Self.unreached, count: graph.nodeCount)
    var places = [UInt16](repeating: 0, count: graph.nodeCount)
    var node = graph.medoid
    parents[Int(node)] = node
    while true {
      let neighbours = graph.neighbours(of: node)
      var place = Int(places[Int(node)])
      while place < neighbours.count, parents[Int(neighbours[place])] != Self.unreached {
        place += 1
      }
      places[Int(node)] = UInt16(place)
      if place < neighbours.count {
        parents[Int(neighbours[place])] = node
        node = neighbours[place]
      } else {
        guard node != graph.medoid else { return }
        node = parents[Int(node)]
      }
    }
  }

  func leads(from node: NodeID, to neighbour: NodeID) -> Bool {
    parents[Int(neighbour)] == node && neighbour != node
  }

  func childCount(of node: NodeID, in neighbours: UnsafeBufferPointer<NodeID>) -> Int {
    neighbours.reduce(0) { $0 + (leads(from: node, to: $1) ? 1 : 0) }
  }
}

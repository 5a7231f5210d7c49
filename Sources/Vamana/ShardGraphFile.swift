import VectorData

/// The graph of one shard on its way to the merge: u64 file size, u64 nodes of the whole data, u64 nodes of
/// the shard, u32 largest degree, u32 medoid; then per node u32 number, u16 degree, u16 tree edges,
/// u32 neighbours. All numbers are those of the whole data, so that a merge never has to look one up.
///
/// Tree edges come first: they span the shard from its medoid, and the points of each label that its graph knows
/// from the start of the label; a merge that cuts lists keeps them.
public enum ShardGraphFile {
  static let headerBytes = 32

  /// Writes `graph`, whose node i is row `ids[i]` of `totalCount`.
  ///
  /// - Throws: `IndexError.system`; the file appears only when it is complete.
  public static func write(
    _ graph: VamanaGraph, ids: UnsafeBufferPointer<NodeID>, totalCount: Int, to path: String
  ) throws(IndexError) {
    let tree = NeededEdges(
      graph: graph.rows, count: graph.nodeCount, maxDegree: graph.width, medoid: graph.medoid)
    try write(graph, tree: tree, ids: ids, totalCount: totalCount, to: path)
  }

  /// The same for a shard that knows labels.
  ///
  /// - Throws: as above.
  public static func write(
    _ shard: LabelledShard, ids: UnsafeBufferPointer<NodeID>, totalCount: Int, to path: String
  ) throws(IndexError) {
    try write(shard.graph, tree: shard.needed, ids: ids, totalCount: totalCount, to: path)
  }

  private static func write(
    _ graph: VamanaGraph, tree: NeededEdges, ids: UnsafeBufferPointer<NodeID>, totalCount: Int,
    to path: String
  ) throws(IndexError) {
    precondition(ids.count == graph.nodeCount, "every node has a number")
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
      try file.append(UInt16(tree.count(of: node)))
      for isTree in [true, false] {
        for (place, neighbour) in neighbours.enumerated()
        where tree.isNeeded(node, place) == isTree {
          try file.append(ids[Int(neighbour)])
        }
      }
    }
    try file.overwrite(UInt64(file.byteCount), at: 0)
    try file.finish()
  }
}

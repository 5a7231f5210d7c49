import VectorData

/// Unites the graphs of overlapping shards (DiskANN's `merge_shards`): a node gets the neighbours that it has
/// in any shard, each once; where they are more than R, a random R of them.
///
/// Unlike DiskANN's the lot is drawn with a seed, and edges of the trees that span the shards are never cut:
/// nodes that a search reaches in a shard are reached in the merged graph. Memory: a buffer per shard, and
/// `ShardLabels`.
public enum ShardMerge {
  /// Reads the graphs of `shardCount` shards of `nodeCount` points and streams the merged graph to
  /// `graphPath` (`MemoryGraphFile`; its start node is the medoid of the last shard, its largest degree R, as
  /// in DiskANN).
  ///
  /// - Parameter labels: What the shards know of labels; `nil` where they know nothing.
  /// - Returns: the medoid of each shard.
  /// - Throws: `IndexError.malformed` when the shards do not fit together, `system`, `cancelled`.
  public static func merge(
    _ files: ShardFiles, shardCount: Int, nodeCount: Int, parameters: VamanaParameters,
    labels: ShardLabels? = nil, to graphPath: String, control: JobControl
  ) throws(IndexError) -> [NodeID] {
    var streams: [ShardGraphStream] = []
    for shard in 0..<shardCount {
      streams.append(
        try ShardGraphStream(
          path: files.graph(shard), totalCount: nodeCount, maxDegree: parameters.maxDegree))
    }
    let medoids = streams.map(\.medoid)
    var labels = labels
    var file = try OutputFile(path: graphPath)
    try file.append(UInt64(0))
    try file.append(UInt32(parameters.maxDegree))
    try file.append(medoids.last ?? 0)
    try file.append(UInt64(0))
    let counter = JobCounter(
      control: control, phase: "merge shards", total: nodeCount, unit: "nodes")
    var union = try NeighbourUnion(
      capacity: (shardCount + 1) * parameters.maxDegree, limit: parameters.maxDegree)
    for node in 0..<NodeID(nodeCount) {
      let shards = streams.indices.filter { streams[$0].node == node }
      guard !shards.isEmpty else {
        throw .malformed(
          path: files.graph(0), offset: nil, field: "node \(node)", expected: "in some shard",
          found: "in none of \(shardCount)")
      }
      let holders = shards.map { streams[$0] }
      union.unite(holders, node: node, seed: parameters.seed) { room in
        labels?.take(node, shards: shards, room: room) ?? []
      }
      for stream in holders { try stream.advance() }
      try file.append(UInt32(union.count))
      try file.append(union.bytes)
      if node & 0xFFF == 0xFFF {
        try control.checkCancelled()
        counter.add(0x1000)
      }
    }
    counter.add(nodeCount & 0xFFF)
    try file.overwrite(UInt64(file.byteCount), at: 0)
    try file.finish()
    return medoids
  }
}

/// The neighbours of one node after the other.
private struct NeighbourUnion {
  private(set) var count = 0
  private let limit: Int
  private let buffer: AlignedBuffer

  init(capacity: Int, limit: Int) throws(IndexError) {
    self.limit = limit
    buffer = try AlignedBuffer(byteCount: 4 * max(capacity, 1), purpose: "merged neighbours")
  }

  var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: buffer.bytes[..<(4 * count)])
  }

  /// Takes the lists of `holders`, tree edges first, and cuts what is beyond the limit by lot.
  ///
  /// - Parameter bridges: Gives the edges from shard to shard that the node is to have too, at most so many.
  mutating func unite(
    _ holders: [ShardGraphStream], node: NodeID, seed: UInt64, bridges: (_ room: Int) -> [NodeID]
  ) {
    count = 0
    for holder in holders { add(holder.neighbours[..<holder.treeCount]) }
    bridges(max(0, limit - count)).withUnsafeBufferPointer { add($0[...]) }
    let treeCount = min(count, limit)
    for holder in holders { add(holder.neighbours[holder.treeCount...]) }
    guard count > limit else { return }
    var generator = SeededGenerator(seed: seed, stream: 1 << 32 | UInt64(node))
    let ids = buffer.elements(of: NodeID.self)
    for place in treeCount..<limit {
      ids.swapAt(place, place + generator.nextIndex(below: count - place))
    }
    count = limit
  }

  private mutating func add(_ neighbours: Slice<UnsafeBufferPointer<NodeID>>) {
    let ids = buffer.elements(of: NodeID.self)
    for neighbour in neighbours {
      // Without an early end, so that the compiler makes vector code of it.
      var matches: UInt32 = 0
      for place in 0..<count { matches |= ids[place] == neighbour ? 1 : 0 }
      guard matches == 0 else { continue }
      ids[count] = neighbour
      count += 1
    }
  }
}

import VectorData

/// The order in which a build inserts its points, and the batches that it inserts at once.
///
/// The batches hold random points. Within one the points of a region stand together, which changes no
/// search: all searches of a batch see the same graph. But their paths share rows and vectors, and what
/// one has loaded the next finds in the cache (6 % of the time of linking 100,000 points).
struct InsertionOrder: Sendable {
  /// All nodes, the medoid first: then no reverse edge can be there already, because nothing points to a
  /// point before it is inserted.
  let nodes: [NodeID]
  /// The places of `nodes` that are inserted at once, after the medoid: they double from 1 up to
  /// `batchLimit`.
  let batches: [Range<Int>]
  /// Nodes of the largest batch.
  let batchLimit: Int

  /// Random points whose neighbourhoods are the regions.
  private static let pivotCount = 64

  /// First the nodes of `first`, each once, then all others in a random order that `seed` fixes.
  init<Vectors: LinkingVectors>(
    vectors: Vectors, first: [NodeID], seed: UInt64, team: WorkerTeam
  ) {
    let count = vectors.count
    batchLimit = max(1, count / 100)
    var batches: [Range<Int>] = []
    var (start, size) = (1, 1)
    while start < count {
      batches.append(start..<min(start + size, count))
      start += size
      size = min(size * 2, batchLimit)
    }
    self.batches = batches
    var nodes = Self.shuffled(count: count, first: first, seed: seed)
    let pivots = Array(nodes.prefix(Self.pivotCount))
    let regions = Self.regions(pivots: pivots, vectors: vectors, team: team)
    // The places of the first nodes say which of them are in the graph already.
    for batch in batches where batch.lowerBound >= first.count {
      nodes[batch].sort { (regions[Int($0)], $0) < (regions[Int($1)], $1) }
    }
    self.nodes = nodes
  }

  /// Fisher and Yates, behind `first`.
  private static func shuffled(count: Int, first: [NodeID], seed: UInt64) -> [NodeID] {
    var order = (0..<count).map { NodeID($0) }
    // Where a node lies that has been swapped with another.
    var places: [NodeID: Int] = [:]
    var fixed = 0
    for node in first {
      let place = places[node] ?? Int(node)
      guard place >= fixed else { continue }
      places[order[fixed]] = place
      places[node] = fixed
      order.swapAt(fixed, place)
      fixed += 1
    }
    var generator = SeededGenerator(seed: seed, stream: 1)
    guard count > fixed + 1 else { return order }
    for place in stride(from: count - 1, to: fixed, by: -1) {
      order.swapAt(place, fixed + generator.nextIndex(below: place - fixed + 1))
    }
    return order
  }

  /// The number of the nearest pivot of each row, the first of equals.
  private static func regions<Vectors: LinkingVectors>(
    pivots: [NodeID], vectors: Vectors, team: WorkerTeam
  ) -> ChunkResults<UInt8> {
    let regions = ChunkResults(vectors.count, initial: UInt8(0))
    team.forEachChunk(count: vectors.count, chunk: 1024) { range, _ in
      for row in range { regions[row] = vectors.nearest(pivots, to: NodeID(row)) }
    }
    return regions
  }
}

extension LinkingVectors {
  /// The place in `pivots` of the row that is nearest to `node`, the first of equals.
  fileprivate func nearest(_ pivots: [NodeID], to node: NodeID) -> UInt8 {
    withUnsafeTemporaryAllocation(byteCount: queryBytes, alignment: 64) { room in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: pivots.count) { distances in
        guard let query = room.baseAddress, let out = distances.baseAddress else { return 0 }
        let comparer = comparer(to: node, in: query)
        pivots.withUnsafeBufferPointer { pivots in
          guard let ids = pivots.baseAddress else { return }
          comparer.distances(of: ids, count: pivots.count, into: out)
        }
        var nearest = 0
        for place in 1..<pivots.count where out[place] < out[nearest] { nearest = place }
        return UInt8(nearest)
      }
    }
  }
}

import VectorData

/// Edges from each node to the nearest of its neighbours and of their neighbours, seen from both ends.
///
/// A pruned graph leaves a near node out where another leads to it; a sector has room for both.
final class NearEdges {
  /// The nearest neighbours of a node whose own neighbours count as its own. Four find 88 % of the 24 nodes
  /// nearest to a SIFT descriptor among 100,000; more bring nothing.
  private static let relayCount = 4

  private let starts: [Int]
  private let ends: AlignedBuffer

  /// The other ends of the edges of `node`; an edge that both ends have counts twice.
  func of(_ node: NodeID) -> UnsafeBufferPointer<NodeID> {
    UnsafeBufferPointer(
      rebasing: UnsafeBufferPointer(ends.elements(of: NodeID.self))[
        starts[Int(node)]..<starts[Int(node) + 1]])
  }

  /// Reads all nodes of `index` and keeps the `limit` nearest nodes around each: by their vectors, or where
  /// records hold codes, the neighbours that the pruning kept first, which are near.
  init(
    index: DiskIndex, limit: Int, team: WorkerTeam, control: JobControl
  ) throws(IndexError) {
    let nodeCount = index.layout.nodeCount
    let nearest = try Self.nearest(of: index, limit: limit, team: team, control: control)
    let rows = UnsafeBufferPointer(nearest.elements(of: NodeID.self))
    var starts = [Int](repeating: 0, count: nodeCount + 1)
    for node in 0..<nodeCount {
      for slot in 0..<Int(rows[node * (limit + 1)]) {
        starts[node + 1] += 1
        starts[Int(rows[node * (limit + 1) + 1 + slot]) + 1] += 1
      }
    }
    for node in 0..<nodeCount { starts[node + 1] += starts[node] }
    ends = try AlignedBuffer(byteCount: starts[nodeCount] * 4, purpose: "edges")
    let targets = ends.elements(of: NodeID.self)
    var next = starts
    for node in 0..<nodeCount {
      for slot in 0..<Int(rows[node * (limit + 1)]) {
        let other = rows[node * (limit + 1) + 1 + slot]
        targets[next[node]] = other
        targets[next[Int(other)]] = NodeID(node)
        next[node] += 1
        next[Int(other)] += 1
      }
    }
    self.starts = starts
  }

  /// Rows of `limit + 1` words: how many, and the nearest neighbours.
  private static func nearest(
    of index: DiskIndex, limit: Int, team: WorkerTeam, control: JobControl
  ) throws(IndexError) -> AlignedBuffer {
    let layout = index.layout
    let records = try MappedRecords(index: index)
    let result = try AlignedBuffer(
      byteCount: layout.nodeCount * (limit + 1) * 4, purpose: "edges")
    let counter = JobCounter(
      control: control, phase: "rank edges", total: layout.nodeCount, unit: "nodes")
    let fault = Locked<IndexError?>(nil)
    team.forEachChunk(count: layout.nodeCount, chunk: 1024) { range, _ in
      guard !control.isCancelled else { return }
      do throws(IndexError) {
        try rank(range, of: index, in: records, limit: limit, into: result)
      } catch {
        fault.withLock { $0 = $0 ?? error }
      }
      counter.add(range.count)
    }
    try control.checkCancelled()
    if let fault = fault.withLock({ $0 }) { throw fault }
    return result
  }

  /// Fills the rows of the nodes in `range`.
  private static func rank(
    _ range: Range<Int>, of index: DiskIndex, in records: MappedRecords, limit: Int,
    into result: AlignedBuffer
  ) throws(IndexError) {
    let rows = result.elements(of: NodeID.self)
    var ranking = NeighbourRanking(index: index, records: records)
    for node in range {
      try ranking.rank(NodeID(node), relayCount: relayCount)
      let row = node * (limit + 1)
      rows[row] = NodeID(min(limit, ranking.keys.count))
      for (slot, key) in ranking.keys.prefix(limit).enumerated() {
        rows[row + 1 + slot] = NodeID(truncatingIfNeeded: key)
      }
    }
  }
}

/// The nodes around one node in order of distance.
private struct NeighbourRanking: ~Copyable {
  /// Distance in the upper half, node in the lower, ascending.
  private(set) var keys: [UInt64] = []
  private let records: MappedRecords
  private let dimension: Int
  private let distance: DistanceKernel?
  private let neighbours: UnsafeMutablePointer<NodeID>

  init(index: DiskIndex, records: MappedRecords) {
    self.records = records
    dimension = index.layout.dimension
    distance = index.recordQuantizer == nil ? index.distance : nil
    neighbours = .allocate(capacity: max(1, index.layout.width))
  }

  deinit { neighbours.deallocate() }

  /// Ranks the neighbours of `node` and those of the `relayCount` nearest of them.
  mutating func rank(_ node: NodeID, relayCount: Int) throws(IndexError) {
    keys.removeAll(keepingCapacity: true)
    try append(neighboursOf: node, around: node)
    keys.sort()
    // Where records hold codes there is no distance to rank other nodes by.
    guard distance != nil else { return }
    for relay in Array(keys.prefix(relayCount)) {
      try append(neighboursOf: NodeID(truncatingIfNeeded: relay), around: node)
    }
    keys.sort()
    dropRepeats(and: node)
  }

  private mutating func append(
    neighboursOf source: NodeID, around node: NodeID
  ) throws(IndexError) {
    let vector = try records.vector(of: node)
    let degree = try records.copyNeighbours(of: source, into: neighbours)
    for slot in 0..<degree {
      let other = try records.vector(of: neighbours[slot])
      let rank = distance.map { $0.function(vector, other, dimension).bitPattern }
      keys.append(UInt64(rank ?? UInt32(slot)) << 32 | UInt64(neighbours[slot]))
    }
  }

  /// Equal nodes have equal keys, so they lie side by side.
  private mutating func dropRepeats(and node: NodeID) {
    var last: UInt64?
    keys.removeAll { key in
      defer { last = key }
      return key == last || NodeID(truncatingIfNeeded: key) == node
    }
  }
}

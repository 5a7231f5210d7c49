import VectorData

/// The edges of a graph to the nearest neighbours of each node, seen from both ends.
final class NearEdges {
  private let starts: [Int]
  private let ends: AlignedBuffer

  /// The other ends of the edges of `node`; an edge that both ends have counts twice.
  func of(_ node: NodeID) -> UnsafeBufferPointer<NodeID> {
    UnsafeBufferPointer(
      rebasing: UnsafeBufferPointer(ends.elements(of: NodeID.self))[
        starts[Int(node)]..<starts[Int(node) + 1]])
  }

  /// Reads all nodes of `index` and keeps the `limit` nearest neighbours of each: by their vectors, or where
  /// records hold codes, those that the pruning kept first, which are near.
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
    let layout = index.layout
    let distance = index.recordQuantizer == nil ? index.distance : nil
    let rows = result.elements(of: NodeID.self)
    let neighbours = UnsafeMutablePointer<NodeID>.allocate(capacity: max(1, layout.width))
    defer { neighbours.deallocate() }
    var keys: [UInt64] = []
    for node in range {
      let vector = try records.vector(of: NodeID(node))
      let degree = try records.copyNeighbours(of: NodeID(node), into: neighbours)
      keys.removeAll(keepingCapacity: true)
      for slot in 0..<degree {
        let other = try records.vector(of: neighbours[slot])
        let rank = distance.map { $0.function(vector, other, layout.dimension).bitPattern }
        keys.append(UInt64(rank ?? UInt32(slot)) << 32 | UInt64(neighbours[slot]))
      }
      keys.sort()
      let row = node * (limit + 1)
      rows[row] = NodeID(min(limit, keys.count))
      for (slot, key) in keys.prefix(limit).enumerated() {
        rows[row + 1 + slot] = NodeID(truncatingIfNeeded: key)
      }
    }
  }
}

import VectorData

/// The neighbours of nodes by the places that these will have.
struct PlacedNeighbours: Sendable {
  /// Where they are read.
  let records: MappedRecords
  /// The place that each node goes to.
  private let places: [NodeID]

  /// - Parameter nodes: The node at each place, a permutation.
  /// - Throws: as `MappedRecords`.
  init(index: DiskIndex, nodes: [NodeID]) throws(IndexError) {
    precondition(nodes.count == index.layout.nodeCount, "every place has a node")
    var places = [NodeID](repeating: .max, count: nodes.count)
    for (place, node) in nodes.enumerated() { places[Int(node)] = NodeID(place) }
    precondition(!places.contains(.max), "no node goes to two places")
    self.places = places
    records = try MappedRecords(index: index)
  }

  /// Copies the neighbours of `node` to `target`, which has room for all, ascending and each once.
  ///
  /// - Returns: how many they are.
  /// - Throws: `IndexError.malformed` when the node is damaged.
  func copy(
    of node: NodeID, into target: UnsafeMutablePointer<NodeID>
  ) throws(IndexError) -> Int {
    let degree = try records.copyNeighbours(of: node, into: target)
    var row = UnsafeMutableBufferPointer(start: target, count: degree)
    for slot in row.indices { row[slot] = places[Int(row[slot])] }
    row.sort()
    var kept = 0
    for slot in row.indices where kept == 0 || row[kept - 1] != row[slot] {
      row[kept] = row[slot]
      kept += 1
    }
    return kept
  }

  /// How many gaps of `nodes` are of each class.
  ///
  /// - Throws: as `copy`, `cancelled`.
  func countClasses(
    _ nodes: [NodeID], team: WorkerTeam, control: JobControl
  ) throws(IndexError) -> [Int] {
    let sum = Locked([Int](repeating: 0, count: GapCode.classCount))
    try forEach(nodes, phase: "count gaps", team: team, control: control) { _, gaps in
      let own = gaps.reduce(into: [Int](repeating: 0, count: GapCode.classCount)) {
        $0[GapCode.gapClass(of: $1)] += 1
      }
      sum.withLock { sum in
        for place in sum.indices { sum[place] += own[place] }
      }
    }
    return sum.withLock { $0 }
  }

  /// The bits that the gaps of each of `nodes` take.
  ///
  /// - Throws: as `copy`, `cancelled`.
  func countBits(
    _ nodes: [NodeID], code: GapCode, team: WorkerTeam, control: JobControl
  ) throws(IndexError) -> [UInt32] {
    let costs = code.lengths.enumerated().map { UInt32($0.offset) + UInt32($0.element) }
    let result = try AlignedBuffer(byteCount: nodes.count * 4, purpose: "lengths of records")
    try forEach(nodes, phase: "measure records", team: team, control: control) { place, gaps in
      result.elements(of: UInt32.self)[place] = gaps.reduce(0) {
        $0 + costs[GapCode.gapClass(of: $1)]
      }
    }
    return Array(result.elements(of: UInt32.self))
  }

  /// Hands the place of every node and the gaps between its neighbours to `body`, on all threads.
  private func forEach(
    _ nodes: [NodeID], phase: String, team: WorkerTeam, control: JobControl,
    _ body: @Sendable (Int, UnsafeBufferPointer<UInt32>) -> Void
  ) throws(IndexError) {
    let counter = JobCounter(control: control, phase: phase, total: nodes.count, unit: "nodes")
    let fault = Locked<IndexError?>(nil)
    team.forEachChunk(count: nodes.count, chunk: 1024) { range, _ in
      guard !control.isCancelled else { return }
      let ids = UnsafeMutablePointer<NodeID>.allocate(capacity: max(1, records.layout.width))
      defer { ids.deallocate() }
      for place in range {
        do throws(IndexError) {
          let degree = try copy(of: nodes[place], into: ids)
          var next: NodeID = 0
          for slot in 0..<degree {
            let id = ids[slot]
            ids[slot] = id &+ 1 &- next
            next = id &+ 1
          }
          body(place, UnsafeBufferPointer(start: ids, count: degree))
        } catch {
          fault.withLock { $0 = $0 ?? error }
        }
      }
      counter.add(range.count)
    }
    try control.checkCancelled()
    if let fault = fault.withLock({ $0 }) { throw fault }
  }
}

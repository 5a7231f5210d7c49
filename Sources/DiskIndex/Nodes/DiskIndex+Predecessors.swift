import VectorData

extension DiskIndex {
  /// Hands every node that points to `node` to `body`, in the order of the file.
  ///
  /// A disk index stores only where edges lead to, and at a million nodes the way back would take some
  /// 250 MiB in memory. So this reads the file once, from the device, through a window of 1 MiB.
  /// Damaged nodes point to nothing here; `IndexVerifier` names them.
  /// - Throws: `IndexError.parameter` for a node that does not exist, `system` when the file cannot be
  ///   read, `cancelled`.
  public func forEachPredecessor(
    of node: NodeID, control: JobControl = JobControl(), _ body: (StoredNode) -> Void
  ) throws(IndexError) {
    guard Int(node) < layout.nodeCount else {
      throw .parameter(
        name: "node", expected: "0 to \(layout.nodeCount - 1)", found: "\(node)")
    }
    let target = self.node(ofRow: node)
    var reader = try SequentialNodeReader(file: file, layout: layout, windowBytes: 1 << 20)
    let counter = JobCounter(
      control: control, phase: "who points here", total: layout.nodeCount, unit: "nodes")
    let neighbours = UnsafeMutablePointer<NodeID>.allocate(capacity: max(1, layout.width))
    defer { neighbours.deallocate() }
    var first = 0
    while first < layout.nodeCount {
      try control.checkCancelled()
      let part = first..<min(first + Self.nodesPerCheck, layout.nodeCount)
      for other in part {
        guard let record = try reader.recordIfSound(of: NodeID(other)) else { continue }
        guard layout.leads(in: record, to: target, by: neighbours) else { continue }
        body(stored(NodeID(other), in: record, of: try reader.page(of: NodeID(other))))
      }
      counter.add(part.count)
      first = part.upperBound
    }
  }

  private static let nodesPerCheck = 4096

  /// The record at a place of the file as a value of rows; its degree is at most the width.
  private func stored(
    _ place: NodeID, in record: UnsafeRawBufferPointer, of page: UnsafeRawPointer
  ) -> StoredNode {
    StoredNode(
      node: row(of: place), vector: Array(record.prefix(layout.vectorBytes)),
      neighbours: layout.namedNeighbours(in: record).map {
        Int($0) < layout.nodeCount ? row(of: $0) : $0
      },
      sector: layout.sector(of: place),
      byteOffset: layout.sector(of: place) * DiskLayout.sectorBytes
        + (record.baseAddress.map { $0 - page } ?? 0))
  }
}

extension DiskLayout {
  /// The neighbours of a record whose degree is at most the width, those that do not exist included; none of a
  /// packed record that is damaged.
  func namedNeighbours(in record: UnsafeRawBufferPointer) -> [NodeID] {
    guard packing == nil else { return neighbours(in: record) ?? [] }
    let degree = record.loadUnaligned(fromByteOffset: vectorBytes, as: UInt32.self)
    return (0..<Int(degree)).map {
      record.loadUnaligned(fromByteOffset: vectorBytes + 4 + $0 * 4, as: NodeID.self)
    }
  }

  /// Whether one of the neighbours in the record is `node`. Without an early end, so that the loop becomes
  /// comparisons of whole registers.
  ///
  /// - Parameter target: Places for the neighbours of a packed record.
  @inline(__always)
  fileprivate func leads(
    in record: UnsafeRawBufferPointer, to node: NodeID, by target: UnsafeMutablePointer<NodeID>
  ) -> Bool {
    if packing != nil {
      let degree = copyNeighbours(in: record, into: target)
      return degree > 0 && Self.holds(UnsafeRawPointer(target), count: degree, node)
    }
    let degree = Int(record.loadUnaligned(fromByteOffset: vectorBytes, as: UInt32.self))
    guard degree <= width, let start = record.baseAddress else { return false }
    return Self.holds(start + (vectorBytes + 4), count: degree, node)
  }

  @inline(__always)
  private static func holds(_ ids: UnsafeRawPointer, count: Int, _ node: NodeID) -> Bool {
    var found: UInt32 = 0
    for slot in 0..<count {
      let id = ids.loadUnaligned(fromByteOffset: slot &* 4, as: UInt32.self)
      found |= id == node ? 1 : 0
    }
    return found != 0
  }
}

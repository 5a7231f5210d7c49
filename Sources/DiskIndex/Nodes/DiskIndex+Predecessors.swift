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
    var first = 0
    while first < layout.nodeCount {
      try control.checkCancelled()
      let part = first..<min(first + Self.nodesPerCheck, layout.nodeCount)
      for other in part {
        let record = try reader.record(of: NodeID(other))
        guard layout.leads(at: record, to: target) else { continue }
        body(stored(NodeID(other), at: record))
      }
      counter.add(part.count)
      first = part.upperBound
    }
  }

  private static let nodesPerCheck = 4096

  /// The record at a place of the file as a value of rows; its degree is at most the width.
  private func stored(_ place: NodeID, at record: UnsafeRawPointer) -> StoredNode {
    let degree = Int(record.loadUnaligned(fromByteOffset: layout.vectorBytes, as: UInt32.self))
    return StoredNode(
      node: row(of: place),
      vector: Array(UnsafeRawBufferPointer(start: record, count: layout.vectorBytes)),
      neighbours: (0..<degree).map { slot in
        let id = record.loadUnaligned(
          fromByteOffset: layout.vectorBytes + 4 + slot * 4, as: NodeID.self)
        return Int(id) < layout.nodeCount ? row(of: id) : id
      },
      sector: layout.sector(of: place), byteOffset: layout.byteOffset(of: place))
  }
}

extension DiskLayout {
  /// Whether one of the neighbours in the record is `node`. Without an early end, so that the loop becomes
  /// comparisons of whole registers.
  @inline(__always)
  fileprivate func leads(at record: UnsafeRawPointer, to node: NodeID) -> Bool {
    let degree = Int(record.loadUnaligned(fromByteOffset: vectorBytes, as: UInt32.self))
    guard degree <= width else { return false }
    let ids = record + (vectorBytes + 4)
    var found: UInt32 = 0
    for slot in 0..<degree {
      let id = ids.loadUnaligned(fromByteOffset: slot &* 4, as: UInt32.self)
      found |= id == node ? 1 : 0
    }
    return found != 0
  }
}

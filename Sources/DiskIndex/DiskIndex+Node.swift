import VectorData

/// One node as it lies in the file.
public struct StoredNode: Sendable, Equatable {
  /// The row of the user's data that it is.
  public let node: NodeID
  /// Its vector in the index's element type.
  public let vector: [UInt8]
  /// The rows that its neighbours are, in stored order.
  public let neighbours: [NodeID]
  /// Its first sector; sector 0 is the header.
  public let sector: Int
  /// Where its record starts in the file.
  public let byteOffset: Int
}

extension DiskIndex {
  /// Reads the node that is row `row`, by one blocking read.
  ///
  /// - Throws: `IndexError.parameter` for a node that does not exist, `system` when the read fails,
  ///   `malformed` when the node is damaged.
  public func readNode(_ row: NodeID) throws(IndexError) -> StoredNode {
    guard Int(row) < layout.nodeCount else {
      throw .parameter(
        name: "node", expected: "0 to \(layout.nodeCount - 1)", found: "\(row)")
    }
    let node = node(ofRow: row)
    let page = try file.readPage(of: node, layout: layout)
    guard let start = page.bytes.baseAddress, let record = layout.record(of: node, in: start)
    else { throw layout.sectorFault(of: node, path: files.disk) }
    guard let neighbours = layout.neighbours(in: record) else {
      throw layout.fault(in: record, of: node, path: files.disk)
    }
    let sector = layout.sector(of: node)
    let offset = record.baseAddress.map { $0 - UnsafeRawPointer(start) } ?? 0
    return StoredNode(
      node: row, vector: Array(record.prefix(layout.vectorBytes)),
      neighbours: neighbours.map { self.row(of: $0) }, sector: sector,
      byteOffset: sector * DiskLayout.sectorBytes + offset)
  }
}

extension PageFile {
  /// Reads the bytes of one record, unchecked.
  func readRecord(of node: NodeID, layout: DiskLayout) throws(IndexError) -> [UInt8] {
    let page = try readPage(of: node, layout: layout)
    guard let start = page.bytes.baseAddress, let record = layout.record(of: node, in: start)
    else { throw layout.sectorFault(of: node, path: path) }
    return Array(record)
  }

  /// Reads the sectors that hold a node.
  func readPage(of node: NodeID, layout: DiskLayout) throws(IndexError) -> AlignedBuffer {
    let page = try AlignedBuffer(byteCount: layout.readBytes, purpose: "a node")
    try read(into: page.bytes, at: layout.sector(of: node) * DiskLayout.sectorBytes)
    return page
  }
}

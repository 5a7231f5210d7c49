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
    let record = try file.readRecord(of: node, layout: layout)
    var fault: IndexError?
    var neighbours = [NodeID](repeating: 0, count: layout.width)
    record.withUnsafeBytes { bytes in
      neighbours.withUnsafeMutableBufferPointer { target in
        guard let source = bytes.baseAddress, let start = target.baseAddress else { return }
        if layout.copyNeighbours(at: source, into: start) < 0 {
          fault = layout.fault(in: source, of: node, path: files.disk)
        }
      }
    }
    if let fault { throw fault }
    let degree = record.withUnsafeBytes {
      $0.loadUnaligned(fromByteOffset: layout.vectorBytes, as: UInt32.self)
    }
    return StoredNode(
      node: row, vector: Array(record.prefix(layout.vectorBytes)),
      neighbours: neighbours.prefix(Int(degree)).map { self.row(of: $0) },
      sector: layout.sector(of: node),
      byteOffset: layout.byteOffset(of: node))
  }
}

extension PageFile {
  /// Reads the bytes of one record, unchecked.
  func readRecord(of node: NodeID, layout: DiskLayout) throws(IndexError) -> [UInt8] {
    let page = try AlignedBuffer(byteCount: layout.readBytes, purpose: "a node")
    try read(into: page.bytes, at: layout.sector(of: node) * DiskLayout.sectorBytes)
    let start = layout.offsetInSector(of: node)
    return Array(page.bytes[start..<start + layout.nodeBytes])
  }
}

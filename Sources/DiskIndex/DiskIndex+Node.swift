import VectorData

/// One node as it lies in the file.
public struct StoredNode: Sendable, Equatable {
  /// Its number.
  public let node: NodeID
  /// Its vector in the index's element type.
  public let vector: [UInt8]
  /// Its neighbours in stored order.
  public let neighbours: [NodeID]
  /// Its first sector; sector 0 is the header.
  public let sector: Int
  /// Where its record starts in the file.
  public let byteOffset: Int
}

extension DiskIndex {
  /// Reads one node, by one blocking read.
  ///
  /// - Throws: `IndexError.parameter` for a node that does not exist, `system` when the read fails,
  ///   `malformed` when the node is damaged.
  public func readNode(_ node: NodeID) throws(IndexError) -> StoredNode {
    guard Int(node) < layout.nodeCount else {
      throw .parameter(
        name: "node", expected: "0 to \(layout.nodeCount - 1)", found: "\(node)")
    }
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
      node: node, vector: Array(record.prefix(layout.vectorBytes)),
      neighbours: Array(neighbours.prefix(Int(degree))), sector: layout.sector(of: node),
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

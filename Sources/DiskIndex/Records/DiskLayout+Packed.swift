import VectorData

/// A layout of packed records: how it is read, and what is told of its damage.
extension DiskLayout {
  /// The layout of a file of packed records.
  init(_ header: PackedHeader, packing: RecordPacking) {
    self.init(
      nodeCount: header.nodeCount, dimension: header.dimension, medoid: header.medoid,
      nodeBytes: header.longestRecordBytes,
      vectorBytes: header.dimension * header.elementType.byteCount, frozenCount: 0,
      recordedFileBytes: UInt64(header.fileBytes), packing: packing)
  }

  /// The same nodes as DiskANN's file has them.
  var plain: DiskLayout {
    guard packing != nil else { return self }
    return DiskLayout(
      nodeCount: nodeCount, dimension: dimension, medoid: medoid,
      nodeBytes: vectorBytes + (width + 1) * 4, vectorBytes: vectorBytes, frozenCount: 0,
      recordedFileBytes: 0)
  }

  /// The nodes of the sector that holds `node`; the node alone where it takes a sector or more.
  public func nodes(beside node: NodeID) -> Range<Int> {
    if let packing { return packing.starts.nodes(beside: node) }
    guard nodesPerSector > 1 else { return Int(node)..<Int(node) + 1 }
    let first = Int(node) / nodesPerSector * nodesPerSector
    return first..<min(first + nodesPerSector, nodeCount)
  }

  /// Why `record(of:in:)` did not find a record.
  func sectorFault(of node: NodeID, path: String) -> IndexError {
    .malformed(
      path: path, offset: Int64(byteOffset(of: node)), field: "record of node \(node)",
      expected: "offsets in its sector that ascend and give a vector and neighbours at most "
        + "\(nodeBytes) bytes",
      found: "others")
  }

  /// Why the neighbours of a packed record could not be read.
  func packedFault(
    in record: UnsafeRawBufferPointer, of node: NodeID, path: String
  ) -> IndexError {
    let target = UnsafeMutablePointer<NodeID>.allocate(capacity: width)
    defer { target.deallocate() }
    let fault = PackedNeighbours.Fault(rawValue: copyNeighbours(in: record, into: target))
    let (expected, found) =
      switch fault {
      case .degree: ("a degree of at most \(width)", "a larger one")
      case .code: ("gaps in the code of this file", "bits that are none")
      case .end: ("neighbours that end in \(record.count) bytes", "more bits")
      case .id: ("below \(nodeCount)", "one that does not exist")
      case nil: preconditionFailure("only a damaged record has a fault")
      }
    return .malformed(
      path: path, offset: Int64(byteOffset(of: node)), field: "neighbours of node \(node)",
      expected: expected, found: found)
  }
}

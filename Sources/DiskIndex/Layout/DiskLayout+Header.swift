import VectorData

/// Sector 0: one bin block of 64-bit fields, the rest of the sector zero.
extension DiskLayout {
  /// Fields without and with reorder data; the Rust rewrite puts the bytes of its header there instead.
  private enum FieldCount {
    static let plain: Int32 = 9
    static let reordered: Int32 = 12
    static let rustBytes: Int32 = 96
  }

  /// Reads the header of the index at `path`, whose size is `fileBytes`, and holds every field against
  /// the others and the size. The element type is still open: `vectorBytes` is 0.
  ///
  /// - Parameter sector: The first bytes of the file, as many as there are up to a sector.
  /// - Throws: `IndexError.malformed` with the field, its byte offset, and what it should have been.
  public init(
    header sector: UnsafeRawBufferPointer, fileBytes: Int, path: String
  ) throws(IndexError) {
    guard sector.count >= Self.sectorBytes else {
      throw .malformed(
        path: path, offset: nil, field: "size", expected: "at least one sector of 4096 bytes",
        found: "\(fileBytes) bytes")
    }
    let header = HeaderReader(bytes: sector, path: path)
    try Self.requireKnownFields(header)
    let nodeCount = try header.count(at: 8, field: "node count", limit: Self.maximumNodeCount)
    let dimension = try header.count(at: 16, field: "dimension", limit: BinFile.maximumDimension)
    let medoid = try header.index(at: 24, field: "medoid", below: nodeCount)
    let nodeBytes = try header.count(at: 32, field: "node length", limit: fileBytes)
    let frozenCount = header.word(at: 48)
    guard frozenCount <= 1 else {
      throw header.fault(at: 48, "frozen point count", expected: "0 or 1", found: frozenCount)
    }
    if frozenCount == 1 { _ = try header.index(at: 56, field: "frozen point", below: nodeCount) }
    let isReordered = header.word(at: 64) == 1
    let reorderDimension =
      isReordered
      ? try header.count(
        at: 80, field: "reorder dimension", limit: ReorderLayout.maximumDimension) : nil
    self.init(
      nodeCount: nodeCount, dimension: dimension, medoid: medoid, nodeBytes: nodeBytes,
      vectorBytes: 0, frozenCount: Int(frozenCount),
      recordedFileBytes: header.word(at: Self.fileBytesOffset(isReordered: isReordered)),
      reorderDimension: reorderDimension)
    try requireConsistency(header, fileBytes: fileBytes)
  }

  private static func requireKnownFields(_ header: HeaderReader) throws(IndexError) {
    let fieldCount = header.half(at: 0)
    let known = [FieldCount.plain, FieldCount.reordered, FieldCount.rustBytes]
    guard known.contains(fieldCount) else {
      throw .malformed(
        path: header.path, offset: 0, field: "number of header fields", expected: "9 or 12",
        found: "\(fieldCount)")
    }
    guard header.half(at: 4) == 1 else {
      throw .malformed(
        path: header.path, offset: 4, field: "columns of the header", expected: "1",
        found: "\(header.half(at: 4))")
    }
    let reordered = header.word(at: 64)
    guard reordered <= 1, reordered == (fieldCount == FieldCount.reordered ? 1 : 0) else {
      throw header.fault(
        at: 64, "reorder flag", expected: fieldCount == FieldCount.reordered ? "1" : "0",
        found: reordered)
    }
    guard fieldCount == FieldCount.rustBytes else { return }
    guard header.word(at: 80) == 0 else {
      throw header.fault(
        at: 80, "associated data length", expected: "0", found: header.word(at: 80))
    }
    let blockBytes = header.word(at: 88)
    guard blockBytes == 0 || blockBytes == UInt64(sectorBytes) else {
      throw header.fault(at: 88, "block size", expected: "\(sectorBytes)", found: blockBytes)
    }
  }

  private func requireConsistency(
    _ header: HeaderReader, fileBytes actual: Int
  ) throws(IndexError) {
    guard ElementType.allCases.contains(where: fits) else {
      throw header.fault(
        at: 32, "node length",
        expected: "a vector of \(dimension) components and whole neighbour slots",
        found: UInt64(nodeBytes))
    }
    guard header.word(at: 40) == UInt64(nodesPerSector) else {
      throw header.fault(
        at: 40, "nodes per sector", expected: "\(nodesPerSector) of \(nodeBytes) bytes",
        found: header.word(at: 40))
    }
    // Node counts are below 2^31 and a node is at most as long as the file, so only this can overflow;
    // no file system has files of 2^50 sectors.
    let (nodeSectors, overflow) = nodeCount.multipliedReportingOverflow(by: sectorsPerNode)
    let isTooLarge = overflow || nodeSectors >= 1 << 50
    guard !isTooLarge, actual >= fileBytes else {
      throw .malformed(
        path: header.path, offset: nil, field: "size",
        expected: isTooLarge
          ? "\(nodeCount) nodes of \(nodeBytes) bytes"
          : "\(fileBytes) bytes for \(nodeCount) nodes of \(nodeBytes) bytes",
        found: "\(actual) bytes")
    }
    guard let reorder else { return }
    guard header.word(at: 72) == UInt64(reorder.startSector) else {
      throw header.fault(
        at: 72, "first sector of the reorder data", expected: "\(reorder.startSector)",
        found: header.word(at: 72))
    }
    guard header.word(at: 88) == UInt64(reorder.vectorsPerSector) else {
      throw header.fault(
        at: 88, "reorder vectors per sector",
        expected: "\(reorder.vectorsPerSector) of \(reorder.dimension) components",
        found: header.word(at: 88))
    }
  }

  private static func fileBytesOffset(isReordered: Bool) -> Int { isReordered ? 96 : 72 }

  /// Where the header claims the size of the file.
  var recordedFileBytesOffset: Int { Self.fileBytesOffset(isReordered: reorder != nil) }

  /// The fields of sector 0 in DiskANN's order, without the bin header (their number, 1).
  public var headerFields: [UInt64] {
    let common = [nodeCount, dimension, Int(medoid), nodeBytes, nodesPerSector, 0, 0]
    let reordered =
      reorder.map { [1, $0.startSector, $0.dimension, $0.vectorsPerSector] } ?? [0]
    return (common + reordered + [fileBytes]).map { UInt64($0) }
  }
}

/// Little-endian fields of a sector that is known to be whole.
private struct HeaderReader {
  let bytes: UnsafeRawBufferPointer
  let path: String

  func word(at offset: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  func half(at offset: Int) -> Int32 {
    Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
  }

  func count(at offset: Int, field: String, limit: Int) throws(IndexError) -> Int {
    let value = word(at: offset)
    guard value >= 1, value <= UInt64(limit) else {
      throw fault(at: offset, field, expected: "1 to \(limit)", found: value)
    }
    return Int(value)
  }

  func index(at offset: Int, field: String, below count: Int) throws(IndexError) -> NodeID {
    let value = word(at: offset)
    guard value < UInt64(count) else {
      throw fault(at: offset, field, expected: "below \(count)", found: value)
    }
    return NodeID(value)
  }

  func fault(at offset: Int, _ field: String, expected: String, found: UInt64) -> IndexError {
    .malformed(
      path: path, offset: Int64(offset), field: field, expected: expected, found: "\(found)")
  }
}

import VectorData

/// What is inside the record of a node: vector, degree, neighbours, no padding; or vector and packed neighbours.
extension DiskLayout {
  /// The record of `node` in what one read fetched for it, which begins at `page`; `nil` where packed records
  /// are damaged so that it cannot be found: `sectorFault` says how.
  @inline(__always)
  func record(of node: NodeID, in page: UnsafeRawPointer) -> UnsafeRawBufferPointer? {
    guard let packing else {
      return UnsafeRawBufferPointer(start: page + offsetInSector(of: node), count: nodeBytes)
    }
    return packing.span(of: node, in: page, vectorBytes: vectorBytes, longest: nodeBytes)
      .map { UnsafeRawBufferPointer(start: page + $0.lowerBound, count: $0.count) }
  }

  /// Copies the neighbours of the record to `target`, which has `width` places and, unlike a record, is
  /// aligned.
  ///
  /// - Returns: the degree, or a negative number when the record is damaged: `fault` says how.
  @inline(__always)
  func copyNeighbours(
    in record: UnsafeRawBufferPointer, into target: UnsafeMutablePointer<NodeID>
  ) -> Int {
    if let packing { return packing.unpack(record, vectorBytes: vectorBytes, into: target) }
    guard let record = record.baseAddress else { return -1 }
    guard nodeBytes > vectorBytes else { return 0 }
    let degree = record.loadUnaligned(fromByteOffset: vectorBytes, as: UInt32.self)
    guard degree <= width else { return -1 }
    let start = record + (vectorBytes + 4)
    var largest: NodeID = 0
    for place in 0..<Int(degree) {
      let id = start.loadUnaligned(fromByteOffset: place * 4, as: UInt32.self)
      target[place] = id
      largest = max(largest, id)
    }
    return Int(largest) < nodeCount ? Int(degree) : -1
  }

  /// The neighbours of the record, `nil` when it is damaged: `fault` says how.
  func neighbours(in record: UnsafeRawBufferPointer) -> [NodeID]? {
    var degree = 0
    let neighbours = [NodeID](unsafeUninitializedCapacity: max(1, width)) { buffer, filled in
      degree = buffer.baseAddress.map { copyNeighbours(in: record, into: $0) } ?? 0
      filled = max(0, degree)
    }
    return degree < 0 ? nil : neighbours
  }

  /// What `copyNeighbours` refused.
  func fault(in record: UnsafeRawBufferPointer, of node: NodeID, path: String) -> IndexError {
    if packing != nil { return packedFault(in: record, of: node, path: path) }
    let place = byteOffset(of: node) + vectorBytes
    let degree = record.loadUnaligned(fromByteOffset: vectorBytes, as: UInt32.self)
    guard degree <= width else {
      return .malformed(
        path: path, offset: Int64(place), field: "degree of node \(node)",
        expected: "at most \(width)", found: "\(degree)")
    }
    for slot in 1...max(1, Int(degree)) {
      let id = record.loadUnaligned(fromByteOffset: vectorBytes + slot * 4, as: UInt32.self)
      guard Int(id) < nodeCount else {
        return .malformed(
          path: path, offset: Int64(place + slot * 4), field: "neighbour of node \(node)",
          expected: "below \(nodeCount)", found: "\(id)")
      }
    }
    preconditionFailure("only a damaged record has a fault")
  }
}

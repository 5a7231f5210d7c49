import VectorData

/// What is inside the record of a node: vector, degree, neighbours, no padding.
extension DiskLayout {
  /// Copies the neighbours of the record to `target`, which has `width` places and, unlike a record, is
  /// aligned.
  ///
  /// - Returns: the degree, or -1 when the record is damaged: `fault` says how.
  @inline(__always)
  func copyNeighbours(at record: UnsafeRawPointer, into target: UnsafeMutablePointer<NodeID>) -> Int
  {
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

  /// What `copyNeighbours` refused.
  func fault(in record: UnsafeRawPointer, of node: NodeID, path: String) -> IndexError {
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

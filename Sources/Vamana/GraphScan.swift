import VectorData

/// The facts of a graph file, found by walking over all of it; allocates nothing.
struct GraphScan {
  /// Is told of each fault, and goes on or throws.
  typealias Report = (_ kind: String, IndexError) throws(IndexError) -> Void

  private(set) var nodeCount = 0
  private(set) var largestDegree = 0
  private(set) var start: NodeID = 0
  private(set) var frozenPointCount = 0
  private let file: MappedFile
  /// Where the walk from node to node came to: the end of the file if all is well.
  private var end: Int

  private static let headerBytes = MemoryGraphFile.headerBytes

  /// - Throws: `IndexError.malformed` where `report` throws it, and for a file without a header.
  init(_ file: MappedFile, report: Report) throws(IndexError) {
    self.file = file
    end = Self.headerBytes
    let bytes = file.bytes
    guard bytes.count >= Self.headerBytes else {
      try report(
        "file size",
        .malformed(
          path: file.path, offset: nil, field: "file size",
          expected: "a header of \(Self.headerBytes) bytes", found: "\(bytes.count) bytes"))
      return
    }
    let size = bytes.loadUnaligned(as: UInt64.self).littleEndian
    start = bytes.word(at: 12)
    let frozen = bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self).littleEndian
    frozenPointCount = Int(clamping: frozen)
    try require(size == UInt64(bytes.count), 0, "file size field", "\(bytes.count)", size, report)
    try walk(report)
    if end == bytes.count {
      let count = nodeCount
      try require(count > 0, Self.headerBytes, "nodes", "at least 1", 0, report)
      try require(start < count, 12, "start node", "below \(count)", start, report)
      try require(frozen < UInt64(count), 16, "frozen points", "below \(count)", frozen, report)
      try checkNeighbours(report)
    }
  }

  /// Counts nodes up to the first whose neighbours would lie behind the file.
  private mutating func walk(_ report: Report) throws(IndexError) {
    let bytes = file.bytes
    let stated = Int(bytes.word(at: 8))
    while end < bytes.count {
      let left = (bytes.count - end) / 4 - 1
      guard left >= 0 else {
        return try report("nodes", fault(end, "node", "a degree", "the end of the file"))
      }
      let degree = Int(bytes.word(at: end))
      guard degree <= left else {
        return try report("nodes", fault(end, "degree", "at most \(left)", "\(degree)"))
      }
      try require(degree <= stated, end, "degree", "at most \(stated)", degree, report)
      largestDegree = max(largestDegree, degree)
      nodeCount += 1
      end += 4 * (degree + 1)
    }
  }

  private func checkNeighbours(_ report: Report) throws(IndexError) {
    let (bytes, nodeCount) = (file.bytes, nodeCount)
    var offset = Self.headerBytes
    while offset < bytes.count {
      let end = offset + 4 * (Int(bytes.word(at: offset)) + 1)
      offset += 4
      while offset < end {
        let neighbour = bytes.word(at: offset)
        if neighbour >= nodeCount {
          try report(
            "neighbours", fault(offset, "neighbour", "below \(nodeCount)", "\(neighbour)"))
        }
        offset += 4
      }
    }
  }

  private func require(
    _ isSound: Bool, _ offset: Int, _ field: String, _ expected: @autoclosure () -> String,
    _ found: some CustomStringConvertible, _ report: Report
  ) throws(IndexError) {
    guard !isSound else { return }
    try report(field, fault(offset, field, expected(), "\(found)"))
  }

  private func fault(
    _ offset: Int, _ field: String, _ expected: String, _ found: String
  ) -> IndexError {
    .malformed(
      path: file.path, offset: Int64(offset), field: field, expected: expected, found: found)
  }
}

extension UnsafeRawBufferPointer {
  func word(at offset: Int) -> UInt32 {
    loadUnaligned(fromByteOffset: offset, as: UInt32.self).littleEndian
  }
}

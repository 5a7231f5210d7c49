import VectorData

/// The graph file of DiskANN's memory indexes (prefix without extension; the disk build's `_mem.index`):
/// u64 file size, u32 largest degree, u32 start node, u64 frozen points, then per node u32 degree and ids.
public struct MemoryGraphFile: Sendable {
  /// The graph; its medoid is the file's start node.
  public let graph: VamanaGraph
  /// Points at the end of the data that belong to the index only: 0 for a static index.
  public let frozenPointCount: Int

  private static let headerBytes = 24

  /// Reads the file at `path`. Checks all of it before anything is allocated.
  ///
  /// - Throws: `IndexError.system`, `.malformed` with the byte of the fault, `.memory`.
  public static func read(path: String) throws(IndexError) -> MemoryGraphFile {
    let file = try MappedFile(path: path)
    let scan = try GraphScan(file: file, headerBytes: headerBytes)
    let (bytes, overflows) = (scan.largestDegree + 1).multipliedReportingOverflow(
      by: scan.nodeCount * 4)
    let available = MemoryLimits.availableBytes()
    guard !overflows, UInt64(bytes) < available else {
      throw .memory(
        purpose: "graph", neededBytes: overflows ? .max : UInt64(bytes), availableBytes: available)
    }
    let buffer = try AlignedBuffer(byteCount: bytes, purpose: "graph")
    let words = buffer.elements(of: UInt32.self)
    var (offset, row) = (headerBytes, 0)
    for _ in 0..<scan.nodeCount {
      let count = Int(file.bytes.word(at: offset)) + 1
      for place in 0..<count { words[row + place] = file.bytes.word(at: offset + 4 * place) }
      offset += 4 * count
      row += scan.largestDegree + 1
    }
    let graph = VamanaGraph(
      nodeCount: scan.nodeCount, width: scan.largestDegree, medoid: scan.start, buffer: buffer)
    return MemoryGraphFile(graph: graph, frozenPointCount: scan.frozenPointCount)
  }

  /// Writes `graph`, which DiskANN's programs open: a static index, or a dynamic one whose last
  /// `frozenPointCount` nodes belong to the index only.
  ///
  /// - Throws: `IndexError.system`; the file appears only when it is complete.
  public static func write(
    _ graph: VamanaGraph, frozenPointCount: Int = 0, to path: String
  ) throws(IndexError) {
    var edgeCount = 0
    for node in 0..<graph.nodeCount { edgeCount += graph.neighbours(of: NodeID(node)).count }
    var file = try OutputFile(path: path)
    try file.append(UInt64(headerBytes + 4 * (graph.nodeCount + edgeCount)))
    try file.append(UInt32(graph.maxObservedDegree))
    try file.append(UInt32(graph.medoid))
    try file.append(UInt64(frozenPointCount))
    for node in 0..<graph.nodeCount {
      let neighbours = graph.neighbours(of: NodeID(node))
      try file.append(UInt32(neighbours.count))
      try file.append(UnsafeRawBufferPointer(neighbours))
    }
    try file.finish()
  }
}

/// The facts of a graph file, found by walking over all of it.
private struct GraphScan {
  var nodeCount = 0
  var largestDegree = 0
  let start: NodeID
  let frozenPointCount: Int
  private let file: MappedFile

  init(file: MappedFile, headerBytes: Int) throws(IndexError) {
    self.file = file
    let bytes = file.bytes
    guard bytes.count >= headerBytes else {
      throw .malformed(
        path: file.path, offset: nil, field: "file size",
        expected: "a header of \(headerBytes) bytes", found: "\(bytes.count) bytes")
    }
    let size = bytes.loadUnaligned(as: UInt64.self).littleEndian
    start = bytes.word(at: 12)
    let frozen = bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self).littleEndian
    frozenPointCount = Int(clamping: frozen)
    try Self.require(size == UInt64(bytes.count), file, 0, "file size field", bytes.count, size)
    let largestOffset = try walk(from: headerBytes)
    let stated = Int(bytes.word(at: 8))
    try Self.require(nodeCount > 0, file, headerBytes, "nodes", "at least 1", 0)
    try Self.require(
      largestDegree <= stated, file, largestOffset, "degree", "at most \(stated)", largestDegree)
    try Self.require(start < nodeCount, file, 12, "start node", "below \(nodeCount)", start)
    try Self.require(
      frozen < UInt64(nodeCount), file, 16, "frozen points", "below \(nodeCount)", frozen)
    try checkNeighbours(from: headerBytes)
  }

  /// Counts nodes; returns where the largest degree stands.
  private mutating func walk(from headerBytes: Int) throws(IndexError) -> Int {
    let bytes = file.bytes
    var (offset, largestOffset) = (headerBytes, headerBytes)
    while offset < bytes.count {
      let left = (bytes.count - offset) / 4 - 1
      try Self.require(left >= 0, file, offset, "node", "a degree", "the end of the file")
      let degree = Int(bytes.word(at: offset))
      try Self.require(degree <= left, file, offset, "degree", "at most \(left)", degree)
      if degree > largestDegree { (largestDegree, largestOffset) = (degree, offset) }
      nodeCount += 1
      offset += 4 * (degree + 1)
    }
    return largestOffset
  }

  private func checkNeighbours(from headerBytes: Int) throws(IndexError) {
    var offset = headerBytes
    while offset < file.bytes.count {
      let end = offset + 4 * (Int(file.bytes.word(at: offset)) + 1)
      offset += 4
      while offset < end {
        let neighbour = file.bytes.word(at: offset)
        try Self.require(
          neighbour < nodeCount, file, offset, "neighbour", "below \(nodeCount)", neighbour)
        offset += 4
      }
    }
  }

  private static func require(
    _ isSound: Bool, _ file: MappedFile, _ offset: Int, _ field: String,
    _ expected: @autoclosure () -> some CustomStringConvertible,
    _ found: some CustomStringConvertible
  ) throws(IndexError) {
    guard !isSound else { return }
    throw .malformed(
      path: file.path, offset: Int64(offset), field: field, expected: "\(expected())",
      found: "\(found)")
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func word(at offset: Int) -> UInt32 {
    loadUnaligned(fromByteOffset: offset, as: UInt32.self).littleEndian
  }
}

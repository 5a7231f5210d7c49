import VectorData

/// The graph file of DiskANN's memory indexes (prefix without extension; the disk build's `_mem.index`):
/// u64 file size, u32 largest degree, u32 start node, u64 frozen points, then per node u32 degree and ids.
public struct MemoryGraphFile: Sendable {
  /// The graph; its medoid is the file's start node.
  public let graph: VamanaGraph
  /// Points at the end of the data that belong to the index only: 0 for a static index.
  public let frozenPointCount: Int

  static let headerBytes = 24

  /// Reads the file at `path`. Checks all of it before anything is allocated.
  ///
  /// - Throws: `IndexError.system`, `.malformed` with the byte of the fault, `.memory`.
  public static func read(path: String) throws(IndexError) -> MemoryGraphFile {
    let file = try MappedFile(path: path)
    let scan = try GraphScan(file) { _, fault throws(IndexError) in throw fault }
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

  /// Tells everything that is wrong with the file at `path`, each fault with a kind of which there may be
  /// many. Behind a node whose degree cannot be, nothing can be told any more.
  ///
  /// - Throws: `IndexError.system` when it cannot be read.
  public static func checkAll(
    path: String, report: (_ kind: String, IndexError) -> Void
  ) throws(IndexError) {
    _ = try GraphScan(MappedFile(path: path)) { kind, fault throws(IndexError) in
      report(kind, fault)
    }
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

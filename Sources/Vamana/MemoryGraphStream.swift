import VectorData

/// A graph file (`MemoryGraphFile`) read node by node: graphs that are larger than the memory.
///
/// Memory: a buffer and one row.
public struct MemoryGraphStream: NeighbourLists, ~Copyable {
  /// Nodes that the caller expects.
  public let nodeCount: Int
  /// The start node of the header.
  public let medoid: NodeID
  /// The largest degree that the header states: the largest found, or R for merged graphs.
  public var maxObservedDegree: Int { row.maxDegree }
  private var file: InputFile
  private let row: GraphStreamRow
  private var next: NodeID = 0

  static let headerBytes = 24

  /// Opens the static graph of `nodeCount` nodes at `path`.
  ///
  /// - Throws: `IndexError.system`, `malformed` for a header that cannot be.
  public init(path: String, nodeCount: Int) throws(IndexError) {
    var file = try InputFile(path: path)
    let byteCount = file.byteCount
    let size = try file.read(UInt64.self, field: "file size field")
    let degree = try file.read(UInt32.self, field: "largest degree")
    let medoid = try file.read(UInt32.self, field: "start node")
    let frozen = try file.read(UInt64.self, field: "frozen points")
    let facts = [
      HeaderFact(size == UInt64(byteCount), 0, "file size field", "\(byteCount)", "\(size)"),
      HeaderFact(Int(degree) <= 1 << 20, 8, "largest degree", "at most \(1 << 20)", "\(degree)"),
      HeaderFact(Int(medoid) < nodeCount, 12, "start node", "below \(nodeCount)", "\(medoid)"),
      HeaderFact(frozen == 0, 16, "frozen points", "0", "\(frozen)"),
    ]
    try HeaderFact.require(facts, path: path)
    row = try GraphStreamRow(maxDegree: Int(degree), nodeCount: nodeCount)
    self.nodeCount = nodeCount
    self.medoid = medoid
    self.file = file
  }

  /// Reads the next list, which has to be that of `node`.
  ///
  /// - Throws: `IndexError.malformed` with the byte of the fault, `system`.
  public mutating func neighbours(
    of node: NodeID
  ) throws(IndexError) -> UnsafeBufferPointer<NodeID> {
    precondition(node == next, "a stream is read in order")
    next += 1
    let degree = Int(try file.read(UInt32.self, field: "degree of node \(node)"))
    return try row.read(degree, degreeOffset: file.offset - 4, of: node, from: &file)
  }

  /// Checks that nothing follows the last list.
  ///
  /// - Throws: `IndexError.malformed`.
  public consuming func finish() throws(IndexError) {
    guard Int(next) == nodeCount, file.offset == file.byteCount else {
      throw .malformed(
        path: file.path, offset: file.offset, field: "nodes", expected: "\(nodeCount)",
        found: Int(next) == nodeCount ? "bytes behind the last one" : "\(next)")
    }
  }
}

import VectorData

/// A shard's graph (`ShardGraphFile`) read node by node.
final class ShardGraphStream {
  /// The medoid's number in the whole data.
  let medoid: NodeID
  /// The node at hand, `nil` behind the last.
  private(set) var node: NodeID?
  /// Its neighbours, the tree edges first.
  private(set) var neighbours: UnsafeBufferPointer<NodeID>
  /// How many of them are tree edges.
  private(set) var treeCount = 0
  private let totalCount: Int
  private let row: GraphStreamRow
  private var left: Int
  private var file: InputFile

  /// Opens the graph at `path` and reads its first node.
  ///
  /// - Throws: `IndexError.system`, `malformed` for a header that cannot be.
  init(path: String, totalCount: Int, maxDegree: Int) throws(IndexError) {
    var file = try InputFile(path: path)
    let byteCount = file.byteCount
    let size = try file.read(UInt64.self, field: "file size field")
    let total = try file.read(UInt64.self, field: "nodes of the data")
    let count = try file.read(UInt64.self, field: "nodes of the shard")
    let degree = try file.read(UInt32.self, field: "largest degree")
    let medoid = try file.read(UInt32.self, field: "medoid")
    let facts = [
      HeaderFact(size == UInt64(byteCount), 0, "file size field", "\(byteCount)", "\(size)"),
      HeaderFact(total == UInt64(totalCount), 8, "nodes of the data", "\(totalCount)", "\(total)"),
      HeaderFact(1...total ~= count, 16, "nodes of the shard", "1 to \(total)", "\(count)"),
      HeaderFact(degree <= maxDegree, 24, "largest degree", "at most \(maxDegree)", "\(degree)"),
      HeaderFact(medoid < total, 28, "medoid", "below \(total)", "\(medoid)"),
    ]
    try HeaderFact.require(facts, path: path)
    row = try GraphStreamRow(maxDegree: Int(degree), nodeCount: totalCount)
    self.totalCount = totalCount
    self.medoid = medoid
    left = Int(count)
    self.file = file
    neighbours = UnsafeBufferPointer(start: nil, count: 0)
    try advance()
  }

  /// Goes to the next node.
  ///
  /// - Throws: `IndexError.malformed` with the byte of the fault, `system`.
  func advance() throws(IndexError) {
    guard left > 0 else {
      guard file.offset == file.byteCount else {
        throw fault("size", at: file.offset, "the end of the file", "more bytes")
      }
      node = nil
      return
    }
    left -= 1
    let start = file.offset
    let next = try file.read(NodeID.self, field: "node")
    let degree = Int(try file.read(UInt16.self, field: "degree of node \(next)"))
    treeCount = Int(try file.read(UInt16.self, field: "tree edges of node \(next)"))
    guard Int(next) < totalCount, node.map({ $0 < next }) ?? true else {
      throw fault(
        "node", at: start, "\(node.map { Int($0) + 1 } ?? 0) to \(totalCount - 1)", "\(next)")
    }
    neighbours = try row.read(degree, degreeOffset: start + 4, of: next, from: &file)
    guard treeCount <= degree else {
      throw fault(
        "tree edges of node \(next)", at: start + 6, "at most \(degree)", "\(treeCount)")
    }
    node = next
  }

  private func fault(
    _ field: String, at offset: Int64, _ expected: String, _ found: String
  ) -> IndexError {
    .malformed(path: file.path, offset: offset, field: field, expected: expected, found: found)
  }
}

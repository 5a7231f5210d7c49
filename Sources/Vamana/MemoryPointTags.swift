import VectorData

/// Which nodes of a memory index are points of the user, and what the user calls them.
protocol PointNumbering: Sendable {
  /// The number that answers give for `node`, `nil` for a node that is not answered with.
  func number(of node: NodeID) -> NodeID?
}

/// The numbers of the points of a memory index that nobody changes: rows, or DiskANN's tags.
public struct MemoryPointTags: Sendable, PointNumbering {
  /// Nodes before this one are points; frozen points of the index stand behind them.
  public let pointCount: Int
  /// Node → tag, 0 for a node that is no point any more; `nil` where rows are their own numbers.
  public let tags: [NodeID]?

  /// Points that are numbered by their rows.
  public init(rowCount: Int) {
    pointCount = rowCount
    tags = nil
  }

  /// Reads DiskANN's `P.tags` (u32, one per node) and, where it is there, `P.del` (u32 nodes).
  ///
  /// - Throws: `IndexError.malformed` for another number of tags, a tag that two points have, a deleted
  ///   node that does not exist; `system`.
  public init(
    files: MemoryIndexFiles, nodeCount: Int, frozenPointCount: Int, hasDeleted: Bool
  ) throws(IndexError) {
    var tags = try Self.numbers(path: files.tags)
    guard tags.count == nodeCount else {
      throw .mismatch(
        path: files.tags, field: "row count", expected: "\(nodeCount) as in \(files.graph)",
        found: "\(tags.count)")
    }
    if hasDeleted {
      for (place, node) in try Self.numbers(path: files.deleted).enumerated() {
        guard Int(node) < nodeCount else {
          throw .malformed(
            path: files.deleted, offset: Int64(BinBlock.headerBytes + 4 * place), field: "node",
            expected: "below \(nodeCount)", found: "\(node)")
        }
        tags[Int(node)] = 0
      }
    }
    pointCount = nodeCount - frozenPointCount
    for node in pointCount..<nodeCount { tags[node] = 0 }
    if let (node, tag) = Self.firstRepeated(tags) {
      throw .malformed(
        path: files.tags, offset: Int64(BinBlock.headerBytes + 4 * node), field: "tag",
        expected: "one that no other point has", found: "\(tag)")
    }
    self.tags = tags
  }

  /// Points that answers may name.
  public var liveCount: Int { tags.map { tags in tags.count { $0 != 0 } } ?? pointCount }

  /// The largest number of a point, 0 where there is none.
  public var largestNumber: NodeID {
    tags.map { $0.max() ?? 0 } ?? NodeID(max(pointCount - 1, 0))
  }

  /// The number of `node` in answers, `nil` for a frozen or deleted one.
  @inline(__always)
  public func number(of node: NodeID) -> NodeID? {
    guard let tags else { return Int(node) < pointCount ? node : nil }
    let tag = tags[Int(node)]
    return tag == 0 ? nil : tag
  }

  private static func firstRepeated(_ tags: [NodeID]) -> (node: Int, tag: NodeID)? {
    var seen = Set<NodeID>(minimumCapacity: tags.count)
    for (node, tag) in tags.enumerated() where tag != 0 {
      guard seen.insert(tag).inserted else { return (node, tag) }
    }
    return nil
  }

  private static func numbers(path: String) throws(IndexError) -> [NodeID] {
    let file = try MappedFile(path: path)
    let block = try BinBlock(in: file.bytes, elementBytes: 4, path: path)
    try block.requireEnd(byteCount: file.bytes.count, path: path)
    guard block.columns == 1 else {
      throw .malformed(
        path: path, offset: 4, field: "column count", expected: "1", found: "\(block.columns)")
    }
    return (0..<block.rows).map { row in
      NodeID(
        littleEndian: file.bytes.loadUnaligned(
          fromByteOffset: block.dataOffset + 4 * row, as: NodeID.self))
    }
  }
}

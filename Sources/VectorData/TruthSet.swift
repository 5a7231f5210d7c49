/// The exact nearest neighbours of a set of queries, as DiskANN keeps them in "truthset" files.
public struct TruthSet: Sendable, Equatable {
  /// Queries.
  public let queryCount: Int
  /// Neighbours of each query, nearest first.
  public let neighbourCount: Int
  /// `[queryCount][neighbourCount]` rows of the base.
  public let ids: [NodeID]
  /// Their distances, same shape, where the file has them; recall needs them to count ties.
  public let distances: [Float]?
  /// What the errors call it: a path.
  public let path: String

  /// Puts a truth set together from its parts.
  public init(
    queryCount: Int, neighbourCount: Int, ids: [NodeID], distances: [Float]?,
    path: String = "computed truth"
  ) {
    precondition(ids.count == queryCount * neighbourCount, "every query has all its neighbours")
    precondition(distances.map { $0.count == ids.count } ?? true, "a distance for every neighbour")
    self.queryCount = queryCount
    self.neighbourCount = neighbourCount
    self.ids = ids
    self.distances = distances
    self.path = path
  }

  /// The neighbours of `query`, nearest first.
  public func neighbours(of query: Int) -> ArraySlice<NodeID> {
    precondition(query >= 0 && query < queryCount, "query out of range")
    return ids[query * neighbourCount..<(query + 1) * neighbourCount]
  }

  /// Reads a truthset: int32 queries, int32 K, ids, and distances (type 1) or none (type 2).
  ///
  /// - Throws: `IndexError.malformed` when the size fits neither type, `system` when it cannot be read.
  public static func open(path: String) throws(IndexError) -> TruthSet {
    let file = try MappedFile(path: path)
    defer { withExtendedLifetime(file) {} }
    let block = try BinBlock(in: file.bytes, elementBytes: 4, path: path)
    let cells = block.rows * block.columns
    let bytesWithDistances = block.endOffset + cells * 4
    let hasDistances = file.bytes.count == bytesWithDistances
    guard hasDistances || file.bytes.count == block.endOffset else {
      throw .malformed(
        path: path, offset: nil, field: "size",
        expected:
          "\(bytesWithDistances) bytes (\(block.rows) queries x \(block.columns) neighbours with distances)"
          + " or \(block.endOffset) (ids alone)",
        found: "\(file.bytes.count) bytes")
    }
    return TruthSet(
      queryCount: block.rows, neighbourCount: block.columns,
      ids: copy(file.bytes, at: block.dataOffset, count: cells),
      distances: hasDistances ? copy(file.bytes, at: block.endOffset, count: cells) : nil,
      path: path)
  }

  /// Writes the truth set, type 1 with distances and type 2 without.
  ///
  /// - Throws: `IndexError.system`; nothing is left then.
  public func write(to path: String) throws(IndexError) {
    try write(into: OutputFile(path: path))
  }

  /// Writes the truth set into a file that has just been started.
  public func write(into file: consuming OutputFile) throws(IndexError) {
    try file.appendBinHeader(rows: queryCount, columns: neighbourCount)
    try file.append(elements: ids)
    if let distances { try file.append(elements: distances) }
    try file.finish()
  }

  /// Checks that this is the truth of `queries` queries over `baseCount` vectors with at least
  /// `answerCount` neighbours each.
  ///
  /// - Throws: `IndexError.mismatch` for the shape, `malformed` for an id that is no row.
  public func validate(
    queries: Int, baseCount: Int, answerCount: Int
  ) throws(IndexError) {
    guard queryCount == queries else {
      throw .mismatch(
        path: path, field: "queries", expected: "\(queries) as in the query file",
        found: "\(queryCount)")
    }
    guard neighbourCount >= answerCount else {
      throw .mismatch(
        path: path, field: "neighbours per query", expected: "at least K = \(answerCount)",
        found: "\(neighbourCount)")
    }
    if let bad = ids.firstIndex(where: { Int($0) >= baseCount }) {
      throw .malformed(
        path: path, offset: Int64(BinBlock.headerBytes + bad * 4),
        field: "neighbour \(bad % neighbourCount) of query \(bad / neighbourCount)",
        expected: "a row below \(baseCount)", found: "\(ids[bad])")
    }
  }

  private static func copy<Element: BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, count: Int
  ) -> [Element] {
    [Element](unsafeUninitializedCapacity: count) { buffer, filled in
      let end = offset + count * MemoryLayout<Element>.stride
      UnsafeMutableRawBufferPointer(buffer).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: bytes[offset..<end]))
      filled = count
    }
  }
}

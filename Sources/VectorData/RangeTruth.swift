/// Everything within a range of each query, as DiskANN's range truthsets hold it: int32 queries, int32 total,
/// u32 count of each query, then all ids one query after another.
public struct RangeTruth: Sendable, Equatable {
  /// The rows within the range, by query.
  public let neighbours: [[NodeID]]
  /// What the errors call it: a path.
  public let path: String

  /// The truth of `neighbours.count` queries.
  public init(neighbours: [[NodeID]], path: String = "computed truth") {
    self.neighbours = neighbours
    self.path = path
  }

  /// Reads a range truthset of exactly 8 + 4 · queries + 4 · total bytes.
  ///
  /// - Throws: `IndexError.malformed` when sizes or counts contradict each other, `system` when it cannot
  ///   be read.
  public static func open(path: String) throws(IndexError) -> RangeTruth {
    let file = try MappedFile(path: path)
    defer { withExtendedLifetime(file) {} }
    let bytes = file.bytes
    guard bytes.count >= BinBlock.headerBytes else {
      throw .malformed(
        path: path, offset: 0, field: "header", expected: "\(BinBlock.headerBytes) bytes",
        found: "\(bytes.count)")
    }
    let word = { (place: Int) in
      UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place * 4, as: UInt32.self))
    }
    let (queryCount, total) = (Int(word(0)), Int(word(1)))
    // Both fit 32 bits: the sum cannot overflow.
    let size = BinBlock.headerBytes + 4 * (queryCount + total)
    guard queryCount > 0, bytes.count == size else {
      throw .malformed(
        path: path, offset: nil, field: "size",
        expected: "\(size) bytes (\(queryCount) queries, \(total) neighbours)",
        found: "\(bytes.count) bytes")
    }
    let counts = (0..<queryCount).map { Int(word(2 + $0)) }
    let sum = counts.reduce(0, +)
    guard sum == total else {
      throw .malformed(
        path: path, offset: 4, field: "total", expected: "\(sum), the sum of the counts",
        found: "\(total)")
    }
    var next = 2 + queryCount
    let neighbours = counts.map { count in
      defer { next += count }
      return (next..<next + count).map(word)
    }
    return RangeTruth(neighbours: neighbours, path: path)
  }

  /// Writes the range truthset into a file that has just been started.
  public func write(into file: consuming OutputFile) throws(IndexError) {
    try file.appendBinHeader(
      rows: neighbours.count, columns: neighbours.reduce(0) { $0 + $1.count })
    try file.append(elements: neighbours.map { UInt32($0.count) })
    for ids in neighbours { try file.append(elements: ids) }
    try file.finish()
  }

  /// Checks that this is the truth of `queries` queries over `baseCount` vectors.
  ///
  /// - Throws: `IndexError.mismatch` for the number of queries, `malformed` for an id that is no row.
  public func validate(queries: Int, baseCount: Int) throws(IndexError) {
    guard neighbours.count == queries else {
      throw .mismatch(
        path: path, field: "queries", expected: "\(queries) as in the query file",
        found: "\(neighbours.count)")
    }
    for (query, ids) in neighbours.enumerated() {
      guard let bad = ids.first(where: { Int($0) >= baseCount }) else { continue }
      throw .malformed(
        path: path, offset: nil, field: "neighbour of query \(query)",
        expected: "a row below \(baseCount)", found: "\(bad)")
    }
  }
}

extension Recall {
  /// The share of all rows within the range that were found, over all queries; 1 where there are none.
  public static func fraction(found: [[NodeID]], truth: RangeTruth) -> Double {
    precondition(found.count == truth.neighbours.count, "one list of answers per query")
    var hits = 0
    var total = 0
    for (answers, ids) in zip(found, truth.neighbours) {
      hits += Set(ids).intersection(answers).count
      total += ids.count
    }
    return total == 0 ? 1 : Double(hits) / Double(total)
  }
}

import VectorData

/// The order of the nodes of an index that was laid out anew: which row of the user's data lies where.
///
/// Inside the engine a node is its place in the file; answers and traces speak of rows. The file beside the
/// index (docs/formats.md) is a bin block of `[count][2]`: the row at place i, and the place of row i. It
/// stays mapped: a search touches one entry per answer.
public struct RowOrder: Sendable {
  /// Nodes.
  public let count: Int
  private let file: MappedFile
  private let dataOffset: Int

  /// The row at `place`, which is below `count`.
  public func row(at place: NodeID) -> NodeID { entry(Int(place) * 2) }

  /// The place of `row`, which is below `count`.
  public func place(of row: NodeID) -> NodeID { entry(Int(row) * 2 + 1) }

  private func entry(_ index: Int) -> NodeID {
    file.bytes.loadUnaligned(fromByteOffset: dataOffset + index * 4, as: NodeID.self)
  }

  /// The order in the file at `path`, `nil` where there is none.
  ///
  /// - Throws: `IndexError.mismatch` when it is of another index, `malformed` when the two columns are not
  ///   each other's inverse.
  static func readIfPresent(path: String, nodeCount: Int) throws(IndexError) -> RowOrder? {
    guard fileExists(path) else { return nil }
    let file = try MappedFile(path: path)
    let block = try BinBlock(in: file.bytes, elementBytes: 4, path: path)
    try block.requireEnd(byteCount: file.bytes.count, path: path)
    guard block.rows == nodeCount, block.columns == 2 else {
      throw .mismatch(
        path: path, field: "shape", expected: "\(nodeCount) x 2",
        found: "\(block.rows) x \(block.columns)")
    }
    let order = RowOrder(count: nodeCount, file: file, dataOffset: block.dataOffset)
    for place in 0..<NodeID(nodeCount) {
      let row = order.row(at: place)
      // Every place having a row that leads back to it is enough: no two places then share a row.
      guard Int(row) < nodeCount, order.place(of: row) == place else {
        throw .malformed(
          path: path, offset: Int64(block.dataOffset + Int(place) * 8),
          field: "row at place \(place)", expected: "a row whose place is \(place)",
          found: "\(row)")
      }
    }
    return order
  }

  /// Writes the order in which place i holds `rows[i]`, a permutation.
  ///
  /// - Throws: `IndexError.system`.
  public static func write(rows: [NodeID], to path: String) throws(IndexError) {
    var places = [NodeID](repeating: 0, count: rows.count)
    for (place, row) in rows.enumerated() { places[Int(row)] = NodeID(place) }
    var file = try OutputFile(path: path)
    try file.appendBinHeader(rows: rows.count, columns: 2)
    for place in rows.indices {
      try file.append(rows[place])
      try file.append(places[place])
    }
    try file.finish()
  }
}

extension DiskIndex {
  /// The row of the user's data that `node` is.
  @inline(__always)
  public func row(of node: NodeID) -> NodeID { order?.row(at: node) ?? node }

  /// The node that is `row` of the user's data, which exists.
  @inline(__always)
  public func node(ofRow row: NodeID) -> NodeID { order?.place(of: row) ?? row }
}

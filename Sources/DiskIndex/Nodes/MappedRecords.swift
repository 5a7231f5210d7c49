import VectorData

/// All records of an index through the page cache, for whoever reads most of them.
public struct MappedRecords: Sendable {
  /// How they lie.
  let layout: DiskLayout
  private let file: MappedFile

  /// Maps the file of `index`.
  ///
  /// - Throws: `IndexError.system` when it cannot be mapped, `malformed` when it is too short.
  public init(index: DiskIndex) throws(IndexError) {
    layout = index.layout
    file = try MappedFile(path: index.files.disk)
    guard file.bytes.count >= layout.fileBytes else {
      throw .malformed(
        path: file.path, offset: nil, field: "size", expected: "\(layout.fileBytes) bytes",
        found: "\(file.bytes.count) bytes")
    }
  }

  /// The path of the file.
  var path: String { file.path }

  /// The record of `node`.
  ///
  /// - Throws: `IndexError.malformed` when it cannot be found.
  func record(of node: NodeID) throws(IndexError) -> UnsafeRawBufferPointer {
    guard let start = file.bytes.baseAddress,
      let record = layout.record(
        of: node, in: start + layout.sector(of: node) * DiskLayout.sectorBytes)
    else { throw layout.sectorFault(of: node, path: path) }
    return record
  }

  /// The vector of `node`, or the code in its place.
  ///
  /// - Throws: as `record`.
  func vector(of node: NodeID) throws(IndexError) -> UnsafeRawPointer {
    guard let start = try record(of: node).baseAddress else {
      preconditionFailure("a record has bytes")
    }
    return start
  }

  /// Copies the neighbours of `node` to `target`, which has as many places as a node can have neighbours.
  ///
  /// - Returns: the degree.
  /// - Throws: `IndexError.malformed` when the node is damaged.
  func copyNeighbours(
    of node: NodeID, into target: UnsafeMutablePointer<NodeID>
  ) throws(IndexError) -> Int {
    let record = try record(of: node)
    let degree = layout.copyNeighbours(in: record, into: target)
    guard degree >= 0 else { throw layout.fault(in: record, of: node, path: path) }
    return degree
  }

  /// The full vector of `node` behind the graph.
  func fullVector(of node: NodeID, _ reorder: ReorderLayout) -> UnsafeRawBufferPointer {
    let start = reorder.byteOffset(of: node)
    return UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + reorder.dimension * 4])
  }

  /// The neighbours of `node`, by their places in the file.
  ///
  /// - Throws: `IndexError.malformed` when the node is damaged.
  public func neighbours(of node: NodeID) throws(IndexError) -> [NodeID] {
    let record = try record(of: node)
    guard let neighbours = layout.neighbours(in: record) else {
      throw layout.fault(in: record, of: node, path: path)
    }
    return neighbours
  }
}

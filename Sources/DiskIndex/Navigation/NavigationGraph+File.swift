import VectorData

/// The file of a navigation graph: a format of Beamscope's own (docs/formats.md).
extension NavigationGraph {
  private static let magic = Array("beamnav\0".utf8)
  private static let version: UInt32 = 1
  private static let headerBytes = 32
  /// No wider graph is read: DiskANN's own limit.
  public static let maximumWidth = 512

  /// The graph in the file at `path`, of an index of `nodeCount` nodes.
  ///
  /// - Throws: `IndexError.system` when there is none, `mismatch` when it is of another version or index,
  ///   `malformed` when a number in it cannot be.
  public static func read(path: String, nodeCount: Int) throws(IndexError) -> NavigationGraph {
    let file = try MappedFile(path: path)
    let header = try readHeader(file, nodeCount: nodeCount)
    let packing = MemberPacking(memberCount: header.memberCount, width: header.width)
    let isWhole = header.memberCount == nodeCount
    let rowsStart = headerBytes + (isWhole ? 0 : header.memberCount * 4)
    guard file.bytes.count == rowsStart + packing.byteCount else {
      throw .malformed(
        path: path, offset: nil, field: "size", expected: "\(rowsStart + packing.byteCount) bytes",
        found: "\(file.bytes.count) bytes")
    }
    let nodes =
      isWhole
      ? (0..<NodeID(nodeCount)).map { $0 }
      : try readNodes(file, count: header.memberCount, nodeCount: nodeCount)
    let rows = try AlignedBuffer(byteCount: packing.bufferBytes, purpose: "the navigation graph")
    rows.bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: file.bytes[rowsStart...]))
    let graph = NavigationGraph(
      nodeCount: nodeCount, nodes: nodes, width: header.width, start: header.start, rows: rows)
    try graph.requireMembers(path: path, rowsStart: rowsStart, rowBytes: packing.rowBytes)
    return graph
  }

  /// Writes the file.
  ///
  /// - Throws: `IndexError.system`.
  public func write(to path: String) throws(IndexError) {
    var file = try OutputFile(path: path)
    try file.append(elements: Self.magic)
    let fields = [
      Self.version, UInt32(nodeCount), UInt32(memberCount), UInt32(width), start, 0,
    ]
    for field in fields { try file.append(field) }
    if memberCount < nodeCount { try file.append(elements: memberNodes) }
    try file.append(packedRows)
    try file.finish()
  }

  private struct Header {
    var memberCount: Int
    var width: Int
    var start: NodeID
  }

  private static func readHeader(
    _ file: MappedFile, nodeCount: Int
  ) throws(IndexError) -> Header {
    let (bytes, path) = (file.bytes, file.path)
    guard bytes.count >= headerBytes, bytes.prefix(magic.count).elementsEqual(magic) else {
      throw .malformed(
        path: path, offset: 0, field: "header", expected: "\"beamnav\" and \(headerBytes) bytes",
        found: "something else")
    }
    func field(_ offset: Int, _ name: String, _ range: ClosedRange<Int>) throws(IndexError) -> Int {
      let value = Int(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      guard range.contains(value) else {
        throw .malformed(
          path: path, offset: Int64(offset), field: name,
          expected: "\(range.lowerBound) to \(range.upperBound)", found: "\(value)")
      }
      return value
    }
    let found = Int(bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    guard found == Int(version) else {
      throw .mismatch(path: path, field: "version", expected: "\(version)", found: "\(found)")
    }
    let count = Int(bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
    guard count == nodeCount else {
      throw .mismatch(
        path: path, field: "nodes", expected: "\(nodeCount) as the index has", found: "\(count)")
    }
    let memberCount = try field(16, "members", 1...nodeCount)
    return Header(
      memberCount: memberCount, width: try field(20, "width", 1...maximumWidth),
      start: NodeID(try field(24, "start", 0...memberCount - 1)))
  }

  private static func readNodes(
    _ file: MappedFile, count: Int, nodeCount: Int
  ) throws(IndexError) -> [NodeID] {
    let nodes = (0..<count).map {
      file.bytes.loadUnaligned(fromByteOffset: headerBytes + $0 * 4, as: NodeID.self)
    }
    var least = 0
    for (member, node) in nodes.enumerated() {
      guard Int(node) >= least, Int(node) < nodeCount else {
        throw .malformed(
          path: file.path, offset: Int64(headerBytes + member * 4),
          field: "node of member \(member)", expected: "\(least) to \(nodeCount - 1)",
          found: "\(node)")
      }
      least = Int(node) + 1
    }
    return nodes
  }

  /// Checks that every row names members.
  private func requireMembers(path: String, rowsStart: Int, rowBytes: Int) throws(IndexError) {
    var neighbours = [NodeID](repeating: 0, count: width)
    for member in 0..<NodeID(memberCount) {
      neighbours.withUnsafeMutableBufferPointer { target in
        if let start = target.baseAddress { copyNeighbours(of: member, into: start) }
      }
      guard let wrong = neighbours.first(where: { Int($0) >= memberCount }) else { continue }
      throw .malformed(
        path: path, offset: Int64(rowsStart + Int(member) * rowBytes),
        field: "neighbours of member \(member)", expected: "below \(memberCount)",
        found: "\(wrong)")
    }
  }
}

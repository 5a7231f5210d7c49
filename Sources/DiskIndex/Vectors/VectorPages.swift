import VectorData

/// The vectors of an index once more, apart from its edges: as many to a sector as fit, in the order of the nodes
/// (docs/formats.md). A file of Beamscope's own beside the graph.
///
/// A walk over all nodes in memory has found the candidates before the first read, so that a search wants nothing
/// from the device but vectors; a sector then answers for 32 of 128 bytes instead of ten nodes with their edges
/// (adjacency apart from vectors: Gorgeous, Yin et al. 2025).
public struct VectorPages: Sendable {
  /// How the vectors lie: nodes without neighbours.
  public let layout: DiskLayout
  /// The open file.
  let file: PageFile

  /// Nodes whose vectors are held against those of the graph when the file is opened.
  private static let comparedCount = 16

  /// Opens the file beside `index`.
  ///
  /// - Throws: `IndexError.system` when it cannot be read, `malformed` or `mismatch` when it is not of this index.
  static func open(beside index: DiskIndex) throws(IndexError) -> VectorPages {
    let path = index.files.vectorPages
    let file = try PageFile(path: path, kind: index.file.kind)
    let layout = DiskLayout(vectorsOf: index.layout)
    let expected = VectorPagesHeader(layout: layout, elementType: index.elementType)
    try expected.requireIn(file)
    try requireSameVectors(index, layout, file)
    return VectorPages(layout: layout, file: file)
  }

  /// Writes the vectors of `records` as `nodes` names them for its places.
  ///
  /// - Throws: `IndexError.malformed` for a damaged node, `system` when the disk refuses, `cancelled`.
  static func write(
    _ records: MappedRecords, nodes: [NodeID], elementType: ElementType, to path: String,
    control: JobControl
  ) throws(IndexError) {
    let layout = DiskLayout(vectorsOf: records.layout)
    var output = try OutputFile(path: path)
    try output.append(
      elements: VectorPagesHeader(layout: layout, elementType: elementType).bytes)
    let counter = JobCounter(
      control: control, phase: "write vectors", total: nodes.count, unit: "nodes")
    for (place, node) in nodes.enumerated() {
      if place & 0xFFF == 0xFFF {
        try control.checkCancelled()
        counter.add(0x1000)
      }
      try output.pad(to: Int64(layout.byteOffset(of: NodeID(place))))
      try output.append(
        UnsafeRawBufferPointer(
          start: try records.vector(of: node), count: layout.vectorBytes))
    }
    try output.pad(to: Int64(layout.fileBytes))
    try output.finish()
  }

  /// A file of the same shape beside another graph would give wrong distances without a word.
  private static func requireSameVectors(
    _ index: DiskIndex, _ layout: DiskLayout, _ file: PageFile
  ) throws(IndexError) {
    let count = min(comparedCount, layout.nodeCount)
    for number in 0..<count {
      let node = NodeID(number * layout.nodeCount / count)
      let record = try index.file.readRecord(of: node, layout: index.layout)
      let vector = try file.readRecord(of: node, layout: layout)
      guard record.starts(with: vector) else {
        throw layout.foreignVector(of: node, path: file.path)
      }
    }
  }
}

extension DiskLayout {
  /// The vectors of `layout` alone, whose element type is known.
  init(vectorsOf layout: DiskLayout) {
    self.init(
      nodeCount: layout.nodeCount, dimension: layout.dimension, medoid: layout.medoid,
      nodeBytes: layout.vectorBytes, vectorBytes: layout.vectorBytes, frozenCount: 0,
      recordedFileBytes: 0)
  }

  /// That a vector apart is not the one in the graph.
  func foreignVector(of node: NodeID, path: String) -> IndexError {
    .malformed(
      path: path, offset: Int64(byteOffset(of: node)), field: "vector of node \(node)",
      expected: "that of the graph", found: "another")
  }
}

/// Sector 0 of a file of vectors.
struct VectorPagesHeader {
  private static let magic = Array("beamscope-vector".utf8)
  private static let version: UInt32 = 1

  private let type: UInt32
  private let fields: [UInt64]

  init(layout: DiskLayout, elementType: ElementType) {
    let types: [ElementType] = [.float32, .int8, .uint8]
    guard let number = types.firstIndex(of: elementType) else {
      preconditionFailure("every type has a number")
    }
    type = UInt32(number)
    fields = [layout.nodeCount, layout.dimension, layout.fileBytes].map { UInt64($0) }
  }

  /// As they lie in the file.
  var bytes: [UInt8] {
    Self.magic + Self.bytes(of: Self.version) + Self.bytes(of: type)
      + fields.flatMap { Self.bytes(of: $0) }
  }

  /// Holds the file against this header.
  ///
  /// - Throws: `IndexError.malformed` for another kind of file or one that is too short, `mismatch` for another
  ///   version or index.
  func requireIn(_ file: PageFile) throws(IndexError) {
    let fileBytes = try file.byteCount()
    guard fileBytes >= DiskLayout.sectorBytes else { throw fault(file, fileBytes) }
    let sector = try AlignedBuffer(byteCount: DiskLayout.sectorBytes, purpose: "a header")
    try file.read(into: sector.bytes, at: 0)
    let found = UnsafeRawBufferPointer(sector.bytes)
    guard found.starts(with: Self.magic) else { throw fault(file, fileBytes) }
    func number<Number: FixedWidthInteger>(_ offset: Int, _: Number.Type) -> Number {
      Number(littleEndian: found.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
    let names = ["node count", "dimension", "file bytes"]
    let numbers =
      [("version", UInt64(number(16, UInt32.self)), UInt64(Self.version))]
      + [("element type", UInt64(number(20, UInt32.self)), UInt64(type))]
      + names.indices.map { (names[$0], number(24 + $0 * 8, UInt64.self), fields[$0]) }
    for (name, value, expected) in numbers where value != expected {
      throw .mismatch(
        path: file.path, field: name, expected: "\(expected)", found: "\(value)")
    }
    guard UInt64(fileBytes) >= fields[2] else { throw fault(file, fileBytes) }
  }

  private func fault(_ file: PageFile, _ fileBytes: Int) -> IndexError {
    .malformed(
      path: file.path, offset: nil, field: "file",
      expected: "\"beamscope-vector\" and \(fields[2]) bytes", found: "\(fileBytes) bytes of others"
    )
  }

  private static func bytes(of number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}

import VectorData

/// Where nodes lie in a `_disk.index` file: the facts of sector 0 (docs/formats.md).
///
/// A node is its vector, its degree and `width` neighbour slots without padding. Small nodes are packed,
/// several to a sector, and never straddle one; a node larger than a sector takes whole sectors. Where
/// neighbours are compressed, `packing` says how nodes lie.
public struct DiskLayout: Sendable, Equatable {
  /// The unit in which the file is laid out and read.
  public static let sectorBytes = 4096
  /// Ids have 31 bits in DiskANN's files.
  public static let maximumNodeCount = Int(Int32.max)

  /// Nodes, at least 1.
  public let nodeCount: Int
  /// Components at the head of a record: of the vector, or bytes of the code in its place.
  public let dimension: Int
  /// The node where searches start.
  public let medoid: NodeID
  /// Bytes of a node record, of the longest where they differ.
  public let nodeBytes: Int
  /// Bytes of the vector at the head of a record, 0 while the element type is not known.
  public let vectorBytes: Int
  /// Nodes in one sector, the most where sectors differ; 0 where a node takes several.
  public let nodesPerSector: Int
  /// The number of frozen points, 0 or 1 (streaming indexes).
  public let frozenCount: Int
  /// The size that the header claims for the file.
  public let recordedFileBytes: UInt64
  let reorderDimension: Int?
  /// How records with compressed neighbours lie; `nil` for DiskANN's file.
  public let packing: RecordPacking?

  /// Sectors that one node takes, at least 1.
  public var sectorsPerNode: Int {
    (nodeBytes + Self.sectorBytes - 1) / Self.sectorBytes
  }

  /// Bytes that one read fetches.
  public var readBytes: Int { sectorsPerNode * Self.sectorBytes }

  /// Neighbour slots of a node: the largest degree it can have; 0 where vectors lie alone (`VectorPages`).
  public var width: Int { packing?.width ?? max(0, (nodeBytes - vectorBytes) / 4 - 1) }

  /// Sectors of the graph; they follow the first.
  public var sectorCount: Int {
    if let packing { return packing.starts.sectorCount }
    return nodesPerSector > 0
      ? (nodeCount + nodesPerSector - 1) / nodesPerSector : nodeCount * sectorsPerNode
  }

  /// Where full vectors lie behind the graph, `nil` where there are none.
  public var reorder: ReorderLayout? {
    reorderDimension.map {
      ReorderLayout(dimension: $0, vectorCount: nodeCount, startSector: 1 + sectorCount)
    }
  }

  /// The bytes of a whole file.
  public var fileBytes: Int {
    if let packing { return PackedHeader(layout: self, packing: packing).fileBytes }
    return (1 + sectorCount + (reorder?.sectorCount ?? 0)) * Self.sectorBytes
  }

  /// The first sector of `node`; sector 0 is the header.
  public func sector(of node: NodeID) -> Int {
    if let packing { return 1 + packing.starts.sector(of: node) }
    return nodesPerSector > 0
      ? 1 + Int(node) / nodesPerSector : 1 + Int(node) * sectorsPerNode
  }

  /// Where the record of `node` starts in its first sector; 0 where only the sector itself says it.
  public func offsetInSector(of node: NodeID) -> Int {
    nodesPerSector > 0 && packing == nil ? Int(node) % nodesPerSector * nodeBytes : 0
  }

  /// Where the record of `node` starts in the file; where its sector starts if only that says it.
  public func byteOffset(of node: NodeID) -> Int {
    sector(of: node) * Self.sectorBytes + offsetInSector(of: node)
  }

  /// The layout of a new file without frozen points.
  ///
  /// - Parameter reorderDimension: Components of the full vectors behind the graph, `nil` for none.
  /// - Throws: `IndexError.parameter` when the file would not fit the format.
  public init(
    nodeCount: Int, dimension: Int, elementType: ElementType, medoid: NodeID, width: Int,
    reorderDimension: Int? = nil
  ) throws(IndexError) {
    precondition(dimension > 0 && width > 0, "a node has a vector and a neighbour")
    guard (1...Self.maximumNodeCount).contains(nodeCount) else {
      throw .parameter(
        name: "rows", expected: "1 to \(Self.maximumNodeCount)", found: "\(nodeCount)")
    }
    precondition(Int(medoid) < nodeCount, "the medoid is a node")
    let vectorBytes = dimension * elementType.byteCount
    let nodeBytes = vectorBytes + (width + 1) * 4
    if let reorderDimension, reorderDimension > ReorderLayout.maximumDimension {
      throw .parameter(
        name: "--reorder-data",
        expected: "vectors of at most \(ReorderLayout.maximumDimension) components",
        found: "\(reorderDimension)")
    }
    self.init(
      nodeCount: nodeCount, dimension: dimension, medoid: medoid, nodeBytes: nodeBytes,
      vectorBytes: vectorBytes, frozenCount: 0, recordedFileBytes: 0,
      reorderDimension: reorderDimension)
  }

  init(
    nodeCount: Int, dimension: Int, medoid: NodeID, nodeBytes: Int, vectorBytes: Int,
    frozenCount: Int, recordedFileBytes: UInt64, reorderDimension: Int? = nil,
    packing: RecordPacking? = nil
  ) {
    self.nodeCount = nodeCount
    self.dimension = dimension
    self.medoid = medoid
    self.nodeBytes = nodeBytes
    self.vectorBytes = vectorBytes
    self.nodesPerSector =
      packing?.starts.largestCount ?? (nodeBytes > 0 ? Self.sectorBytes / nodeBytes : 0)
    self.frozenCount = frozenCount
    self.recordedFileBytes = recordedFileBytes
    self.reorderDimension = reorderDimension
    self.packing = packing
  }

  /// The same layout with the element type known: the width follows.
  ///
  /// - Throws: `IndexError.mismatch` when no node of this length holds such a vector and a neighbour.
  public func resolved(as elementType: ElementType, path: String) throws(IndexError) -> DiskLayout {
    let vectorBytes = dimension * elementType.byteCount
    guard fits(elementType) else {
      throw .mismatch(
        path: path, field: "node length",
        expected:
          "\(vectorBytes) bytes of \(elementType.rawValue) vector and whole neighbour slots",
        found: packing.map { "packed records of \($0.elementType.rawValue)" }
          ?? "\(nodeBytes) bytes")
    }
    return DiskLayout(
      nodeCount: nodeCount, dimension: dimension, medoid: medoid, nodeBytes: nodeBytes,
      vectorBytes: vectorBytes, frozenCount: frozenCount, recordedFileBytes: recordedFileBytes,
      reorderDimension: reorderDimension, packing: packing)
  }

  /// The same layout with another medoid.
  func moved(medoid: NodeID) -> DiskLayout {
    DiskLayout(
      nodeCount: nodeCount, dimension: dimension, medoid: medoid, nodeBytes: nodeBytes,
      vectorBytes: vectorBytes, frozenCount: frozenCount, recordedFileBytes: recordedFileBytes,
      reorderDimension: reorderDimension, packing: packing)
  }

  /// Whether a node of this length can hold a vector of `elementType`, a degree and a neighbour.
  public func fits(_ elementType: ElementType) -> Bool {
    if let packing { return packing.elementType == elementType }
    let (vectorBytes, overflow) = dimension.multipliedReportingOverflow(by: elementType.byteCount)
    guard !overflow, nodeBytes > vectorBytes else { return false }
    let rest = nodeBytes - vectorBytes
    return rest % 4 == 0 && rest >= 8
  }
}

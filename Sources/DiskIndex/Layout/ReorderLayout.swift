import VectorData

/// Where the full vectors lie behind the graph of an index whose nodes hold PQ codes: DiskANN's reorder
/// data (docs/formats.md). Floats, several vectors to a sector, and none straddles two.
public struct ReorderLayout: Sendable, Equatable {
  /// The longest vector that fits a sector.
  public static let maximumDimension = DiskLayout.sectorBytes / 4

  /// Components of a vector.
  public let dimension: Int
  /// Vectors, one per node.
  public let vectorCount: Int
  /// The sector of the first vector: the one behind the graph.
  public let startSector: Int

  /// Vectors in one sector.
  public var vectorsPerSector: Int { DiskLayout.sectorBytes / (4 * dimension) }

  /// Sectors that the vectors take.
  public var sectorCount: Int { (vectorCount + vectorsPerSector - 1) / vectorsPerSector }

  /// Vectors of `dimension` floats, which a sector must hold.
  init(dimension: Int, vectorCount: Int, startSector: Int) {
    precondition((1...Self.maximumDimension).contains(dimension), "a vector fits a sector")
    self.dimension = dimension
    self.vectorCount = vectorCount
    self.startSector = startSector
  }

  /// The sector that holds the vector of `node`.
  public func sector(of node: NodeID) -> Int { startSector + Int(node) / vectorsPerSector }

  /// Where the vector of `node` starts in its sector.
  public func offsetInSector(of node: NodeID) -> Int {
    Int(node) % vectorsPerSector * dimension * 4
  }

  /// Where the vector of `node` starts in the file.
  public func byteOffset(of node: NodeID) -> Int {
    sector(of: node) * DiskLayout.sectorBytes + offsetInSector(of: node)
  }
}

/// What a search reads of a node.
enum StoredPart {
  /// Its record: vector or code, degree, neighbours.
  case record
  /// Its full vector behind the graph.
  case fullVector
}

/// The sectors of one read, and where in them the thing read starts.
struct PageSpan: Equatable {
  var byteOffset: Int
  var byteCount: Int
  var offsetInPage: Int
}

extension DiskLayout {
  /// What has to be read for `part` of `node`.
  func span(of node: NodeID, _ part: StoredPart) -> PageSpan {
    switch part {
    case .record:
      return PageSpan(
        byteOffset: sector(of: node) * Self.sectorBytes, byteCount: readBytes,
        offsetInPage: offsetInSector(of: node))
    case .fullVector:
      guard let reorder else { preconditionFailure("this index has no reorder data") }
      return PageSpan(
        byteOffset: reorder.sector(of: node) * Self.sectorBytes, byteCount: Self.sectorBytes,
        offsetInPage: reorder.offsetInSector(of: node))
    }
  }
}

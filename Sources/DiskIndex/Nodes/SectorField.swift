import VectorData

/// A stretch of bytes of a sector, and what it is.
public struct SectorField: Sendable, Equatable {
  /// What bytes mean.
  public enum Content: Sendable, Equatable {
    /// A field of the file's header.
    case header(name: String)
    /// Components of the vector (or of the code in its place) of a node, from byte `first` of it.
    case vector(NodeID, first: Int)
    /// The number of neighbours of a node.
    case degree(NodeID)
    /// Neighbours of a node, from slot `first` on; of a packed record all of them and their number.
    case neighbours(NodeID, first: Int)
    /// Slots of a node that no neighbour takes.
    case freeSlots(NodeID)
    /// Components of the full vector of a node behind the graph, from byte `first` of it.
    case fullVector(NodeID, first: Int)
    /// Nothing: what is left of the sector.
    case padding
  }

  /// Where in the sector.
  public var bytes: Range<Int>
  /// What.
  public var content: Content

  /// The node that the bytes belong to.
  public var node: NodeID? {
    switch content {
    case .header, .padding: nil
    case .degree(let node), .freeSlots(let node): node
    case .vector(let node, _), .neighbours(let node, _), .fullVector(let node, _): node
    }
  }
}

extension SectorField {
  /// The same bytes with the node called by the row that it is.
  fileprivate func renumbered(by row: (NodeID) -> NodeID) -> SectorField {
    let renamed: Content =
      switch content {
      case .vector(let node, let first): .vector(row(node), first: first)
      case .degree(let node): .degree(row(node))
      case .neighbours(let node, let first): .neighbours(row(node), first: first)
      case .freeSlots(let node): .freeSlots(row(node))
      case .fullVector(let node, let first): .fullVector(row(node), first: first)
      case .header, .padding: content
      }
    return SectorField(bytes: bytes, content: renamed)
  }
}

/// A sector of an index file with its fields named: a node is the row of the user's data that it is, the
/// numbers of neighbours stand in the bytes as the file has them.
public struct StoredSector: Sendable, Equatable {
  /// Its number; 0 is the header.
  public var number: Int
  /// Its bytes.
  public var bytes: [UInt8]
  /// What they are, in order and without a gap.
  public var fields: [SectorField]
  /// The neighbours of the nodes whose neighbours are packed, all as numbers of rows; none of a damaged one.
  public var packedNeighbours: [NodeID: [NodeID]] = [:]
}

extension DiskIndex {
  /// Reads a sector, by one blocking read.
  ///
  /// A degree that cannot be is taken as all slots: `IndexVerifier` names it.
  /// - Throws: `IndexError.parameter` for a sector that does not exist, `system` when the read fails.
  public func readSector(_ number: Int) throws(IndexError) -> StoredSector {
    guard (0..<layout.sectorTotal).contains(number) else {
      throw .parameter(
        name: "sector", expected: "0 to \(layout.sectorTotal - 1)", found: "\(number)")
    }
    let span = layout.recordSpan(ofSector: number)
    let page = try AlignedBuffer(
      byteCount: span.count * DiskLayout.sectorBytes, purpose: "a sector")
    try file.read(into: page.bytes, at: span.lowerBound * DiskLayout.sectorBytes)
    let start = (number - span.lowerBound) * DiskLayout.sectorBytes
    let bytes = Array(page.bytes[start..<start + DiskLayout.sectorBytes])
    let whole = UnsafeRawBufferPointer(page.bytes)
    if let packed = layout.packedFields(ofSector: number, page: whole, row: row(of:)) {
      return StoredSector(
        number: number, bytes: bytes, fields: packed.fields.map { $0.renumbered(by: row(of:)) },
        packedNeighbours: Dictionary(
          uniqueKeysWithValues: packed.neighbours.map { node, others in
            (row(of: node), others.map { row(of: $0) })
          }))
    }
    let fields = layout.fields(ofSector: number) { node in
      let place =
        layout.byteOffset(of: node) + layout.vectorBytes
        - span.lowerBound * DiskLayout.sectorBytes
      let degree = whole.loadUnaligned(fromByteOffset: place, as: UInt32.self)
      return Int(min(degree, UInt32(layout.width)))
    }
    return StoredSector(
      number: number, bytes: bytes, fields: fields.map { $0.renumbered(by: row(of:)) })
  }
}

import VectorData

/// The records of an index in an order of its nodes, as they will be packed: the code of their gaps, the bytes of
/// each, and which begin a sector.
///
/// Cost: reads the index twice and sorts every list of neighbours, on all threads. Memory: 10 bytes per node.
public struct PackedRecords: Sendable {
  /// The node of the index at each place.
  public let nodes: [NodeID]
  /// The sectors that they take.
  public let starts: SectorStarts
  let code: GapCode
  /// Bytes of the record at each place.
  let lengths: [UInt16]
  private let neighbours: PlacedNeighbours
  let elementType: ElementType
  /// Bits of all degrees and gaps.
  private let streamBits: Int
  private let edgeCount: Int

  /// Mean bits of a neighbour, its part of the degree included.
  public var bitsPerNeighbour: Double { Double(streamBits) / Double(max(1, edgeCount)) }

  /// Mean bytes of a record.
  public var meanBytes: Double {
    Double(lengths.reduce(0) { $0 + Int($1) }) / Double(lengths.count)
  }

  /// Packs the records of `index` in the order of `nodes`.
  ///
  /// - Parameter groups: Places that are to begin a sector, ascending from 0; a group that is too long for one
  ///   takes two. Sectors are filled one after the other if `nil`.
  /// - Throws: `IndexError.parameter` where the index cannot be packed, `malformed` for a damaged node, `system`,
  ///   `cancelled`.
  public init(
    index: DiskIndex, nodes: [NodeID], groups: [Int]? = nil, team: WorkerTeam,
    control: JobControl = JobControl()
  ) throws(IndexError) {
    try Self.requirePackable(index)
    let neighbours = try PlacedNeighbours(index: index, nodes: nodes)
    let counts = try neighbours.countClasses(nodes, team: team, control: control)
    let code = GapCode(counts: counts)
    let degreeBits = PackedNeighbours.degreeBits(width: index.layout.width)
    let bits = try neighbours.countBits(nodes, code: code, team: team, control: control)
    let step = index.elementType.byteCount
    let lengths = bits.map { bits in
      let bytes = index.layout.vectorBytes + (degreeBits + Int(bits) + 7) / 8
      return UInt16(
        clamping: max(PackedNeighbours.wordBytes, (bytes + step - 1) / step * step))
    }
    self.nodes = nodes
    self.neighbours = neighbours
    self.code = code
    self.lengths = lengths
    elementType = index.elementType
    edgeCount = counts.reduce(0, +)
    streamBits = bits.reduce(0) { $0 + Int($1) } + degreeBits * nodes.count
    starts = try Self.cut(lengths, at: groups, elementType: index.elementType)
  }

  /// - Throws: `IndexError.parameter` for an index whose records hold something else than a vector.
  private static func requirePackable(_ index: DiskIndex) throws(IndexError) {
    guard index.recordQuantizer == nil, index.layout.reorder == nil else {
      throw .parameter(
        name: "--records", expected: "plain, for an index whose nodes hold codes", found: "packed")
    }
  }

  /// Whether records of `byteCount` bytes in all fit a sector.
  static func fits(_ byteCount: Int, count: Int, elementType: ElementType) -> Bool {
    byteCount + RecordPacking.headBytes(count: count, elementType: elementType)
      <= DiskLayout.sectorBytes
  }

  private static func cut(
    _ lengths: [UInt16], at groups: [Int]?, elementType: ElementType
  ) throws(IndexError) -> SectorStarts {
    var starts: [Int] = []
    var (count, bytes) = (0, 0)
    var nextGroup = 0
    for (place, length) in lengths.enumerated() {
      guard fits(Int(length), count: 1, elementType: elementType) else {
        throw .parameter(
          name: "--records", expected: "plain: a packed record takes \(length) bytes",
          found: "packed")
      }
      var begins = count == 0
      if let groups, nextGroup < groups.count, groups[nextGroup] == place {
        nextGroup += 1
        begins = true
      }
      if begins || !fits(bytes + Int(length), count: count + 1, elementType: elementType) {
        starts.append(place)
        (count, bytes) = (0, 0)
      }
      count += 1
      bytes += Int(length)
    }
    return SectorStarts(starts: starts, nodeCount: lengths.count)
  }

  /// Writes the file.
  ///
  /// - Parameter medoid: Its place.
  /// - Throws: `IndexError.parameter` where packing saves no sector, `malformed` for a damaged node, `system` when
  ///   the disk refuses, `cancelled`.
  func write(medoid: NodeID, to path: String, control: JobControl) throws(IndexError) {
    let layout = neighbours.records.layout
    guard starts.sectorCount < layout.plain.sectorCount else {
      throw .parameter(
        name: "--records",
        expected:
          "plain: packed records of \(Int(meanBytes.rounded())) bytes take no fewer sectors",
        found: "packed")
    }
    let header = PackedHeader(
      elementType: elementType, nodeCount: nodes.count, dimension: layout.dimension,
      medoid: medoid, width: layout.width, sectorCount: starts.sectorCount,
      longestRecordBytes: Int(lengths.max() ?? 0), lengths: code.lengths)
    var file = try OutputFile(path: path)
    try header.write(starts: starts, to: &file)
    let counter = JobCounter(
      control: control, phase: "write index", total: nodes.count, unit: "nodes")
    let codes = code.codes
    let ids = UnsafeMutablePointer<NodeID>.allocate(capacity: max(1, layout.width))
    defer { ids.deallocate() }
    var writer = BitWriter()
    for sector in 0..<starts.sectorCount {
      let places = starts.nodes(inSector: sector)
      if sector & 0xFF == 0xFF { try control.checkCancelled() }
      let sectorStart = (1 + sector) * DiskLayout.sectorBytes
      try file.pad(to: Int64(sectorStart))
      var offset = RecordPacking.headBytes(count: places.count, elementType: elementType)
      for place in places {
        try file.append(UInt16(offset))
        offset += Int(lengths[place])
      }
      try file.append(UInt16(offset))
      offset = RecordPacking.headBytes(count: places.count, elementType: elementType)
      for place in places {
        try file.pad(to: Int64(sectorStart + offset))
        let node = nodes[place]
        let vector = try neighbours.records.vector(of: node)
        try file.append(UnsafeRawBufferPointer(start: vector, count: layout.vectorBytes))
        let degree = try neighbours.copy(of: node, into: ids)
        writer.removeAll()
        writer.append(
          neighbours: UnsafeBufferPointer(start: ids, count: degree), width: layout.width,
          code: code, codes: codes)
        writer.finish()
        try file.append(elements: writer.bytes)
        offset += Int(lengths[place])
      }
      counter.add(places.count)
    }
    try header.writeStarts(starts, to: &file)
    try file.finish()
  }
}

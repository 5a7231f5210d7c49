import VectorData

extension DiskLayout {
  /// Sectors of the whole file: header, graph, full vectors.
  public var sectorTotal: Int {
    if packing != nil { return fileBytes / Self.sectorBytes }
    return 1 + sectorCount + (reorder?.sectorCount ?? 0)
  }

  /// Bytes of a graph sector (or of the sectors of one node) that no node takes; where records differ in length
  /// only the sector itself says it, and this is 0.
  public var looseBytes: Int { packing != nil ? 0 : readBytes - max(nodesPerSector, 1) * nodeBytes }

  /// Bytes of a node record; where they differ the share of a sector that a node has on average.
  public var meanNodeBytes: Int {
    packing == nil ? nodeBytes : sectorCount * Self.sectorBytes / nodeCount
  }

  /// The nodes whose records lie in sector `number`, wholly or in part; empty for the header and for what
  /// lies behind the graph.
  public func nodes(inSector number: Int) -> Range<Int> {
    guard (1...sectorCount).contains(number) else { return 0..<0 }
    if let packing { return packing.starts.nodes(inSector: number - 1) }
    guard nodesPerSector > 0 else {
      let node = (number - 1) / sectorsPerNode
      return node..<node + 1
    }
    let first = (number - 1) * nodesPerSector
    return first..<min(first + nodesPerSector, nodeCount)
  }

  /// The sectors that hold the whole records of those nodes.
  func recordSpan(ofSector number: Int) -> Range<Int> {
    let nodes = nodes(inSector: number)
    guard nodesPerSector == 0, let node = nodes.first else { return number..<number + 1 }
    let first = sector(of: NodeID(node))
    return first..<first + sectorsPerNode
  }

  /// What the bytes of sector `number` are, given the degrees of its nodes.
  func fields(ofSector number: Int, degree: (NodeID) -> Int) -> [SectorField] {
    let window = number * Self.sectorBytes..<(number + 1) * Self.sectorBytes
    var parts: [(bytes: Range<Int>, content: SectorField.Content)] = []
    if number == 0 {
      parts = headerParts
    } else if number <= sectorCount {
      for node in nodes(inSector: number) {
        parts += recordParts(of: NodeID(node), degree: degree(NodeID(node)), in: window)
      }
    } else if let reorder {
      parts = fullVectorParts(reorder, inSector: number)
    }
    return Self.withPadding(parts, in: window)
  }

  private func recordParts(
    of node: NodeID, degree: Int, in window: Range<Int>
  ) -> [(bytes: Range<Int>, content: SectorField.Content)] {
    let vector = byteOffset(of: node)
    let count = vector + vectorBytes
    let (slots, free) = (count + 4, count + 4 + 4 * degree)
    let end = vector + nodeBytes
    let cut = { (part: Range<Int>) in part.clamped(to: window) }
    let (seenVector, seenSlots) = (cut(vector..<count), cut(slots..<free))
    return [
      (seenVector, .vector(node, first: seenVector.lowerBound - vector)),
      (cut(count..<slots), .degree(node)),
      (seenSlots, .neighbours(node, first: (seenSlots.lowerBound - slots) / 4)),
      (cut(free..<end), .freeSlots(node)),
    ]
  }

  private func fullVectorParts(
    _ reorder: ReorderLayout, inSector number: Int
  ) -> [(bytes: Range<Int>, content: SectorField.Content)] {
    let first = (number - reorder.startSector) * reorder.vectorsPerSector
    let last = min(first + reorder.vectorsPerSector, reorder.vectorCount)
    return (first..<max(first, last)).map { node in
      let start = reorder.byteOffset(of: NodeID(node))
      return (start..<start + reorder.dimension * 4, .fullVector(NodeID(node), first: 0))
    }
  }

  /// The fields of the header (docs/formats.md).
  private var headerParts: [(bytes: Range<Int>, content: SectorField.Content)] {
    let tail =
      reorderDimension == nil
      ? ["file bytes"]
      : [
        "first sector of full vectors", "components of full vectors", "full vectors per sector",
        "file bytes",
      ]
    let words =
      [
        "nodes", "components", "medoid", "bytes per node", "nodes per sector", "frozen points",
        "frozen location", "full vectors behind the graph",
      ] + tail
    return [(0..<4, .header(name: "number of fields")), (4..<8, .header(name: "columns"))]
      + words.enumerated().map { place, name in
        (8 + place * 8..<16 + place * 8, .header(name: name))
      }
  }

  /// The parts as fields of the sector, what lies between and behind them as padding.
  private static func withPadding(
    _ parts: [(bytes: Range<Int>, content: SectorField.Content)], in window: Range<Int>
  ) -> [SectorField] {
    var fields: [SectorField] = []
    var place = window.lowerBound
    func pad(to end: Int) {
      guard place < end else { return }
      fields.append(
        SectorField(
          bytes: place - window.lowerBound..<end - window.lowerBound, content: .padding))
    }
    for part in parts where !part.bytes.isEmpty {
      pad(to: part.bytes.lowerBound)
      fields.append(
        SectorField(
          bytes: part.bytes.lowerBound - window.lowerBound..<part.bytes.upperBound
            - window.lowerBound, content: part.content))
      place = part.bytes.upperBound
    }
    pad(to: window.upperBound)
    return fields
  }
}

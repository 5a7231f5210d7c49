import VectorData

/// What the bytes of a file of packed records are.
extension DiskLayout {
  /// The fields of sector `number`, whose bytes are `page`, and the neighbours that it holds; `nil` where the
  /// file is DiskANN's.
  ///
  /// - Parameter row: What a node is to the user, for the names of fields that are of no node.
  func packedFields(
    ofSector number: Int, page: UnsafeRawBufferPointer, row: (NodeID) -> NodeID
  ) -> (fields: [SectorField], neighbours: [NodeID: [NodeID]])? {
    guard packing != nil, let start = page.baseAddress else { return nil }
    guard number > 0 else { return (PackedHeader.sectorFields, [:]) }
    guard number <= sectorCount else { return (startFields(ofSector: number), [:]) }
    var parts: [SectorField] = []
    var neighbours: [NodeID: [NodeID]] = [:]
    let nodes = nodes(inSector: number)
    for (slot, node) in nodes.enumerated() {
      parts.append(
        SectorField(
          bytes: 2 * slot..<2 * slot + 2,
          content: .header(name: "start of node \(row(NodeID(node)))")))
    }
    parts.append(
      SectorField(
        bytes: 2 * nodes.count..<2 * nodes.count + 2, content: .header(name: "end of the last")))
    for node in nodes.map({ NodeID($0) }) {
      // Where the offsets are damaged the rest of the sector stays unnamed.
      guard let record = record(of: node, in: start), let place = record.baseAddress else { break }
      let first = place - UnsafeRawPointer(start)
      parts.append(
        SectorField(bytes: first..<first + vectorBytes, content: .vector(node, first: 0)))
      parts.append(
        SectorField(
          bytes: first + vectorBytes..<first + record.count,
          content: .neighbours(node, first: 0)))
      neighbours[node] = self.neighbours(in: record) ?? []
    }
    return (Self.withoutGaps(parts), neighbours)
  }

  /// Words of 64 nodes each.
  private func startFields(ofSector number: Int) -> [SectorField] {
    let wordsPerSector = Self.sectorBytes / 8
    let first = (number - 1 - sectorCount) * wordsPerSector
    let last = min(first + wordsPerSector, (nodeCount + 63) / 64)
    return Self.withoutGaps(
      (first..<max(first, last)).enumerated().map { place, word in
        SectorField(
          bytes: place * 8..<place * 8 + 8,
          content: .header(name: "sector starts from place \(word * 64) on"))
      })
  }

  /// The same fields with padding between them, up to the end of the sector; none where they overlap.
  static func withoutGaps(_ parts: [SectorField]) -> [SectorField] {
    var fields: [SectorField] = []
    var next = 0
    for part in parts {
      guard part.bytes.lowerBound >= next else { break }
      if part.bytes.lowerBound > next {
        fields.append(SectorField(bytes: next..<part.bytes.lowerBound, content: .padding))
      }
      fields.append(part)
      next = part.bytes.upperBound
    }
    if next < sectorBytes {
      fields.append(SectorField(bytes: next..<sectorBytes, content: .padding))
    }
    return fields
  }
}

extension PackedHeader {
  /// What the bytes of sector 0 are.
  static var sectorFields: [SectorField] {
    let words = [
      "nodes", "components", "medoid", "neighbours of a node at most", "sectors of nodes",
      "bytes of the longest record", "file bytes", "checksum",
    ]
    var fields = [
      SectorField(bytes: 0..<8, content: .header(name: "\"beamscop\"")),
      SectorField(bytes: 8..<16, content: .header(name: "\"e-packed\"")),
      SectorField(bytes: 16..<20, content: .header(name: "version")),
      SectorField(bytes: 20..<24, content: .header(name: "element type")),
    ]
    for (place, name) in words.enumerated() {
      fields.append(
        SectorField(bytes: 24 + place * 8..<32 + place * 8, content: .header(name: name)))
    }
    for number in 0..<GapCode.classCount {
      fields.append(
        SectorField(
          bytes: 88 + number..<89 + number,
          content: .header(name: "bits of the code of gaps from \(1 << number)")))
    }
    return DiskLayout.withoutGaps(fields)
  }
}

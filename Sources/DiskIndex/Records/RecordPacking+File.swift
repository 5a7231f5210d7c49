import VectorData

/// Sector 0 of a file of packed records, and what lies behind its nodes.
struct PackedHeader {
  /// The word at byte 8, where DiskANN's files have the number of nodes, is larger than any of those: no loader
  /// of DiskANN's takes the file for its own.
  static let magic = Array("beamscope-packed".utf8)
  static let version: UInt32 = 1
  /// Where the checksum lies: behind the fields that it covers.
  private static let checksumOffset = 80
  fileprivate static let codeOffset = 88
  /// By their numbers in the file, those of diskannpy.
  fileprivate static let elementTypes: [ElementType] = [.float32, .int8, .uint8]

  var elementType: ElementType
  var nodeCount: Int
  var dimension: Int
  var medoid: NodeID
  var width: Int
  var sectorCount: Int
  var longestRecordBytes: Int
  var lengths: [UInt8]

  /// Bytes of the start bits behind the nodes.
  var startBytes: Int { (nodeCount + 63) / 64 * 8 }

  /// Sectors that they take.
  var startSectors: Int {
    (startBytes + DiskLayout.sectorBytes - 1) / DiskLayout.sectorBytes
  }

  var fileBytes: Int { (1 + sectorCount + startSectors) * DiskLayout.sectorBytes }

  /// Whether a file that begins with these bytes is one of packed records.
  static func isMagic(_ sector: UnsafeRawBufferPointer) -> Bool {
    sector.prefix(magic.count).elementsEqual(magic)
  }

  /// The fields in front of the checksum.
  private var fields: [UInt8] {
    guard let type = Self.elementTypes.firstIndex(of: elementType) else {
      preconditionFailure("every type has a number")
    }
    let numbers = [
      nodeCount, dimension, Int(medoid), width, sectorCount, longestRecordBytes, fileBytes,
    ]
    return Self.magic + Self.bytes(of: Self.version) + Self.bytes(of: UInt32(type))
      + numbers.flatMap { Self.bytes(of: UInt64($0)) }
  }

  private static func bytes(of number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  private func checksum(_ starts: SectorStarts) -> UInt64 {
    let words = starts.words.lazy.flatMap { Self.bytes(of: $0) }
    return FileChecksum.fnv1a(words, after: FileChecksum.fnv1a(fields + lengths))
  }

  /// Appends sector 0.
  ///
  /// - Throws: `IndexError.system`.
  func write(starts: SectorStarts, to file: inout OutputFile) throws(IndexError) {
    try file.append(elements: fields)
    try file.append(checksum(starts))
    try file.append(elements: lengths)
    try file.pad(to: Int64(DiskLayout.sectorBytes))
  }

  /// Appends the start bits, behind the nodes.
  ///
  /// - Throws: `IndexError.system`.
  func writeStarts(_ starts: SectorStarts, to file: inout OutputFile) throws(IndexError) {
    try file.pad(to: Int64((1 + sectorCount) * DiskLayout.sectorBytes))
    for word in starts.words { try file.append(word) }
    try file.pad(to: Int64(fileBytes))
  }

  /// The packing that the header and the start bits, which lie at `bytes`, describe.
  ///
  /// - Throws: `IndexError.malformed` where they do not belong together, `memory`.
  func packing(
    startBits bytes: UnsafeRawBufferPointer, sector: UnsafeRawBufferPointer, path: String
  ) throws(IndexError) -> RecordPacking {
    precondition(bytes.count >= startBytes, "the start bits are there")
    func fault(_ offset: Int, _ field: String, _ expected: String, _ found: String) -> IndexError {
      .malformed(
        path: path, offset: Int64(offset), field: field, expected: expected, found: found)
    }
    let startOffset = (1 + sectorCount) * DiskLayout.sectorBytes
    let words = (0..<startBytes / 8).map {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self))
    }
    guard let starts = SectorStarts(words: words, nodeCount: nodeCount) else {
      throw fault(
        startOffset, "sector starts", "the first node and none that is not there", "others")
    }
    guard starts.sectorCount == sectorCount else {
      throw fault(startOffset, "sector starts", "\(sectorCount)", "\(starts.sectorCount)")
    }
    let least = max(PackedNeighbours.wordBytes, dimension * elementType.byteCount + 1)
    let most = starts.largestCount
    let needed =
      most * least + RecordPacking.headBytes(count: most, elementType: elementType)
    guard needed <= DiskLayout.sectorBytes, least <= longestRecordBytes else {
      throw fault(
        startOffset, "nodes of a sector", "what fits \(DiskLayout.sectorBytes) bytes",
        "\(most) nodes of at least \(least) bytes")
    }
    guard let code = GapCode(lengths: lengths) else {
      throw fault(Self.codeOffset, "lengths of the code of gaps", "a prefix code", "none")
    }
    let stored = UInt64(
      littleEndian: sector.loadUnaligned(fromByteOffset: Self.checksumOffset, as: UInt64.self))
    guard stored == checksum(starts) else {
      throw fault(
        Self.checksumOffset, "checksum of header and sector starts", "\(checksum(starts))",
        "\(stored)")
    }
    return try RecordPacking(elementType: elementType, width: width, code: code, starts: starts)
  }
}

extension PackedHeader {
  /// Reads the fields of sector 0 and holds them against each other and the size of the file.
  ///
  /// - Throws: `IndexError.mismatch` for another version, `malformed` with the field.
  init(sector: UnsafeRawBufferPointer, fileBytes actual: Int, path: String) throws(IndexError) {
    let reader = PackedHeaderReader(bytes: sector, path: path)
    let version = reader.half(at: 16)
    guard version == Self.version else {
      throw .mismatch(
        path: path, field: "version of packed records", expected: "\(Self.version)",
        found: "\(version)")
    }
    let type = try reader.number(half: 20, "element type", 0...Self.elementTypes.count - 1)
    elementType = Self.elementTypes[type]
    nodeCount = try reader.number(at: 24, "node count", 1...DiskLayout.maximumNodeCount)
    dimension = try reader.number(at: 32, "dimension", 1...DiskLayout.sectorBytes)
    medoid = NodeID(try reader.number(at: 40, "medoid", 0...nodeCount - 1))
    // A neighbour takes a bit at least: no record has more of them.
    width = try reader.number(at: 48, "width", 1...DiskLayout.sectorBytes * 8)
    sectorCount = try reader.number(at: 56, "sectors of nodes", 1...nodeCount)
    longestRecordBytes = try reader.number(
      at: 64, "bytes of the longest record",
      PackedNeighbours.wordBytes...DiskLayout.sectorBytes)
    lengths = Array(sector[Self.codeOffset..<Self.codeOffset + GapCode.classCount])
    let claimed = try reader.number(at: 72, "file bytes", 0...Int.max)
    guard claimed == fileBytes else {
      throw reader.fault(at: 72, "file bytes", expected: "\(fileBytes)", found: "\(claimed)")
    }
    guard actual >= fileBytes else {
      throw .malformed(
        path: path, offset: nil, field: "size", expected: "\(fileBytes) bytes",
        found: "\(actual) bytes")
    }
  }

  /// The header of a new file.
  init(layout: DiskLayout, packing: RecordPacking) {
    elementType = packing.elementType
    nodeCount = layout.nodeCount
    dimension = layout.dimension
    medoid = layout.medoid
    width = packing.width
    sectorCount = packing.starts.sectorCount
    longestRecordBytes = layout.nodeBytes
    lengths = packing.code.lengths
  }
}

/// Little-endian fields of a sector that is known to be whole.
private struct PackedHeaderReader {
  let bytes: UnsafeRawBufferPointer
  let path: String

  func half(at offset: Int) -> UInt32 {
    UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  func number(
    half offset: Int, _ field: String, _ range: ClosedRange<Int>
  ) throws(IndexError) -> Int {
    try checked(UInt64(half(at: offset)), at: offset, field, range)
  }

  func number(
    at offset: Int, _ field: String, _ range: ClosedRange<Int>
  ) throws(IndexError) -> Int {
    let value = UInt64(
      littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    return try checked(value, at: offset, field, range)
  }

  private func checked(
    _ value: UInt64, at offset: Int, _ field: String, _ range: ClosedRange<Int>
  ) throws(IndexError) -> Int {
    guard let number = Int(exactly: value), range.contains(number) else {
      throw fault(
        at: offset, field, expected: "\(range.lowerBound) to \(range.upperBound)",
        found: "\(value)")
    }
    return number
  }

  func fault(at offset: Int, _ field: String, expected: String, found: String) -> IndexError {
    .malformed(
      path: path, offset: Int64(offset), field: field, expected: expected, found: found)
  }
}

import VectorData

/// Reads nodes in the order of the file through one large buffer; going back or far ahead costs a read.
struct SequentialNodeReader {
  private let file: PageFile
  private let layout: DiskLayout
  private let window: AlignedBuffer
  private let fileSectors: Int
  private var windowSectors = 0..<0

  static let windowBytes = 256 << 10

  init(
    file: PageFile, layout: DiskLayout, windowBytes: Int = Self.windowBytes
  ) throws(IndexError) {
    self.file = file
    self.layout = layout
    fileSectors = try file.byteCount() / DiskLayout.sectorBytes
    window = try AlignedBuffer(
      byteCount: max(windowBytes, layout.readBytes), purpose: "a window of the index")
  }

  /// The record of `node`; valid until the next call.
  ///
  /// - Throws: `IndexError.system` or `malformed` when it cannot be read or found.
  mutating func record(of node: NodeID) throws(IndexError) -> UnsafeRawBufferPointer {
    guard let record = try recordIfSound(of: node) else {
      throw layout.sectorFault(of: node, path: file.path)
    }
    return record
  }

  /// The same, `nil` where the offsets in a sector of packed records cannot be.
  mutating func recordIfSound(of node: NodeID) throws(IndexError) -> UnsafeRawBufferPointer? {
    layout.record(of: node, in: try page(of: node))
  }

  /// The sectors that hold `node`; valid until the next call.
  mutating func page(of node: NodeID) throws(IndexError) -> UnsafeRawPointer {
    try part(.record, of: node) - layout.offsetInSector(of: node)
  }

  /// The full vector of `node` behind the graph; valid until the next call.
  ///
  /// - Throws: `IndexError.system` or `malformed` when it cannot be read.
  mutating func fullVector(of node: NodeID) throws(IndexError) -> UnsafeRawPointer {
    try part(.fullVector, of: node)
  }

  private mutating func part(
    _ part: StoredPart, of node: NodeID
  ) throws(IndexError) -> UnsafeRawPointer {
    let span = layout.span(of: node, part)
    let first = span.byteOffset / DiskLayout.sectorBytes
    let needed = first..<first + span.byteCount / DiskLayout.sectorBytes
    if needed.lowerBound < windowSectors.lowerBound || needed.upperBound > windowSectors.upperBound
    {
      try fill(from: first, atLeast: needed.count)
    }
    guard let start = window.bytes.baseAddress else { preconditionFailure("the window has bytes") }
    return UnsafeRawPointer(
      start + (first - windowSectors.lowerBound) * DiskLayout.sectorBytes
        + span.offsetInPage)
  }

  /// Those neighbours of `node` that exist.
  mutating func possibleNeighbours(of node: NodeID) throws(IndexError) -> [NodeID] {
    guard let record = try recordIfSound(of: node) else { return [] }
    guard layout.packing == nil else { return layout.neighbours(in: record) ?? [] }
    let degree = record.loadUnaligned(fromByteOffset: layout.vectorBytes, as: UInt32.self)
    guard degree <= layout.width else { return [] }
    return layout.namedNeighbours(in: record).filter { Int($0) < layout.nodeCount }
  }

  private mutating func fill(from first: Int, atLeast count: Int) throws(IndexError) {
    let wanted = max(count, min(window.bytes.count / DiskLayout.sectorBytes, fileSectors - first))
    windowSectors = 0..<0
    try file.read(
      into: UnsafeMutableRawBufferPointer(
        rebasing: window.bytes[..<(wanted * DiskLayout.sectorBytes)]),
      at: first * DiskLayout.sectorBytes)
    windowSectors = first..<first + wanted
  }
}

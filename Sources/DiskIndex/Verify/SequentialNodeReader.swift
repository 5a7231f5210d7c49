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

  /// The record of `node`, or its full vector behind the graph; valid until the next call.
  ///
  /// - Throws: `IndexError.system` or `malformed` when it cannot be read.
  mutating func record(
    of node: NodeID, _ part: StoredPart = .record
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
    let record = try record(of: node)
    let degree = record.loadUnaligned(fromByteOffset: layout.vectorBytes, as: UInt32.self)
    guard degree <= layout.width else { return [] }
    return (0..<Int(degree)).compactMap { slot in
      let id = record.loadUnaligned(
        fromByteOffset: layout.vectorBytes + 4 + slot * 4, as: NodeID.self)
      return Int(id) < layout.nodeCount ? id : nil
    }
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

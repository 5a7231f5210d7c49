import VectorData

/// How nodes lie in a file of packed records: several numbers of them to a sector, found by the offsets at its
/// head, with their neighbours as gaps (docs/formats.md). A format of Beamscope's own.
///
/// Kept in memory while the index is open: which nodes begin a sector, and the table of the code.
public final class RecordPacking: Sendable, Equatable {
  /// The type of the vectors, which this format says.
  public let elementType: ElementType
  /// The largest degree a node can have.
  let width: Int
  /// How gaps are written.
  let code: GapCode
  /// Which nodes begin a sector.
  public let starts: SectorStarts
  private let table: AlignedBuffer

  /// Bytes held in memory.
  public var residentBytes: Int { starts.residentBytes + table.bytes.count }

  /// A packing of records.
  ///
  /// - Throws: `IndexError.memory`.
  init(
    elementType: ElementType, width: Int, code: GapCode, starts: SectorStarts
  ) throws(IndexError) {
    self.elementType = elementType
    self.width = width
    self.code = code
    self.starts = starts
    let entries = code.table
    table = try AlignedBuffer(byteCount: entries.count * 2, purpose: "the code of neighbours")
    let target = table.elements(of: UInt16.self)
    for (place, entry) in entries.enumerated() { target[place] = entry }
  }

  /// Whether both lay nodes out alike.
  public static func == (first: RecordPacking, second: RecordPacking) -> Bool {
    first === second
      || (first.elementType, first.width, first.code, first.starts)
        == (second.elementType, second.width, second.code, second.starts)
  }

  /// Bytes of the offsets at the head of a sector of `count` nodes: where each record begins, and where the last
  /// ends.
  static func headBytes(count: Int, elementType: ElementType) -> Int {
    let step = elementType.byteCount
    return (2 * (count + 1) + step - 1) / step * step
  }

  /// Where the record of `node` lies in its sector; `nil` where the offsets there cannot be.
  ///
  /// - Parameters:
  ///   - page: The sector.
  ///   - longest: The bytes of the longest record.
  @inline(__always)
  func span(
    of node: NodeID, in page: UnsafeRawPointer, vectorBytes: Int, longest: Int
  ) -> Range<Int>? {
    let nodes = starts.nodes(beside: node)
    let slot = Int(node) - nodes.lowerBound
    let head = Self.headBytes(count: nodes.count, elementType: elementType)
    let first = Self.offset(0, in: page)
    let start = Self.offset(slot, in: page)
    let end = Self.offset(slot + 1, in: page)
    let least = max(PackedNeighbours.wordBytes, vectorBytes + 1)
    guard first == head, start >= head, start % elementType.byteCount == 0,
      end <= DiskLayout.sectorBytes, (least...longest).contains(end - start)
    else { return nil }
    return start..<end
  }

  /// Reads the neighbours of a record; see `PackedNeighbours.unpack`.
  @inline(__always)
  func unpack(
    _ record: UnsafeRawBufferPointer, vectorBytes: Int, into target: UnsafeMutablePointer<NodeID>
  ) -> Int {
    guard let table = table.bytes.baseAddress else { preconditionFailure("a code has a table") }
    return PackedNeighbours.unpack(
      record, vectorBytes: vectorBytes, width: width, nodeCount: starts.nodeCount,
      table: UnsafePointer(table.assumingMemoryBound(to: UInt16.self)), into: target)
  }

  /// The word of the head that is number `slot`. A sector has room for all of them: no file opens whose sectors
  /// begin with fewer bytes than their nodes take.
  @inline(__always)
  private static func offset(_ slot: Int, in page: UnsafeRawPointer) -> Int {
    Int(
      UInt16(littleEndian: page.loadUnaligned(fromByteOffset: slot * 2, as: UInt16.self)))
  }
}

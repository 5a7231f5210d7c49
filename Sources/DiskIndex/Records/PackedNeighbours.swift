import VectorData

/// Neighbours as a stream of bits: the degree, then the gaps between the ids in ascending order, the first
/// counted from -1.
enum PackedNeighbours {
  /// Why a stream cannot be read.
  enum Fault: Int {
    case degree = -1
    case code = -2
    case end = -3
    case id = -4
  }

  /// Bytes that reading takes at once: no record is shorter.
  static let wordBytes = 8

  /// Bits of a degree of at most `width`.
  static func degreeBits(width: Int) -> Int { max(1, Int.bitWidth - width.leadingZeroBitCount) }

  /// Reads the neighbours behind the first `vectorBytes` of `record`, which has at least `wordBytes`, into
  /// `target`, which has `width` places.
  ///
  /// Every read stays inside the record, whatever its bits are.
  /// - Parameter table: As `GapCode.table` makes it.
  /// - Returns: the degree, or the raw value of a `Fault`.
  @inline(__always)
  static func unpack(
    _ record: UnsafeRawBufferPointer, vectorBytes: Int, width: Int, nodeCount: Int,
    table: UnsafePointer<UInt16>, into target: UnsafeMutablePointer<NodeID>
  ) -> Int {
    guard let start = record.baseAddress, record.count >= wordBytes, record.count > vectorBytes
    else { return Fault.end.rawValue }
    let lastWord = record.count &- wordBytes
    let end = record.count &* 8
    var bit = vectorBytes &* 8
    let degreeBits = degreeBits(width: width)
    let first = word(start, at: bit, lastWord)
    let degree = Int(truncatingIfNeeded: first & (1 << UInt64(degreeBits) &- 1))
    guard degree <= width else { return Fault.degree.rawValue }
    bit &+= degreeBits
    // At most 512 gaps below 2^32: no sum of them overflows.
    var next: UInt64 = 0
    for slot in 0..<degree {
      guard bit < end else { return Fault.end.rawValue }
      let bits = word(start, at: bit, lastWord)
      let entry = table[Int(truncatingIfNeeded: bits & (1 << UInt64(GapCode.longestCode) &- 1))]
      let length = UInt64(entry & 0xFF)
      let extra = UInt64(entry >> 8)
      guard length > 0 else { return Fault.code.rawValue }
      next &+= 1 &<< extra | (bits &>> length) & (1 &<< extra &- 1)
      target[slot] = NodeID(truncatingIfNeeded: next &- 1)
      bit &+= Int(truncatingIfNeeded: length &+ extra)
    }
    guard bit <= end else { return Fault.end.rawValue }
    return next <= UInt64(nodeCount) ? degree : Fault.id.rawValue
  }

  /// The bits from `bit` on, which lies in the record: at least 57 of them, or all that the record has.
  @inline(__always)
  private static func word(_ start: UnsafeRawPointer, at bit: Int, _ lastWord: Int) -> UInt64 {
    // Near the end of the record the last eight bytes are read and what lies before is shifted out.
    let byte = min(bit >> 3, lastWord)
    return UInt64(littleEndian: start.loadUnaligned(fromByteOffset: byte, as: UInt64.self))
      &>> UInt64(truncatingIfNeeded: bit &- byte &* 8)
  }
}

/// Writes bits into bytes, the first into the lowest bit of the first byte.
struct BitWriter {
  private(set) var bytes: [UInt8] = []
  private var pending: UInt64 = 0
  private var pendingCount = 0

  /// Appends the `count` lowest bits of `bits`, at most 32.
  mutating func append(_ bits: UInt32, count: Int) {
    pending |= UInt64(bits) << UInt64(pendingCount)
    pendingCount += count
    while pendingCount >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      pendingCount -= 8
    }
  }

  /// Fills the last byte with zeros.
  mutating func finish() {
    guard pendingCount > 0 else { return }
    bytes.append(UInt8(truncatingIfNeeded: pending))
    (pending, pendingCount) = (0, 0)
  }

  /// Forgets what was written and keeps the memory.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    (pending, pendingCount) = (0, 0)
  }
}

extension BitWriter {
  /// Appends `neighbours`, ascending and all different, as `PackedNeighbours` has them.
  mutating func append(
    neighbours: some Collection<NodeID>, width: Int, code: GapCode, codes: [UInt32]
  ) {
    append(UInt32(neighbours.count), count: PackedNeighbours.degreeBits(width: width))
    var next: UInt32 = 0
    for neighbour in neighbours {
      let gap = neighbour &+ 1 &- next
      let number = GapCode.gapClass(of: gap)
      append(codes[number], count: Int(code.lengths[number]))
      append(gap & (1 << UInt32(number) &- 1), count: number)
      next = neighbour &+ 1
    }
  }
}

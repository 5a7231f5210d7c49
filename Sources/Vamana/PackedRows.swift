import CVectorKernels
import VectorData

/// A copy of a matrix in the layout of the builder's kernels: rows on cache lines, padded with zeros.
///
/// int8 is shifted by +128 into unsigned bytes, which leaves L2 as it is, so both integer types share one
/// kernel. Floats that are all whole numbers within a range of 256 (SIFT descriptors are) are shifted
/// into bytes too: a quarter of the memory, and the same distances.
/// Memory: `count` times the row bytes rounded up to 64, and 8 bytes more per row of bytes.
public struct PackedRows: Sendable {
  /// Rows.
  public let count: Int
  /// Components of a row.
  public let dimension: Int
  /// The type of the rows that were copied.
  public let elementType: ElementType
  /// Bytes from one row to the next.
  public let stride: Int
  let kernels: PackedKernels
  private let rows: AlignedBuffer
  private let sums: AlignedBuffer
  /// The component that becomes byte 0; `nil` where rows stay floats.
  private let smallest: Float?

  /// Copies `matrix` with the kernels of the best CPU level not above `level`.
  ///
  /// - Parameter keepsFloats: Floats stay floats even where they could be bytes.
  /// - Throws: `IndexError.memory`; `IndexError.mismatch` for more than 33,000 integer components, whose
  ///   distances could leave 32 bits.
  public init(
    _ matrix: VectorMatrix, team: WorkerTeam, level: vk_cpu_level = vk_cpu_best(),
    keepsFloats: Bool = false
  ) throws(IndexError) {
    guard matrix.elementType == .float32 || matrix.dimension <= Self.maxIntegerDimension else {
      throw .mismatch(
        path: matrix.path, field: "dimension", expected: "at most \(Self.maxIntegerDimension)",
        found: "\(matrix.dimension)")
    }
    try self.init(
      count: matrix.count, dimension: matrix.dimension, elementType: matrix.elementType,
      smallest: matrix.elementType == .float32 && !keepsFloats
        ? ByteRange.smallestComponent(of: matrix, team: team) : nil,
      level: level)
    team.forEachChunk(count: matrix.count, chunk: 1024) { [self] range, _ in
      fill(range, from: matrix)
      // The copy is what counts from here on.
      matrix.releasePages(of: range)
    }
  }

  /// A copy of `matrix` as `preparation` makes its rows ready for a metric: floats.
  ///
  /// - Throws: `IndexError.memory`.
  init(
    _ matrix: VectorMatrix, preparedBy preparation: MetricPreparation, team: WorkerTeam
  ) throws(IndexError) {
    try self.init(
      count: matrix.count, dimension: preparation.preparedDimension, elementType: .float32)
    team.forEachChunk(count: matrix.count, chunk: 1024) { [self] range, _ in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: dimension) { memory in
        guard let prepared = memory.baseAddress else { return }
        for row in range {
          preparation.prepareRow(matrix.row(row), matrix.elementType, into: prepared)
          store(prepared, at: row)
        }
      }
    }
  }

  /// Room for `count` rows that are stored later; floats become bytes from `smallest` on where it is given.
  ///
  /// - Throws: `IndexError.memory`.
  init(
    count: Int, dimension: Int, elementType: ElementType, smallest: Float? = nil,
    level: vk_cpu_level = vk_cpu_best()
  ) throws(IndexError) {
    self.count = count
    self.dimension = dimension
    self.elementType = elementType
    switch elementType {
    case .float32: self.smallest = smallest
    case .int8: self.smallest = -128
    case .uint8: self.smallest = 0
    }
    let isFloat = self.smallest == nil
    stride = (dimension * (isFloat ? 4 : 1) + 63) & ~63
    // Short rows grow by their padding: a small file must not ask for more than there is.
    let available = MemoryLimits.availableBytes()
    guard UInt64(count) * UInt64(stride + 8) < available else {
      throw .memory(
        purpose: "vectors", neededBytes: UInt64(count) * UInt64(stride + 8),
        availableBytes: available)
    }
    rows = try AlignedBuffer(byteCount: count * stride, purpose: "vectors")
    sums = try AlignedBuffer(byteCount: isFloat ? 0 : count * 8, purpose: "vector norms")
    kernels = PackedKernels(
      table: vk_packed_kernels_at(level).pointee, isFloat: isFloat, rows: rows, sums: sums,
      count: count, stride: stride)
  }

  /// The largest dimension for which integer distances are exact in 32 bits.
  public static let maxIntegerDimension = 33_000

  /// Squared L2 of two rows, with the bits that searches and prunes see.
  public func distance(_ a: NodeID, _ b: NodeID) -> Float {
    var result: Float = 0
    withUnsafeTemporaryAllocation(byteCount: stride, alignment: 64) { room in
      guard let query = room.baseAddress else { return }
      let square = prepareQuery(row: a, into: query)
      withUnsafePointer(to: b) { kernels.distances(query, square, $0, 1, &result) }
    }
    return result
  }

  /// Squared L2 of row `node` to each of `others`, the same bits.
  public func distances(from node: NodeID, to others: [NodeID]) -> [Float] {
    [Float](unsafeUninitializedCapacity: others.count) { distances, filled in
      filled = others.count
      guard let start = distances.baseAddress else { return }
      withUnsafeTemporaryAllocation(byteCount: stride, alignment: 64) { room in
        guard let query = room.baseAddress else { return }
        let square = prepareQuery(row: node, into: query)
        kernels.distances(query, square, others, others.count, start)
      }
    }
  }

  /// Writes row `node` as a query for the kernels to `query` (`stride` bytes) and returns its square sum.
  func prepareQuery(row node: NodeID, into query: UnsafeMutableRawPointer) -> Int32 {
    precondition(Int(node) < count, "row out of range")
    let row = rows.bytes.baseAddress.map { $0 + Int(node) * stride }
    guard let row else { return 0 }
    guard let squares = kernels.squares else {
      query.copyMemory(from: row, byteCount: stride)
      return 0
    }
    var offset = 0
    while offset < stride {
      let word = row.load(fromByteOffset: offset, as: UInt64.self)
      query.storeBytes(of: word ^ 0x8080_8080_8080_8080, toByteOffset: offset, as: UInt64.self)
      offset += 8
    }
    return squares[Int(node)]
  }

  /// Whether every component of `vector` (of the element type) has a place in these rows: floats outside of
  /// a range of bytes do not.
  func holds(_ vector: UnsafeRawPointer) -> Bool {
    guard elementType == .float32, let smallest else { return true }
    for column in 0..<dimension {
      let value = vector.loadUnaligned(fromByteOffset: 4 * column, as: Float.self) - smallest
      guard value >= 0, value <= 255, value == value.rounded(.towardZero) else { return false }
    }
    return true
  }

  /// Writes `vector` (of the element type, held by these rows) as a query for the kernels to `query`
  /// (`stride` bytes) and returns its square sum.
  func prepareQuery(_ vector: UnsafeRawPointer, into query: UnsafeMutableRawPointer) -> Int32 {
    guard smallest != nil else {
      query.copyMemory(from: vector, byteCount: dimension * 4)
      (query + dimension * 4).initializeMemory(
        as: UInt8.self, repeating: 0, count: stride - dimension * 4)
      return 0
    }
    let bytes = query.assumingMemoryBound(to: UInt8.self)
    pack(vector, into: bytes)
    var square: Int32 = 0
    for column in 0..<dimension {
      square &+= Int32(bytes[column]) &* Int32(bytes[column])
      bytes[column] ^= 0x80
    }
    // Rows end in zeros, so whatever a query has there adds nothing.
    for column in dimension..<stride { bytes[column] = 0 }
    return square
  }

  /// Puts `vector` (of the element type, held by these rows) into row `row`, which nobody reads meanwhile.
  func store(_ vector: UnsafeRawPointer, at row: Int) {
    precondition(row >= 0 && row < count, "row out of range")
    guard let target = rows.bytes.baseAddress else { return }
    let start = target + row * stride
    guard smallest != nil else {
      start.copyMemory(from: vector, byteCount: dimension * 4)
      return
    }
    let bytes = start.assumingMemoryBound(to: UInt8.self)
    pack(vector, into: bytes)
    fillSums(of: row, bytes: bytes)
  }

  /// Copies row `row` to `vector` in the element type, without padding.
  func copy(_ row: Int, to vector: UnsafeMutableRawPointer) {
    precondition(row >= 0 && row < count, "row out of range")
    precondition(elementType != .float32 || smallest == nil, "floats became bytes")
    guard let source = rows.bytes.baseAddress.map({ $0 + row * stride }) else { return }
    vector.copyMemory(from: source, byteCount: dimension * elementType.byteCount)
    guard elementType == .int8 else { return }
    let bytes = vector.assumingMemoryBound(to: UInt8.self)
    for column in 0..<dimension { bytes[column] ^= 0x80 }
  }

  /// Copies the rows of `range` to those of `other`, packed alike, from `place` on.
  func copy(_ range: Range<Int>, to other: PackedRows, at place: Int) {
    precondition(
      other.stride == stride && other.smallest == smallest && other.elementType == elementType
        && range.upperBound <= count && place + range.count <= other.count,
      "rows that are packed alike and have room")
    guard let source = rows.bytes.baseAddress, let target = other.rows.bytes.baseAddress else {
      return
    }
    (target + place * stride).copyMemory(
      from: source + range.lowerBound * stride, byteCount: range.count * stride)
    guard smallest != nil else { return }
    let (sums, otherSums) = (sums.elements(of: Int32.self), other.sums.elements(of: Int32.self))
    for offset in 0..<range.count {
      let (from, to) = (range.lowerBound + offset, place + offset)
      otherSums[to] = sums[from]
      otherSums[other.count + to] = sums[count + from]
    }
  }

  private func fill(_ range: Range<Int>, from matrix: VectorMatrix) {
    for row in range { store(matrix.row(row), at: row) }
  }

  /// The unsigned bytes of `vector`.
  @inline(__always)
  private func pack(_ vector: UnsafeRawPointer, into bytes: UnsafeMutablePointer<UInt8>) {
    guard elementType != .float32 else {
      let smallest = smallest ?? 0
      for column in 0..<dimension {
        let value = vector.loadUnaligned(fromByteOffset: 4 * column, as: Float.self)
        bytes[column] = UInt8(value - smallest)
      }
      return
    }
    UnsafeMutableRawPointer(bytes).copyMemory(from: vector, byteCount: dimension)
    guard elementType == .int8 else { return }
    for column in 0..<dimension { bytes[column] ^= 0x80 }
  }

  private func fillSums(of row: Int, bytes: UnsafePointer<UInt8>) {
    var sum: Int32 = 0
    var square: Int32 = 0
    var column = 0
    // No range: one would be most of the time in which a debug build packs rows.
    while column < dimension {
      let byte = Int32(bytes[column])
      sum &+= byte
      square &+= byte &* byte
      column &+= 1
    }
    let target = sums.elements(of: Int32.self)
    target[row] = square
    target[count + row] = square &- 256 &* sum
  }
}

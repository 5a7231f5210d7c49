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
  /// - Throws: `IndexError.memory`; `IndexError.mismatch` for more than 33,000 integer components, whose
  ///   distances could leave 32 bits.
  public init(_ matrix: VectorMatrix, team: WorkerTeam, level: vk_cpu_level = vk_cpu_best())
    throws(IndexError)
  {
    count = matrix.count
    dimension = matrix.dimension
    elementType = matrix.elementType
    guard matrix.elementType == .float32 || matrix.dimension <= Self.maxIntegerDimension else {
      throw .mismatch(
        path: matrix.path, field: "dimension", expected: "at most \(Self.maxIntegerDimension)",
        found: "\(matrix.dimension)")
    }
    switch matrix.elementType {
    case .float32: smallest = ByteRange.smallestComponent(of: matrix, team: team)
    case .int8: smallest = -128
    case .uint8: smallest = 0
    }
    let isFloat = smallest == nil
    stride = (matrix.dimension * (isFloat ? 4 : 1) + 63) & ~63
    rows = try AlignedBuffer(byteCount: matrix.count * stride, purpose: "vectors")
    sums = try AlignedBuffer(byteCount: isFloat ? 0 : matrix.count * 8, purpose: "vector norms")
    kernels = PackedKernels(
      table: vk_packed_kernels_at(level).pointee, isFloat: isFloat, rows: rows, sums: sums,
      count: matrix.count, stride: stride)
    team.forEachChunk(count: matrix.count, chunk: 1024) { [self] range, _ in
      fill(range, from: matrix)
    }
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

  private func fill(_ range: Range<Int>, from matrix: VectorMatrix) {
    guard let target = rows.bytes.baseAddress else { return }
    for row in range {
      let start = target + row * stride
      guard let smallest else {
        start.copyMemory(from: matrix.row(row), byteCount: matrix.rowBytes)
        continue
      }
      let bytes = start.assumingMemoryBound(to: UInt8.self)
      if matrix.elementType == .float32 {
        let floats = matrix.row(row)
        for column in 0..<matrix.dimension {
          let value = floats.loadUnaligned(fromByteOffset: 4 * column, as: Float.self)
          bytes[column] = UInt8(value - smallest)
        }
      } else {
        start.copyMemory(from: matrix.row(row), byteCount: matrix.rowBytes)
        let shift: UInt8 = matrix.elementType == .int8 ? 0x80 : 0
        for column in 0..<matrix.dimension { bytes[column] ^= shift }
      }
      fillSums(of: row, bytes: bytes)
    }
  }

  private func fillSums(of row: Int, bytes: UnsafePointer<UInt8>) {
    var sum: Int32 = 0
    var square: Int32 = 0
    for column in 0..<dimension {
      let byte = Int32(bytes[column])
      sum &+= byte
      square &+= byte &* byte
    }
    let target = sums.elements(of: Int32.self)
    target[row] = square
    target[count + row] = square &- 256 &* sum
  }
}

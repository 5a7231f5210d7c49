import VectorData

/// One code of `chunkCount` bytes per vector: what a search keeps in memory (DiskANN's
/// `_pq_compressed.bin`).
public struct PQCodes: Sendable {
  /// Vectors.
  public let count: Int
  /// Bytes per vector.
  public let chunkCount: Int
  /// The codes as rows of bytes: what the nodes of a disk-PQ index hold.
  public let matrix: VectorMatrix

  /// Codes that lie in memory as a matrix of bytes without padding.
  public init(matrix: VectorMatrix) {
    precondition(matrix.elementType == .uint8 && matrix.rowStride == matrix.dimension)
    count = matrix.count
    chunkCount = matrix.dimension
    self.matrix = matrix
  }

  /// Codes that fill `memory` from its start.
  init(count: Int, chunkCount: Int, path: String, memory: AlignedBuffer) {
    precondition(memory.bytes.count == count * chunkCount, "codes have no padding")
    guard let start = memory.bytes.baseAddress else { preconditionFailure("codes are never empty") }
    self.init(
      matrix: VectorMatrix(
        count: count, dimension: chunkCount, elementType: .uint8, path: path, start: start,
        owner: memory))
  }

  /// Code j of point i is at `i * chunkCount + j`; valid while this value lives.
  public var baseAddress: UnsafePointer<UInt8> {
    matrix.baseAddress.assumingMemoryBound(to: UInt8.self)
  }

  /// The bytes of all codes.
  public var byteCount: Int { count * chunkCount }

  /// The code of vector `index`, `chunkCount` bytes; valid while this value lives.
  public func code(of index: Int) -> UnsafePointer<UInt8> {
    matrix.row(index).assumingMemoryBound(to: UInt8.self)
  }
}

import VectorData

/// One code of `chunkCount` bytes per vector: what a search keeps in memory (DiskANN's `_pq_compressed.bin`).
public struct PQCodes: Sendable {
  /// Vectors.
  public let count: Int
  /// Bytes per vector.
  public let chunkCount: Int
  private let matrix: VectorMatrix

  /// Codes that lie in memory as a matrix of bytes without padding.
  public init(matrix: VectorMatrix) {
    precondition(matrix.elementType == .uint8 && matrix.rowStride == matrix.dimension)
    count = matrix.count
    chunkCount = matrix.dimension
    self.matrix = matrix
  }

  /// Code j of point i is at `i * chunkCount + j`; valid while this value lives.
  public var baseAddress: UnsafePointer<UInt8> {
    matrix.baseAddress.assumingMemoryBound(to: UInt8.self)
  }
}

import VectorData

/// A product quantizer with 256 centres per chunk of dimensions (Jégou et al. 2011; DiskANN's `_pq_pivots.bin`).
public struct ProductQuantizer: Sendable, Equatable {
  /// Centres per chunk; DiskANN's files hold exactly 256.
  public static let centreCount = 256
  /// Components of the vectors it encodes.
  public let dimension: Int
  /// `chunkCount + 1` column numbers: chunk j owns columns `chunkOffsets[j] ..< chunkOffsets[j + 1]`.
  public let chunkOffsets: [Int]
  /// `[256][dimension]`: row c is centre c over all dimensions.
  public let pivots: [Float]
  /// What is subtracted from every vector first, `[dimension]`.
  public let centroid: [Float]

  /// Bytes of one code.
  public var chunkCount: Int { chunkOffsets.count - 1 }

  /// Puts a quantizer together from its parts.
  public init(dimension: Int, chunkOffsets: [Int], pivots: [Float], centroid: [Float]) {
    precondition(
      chunkOffsets.first == 0 && chunkOffsets.last == dimension, "chunks cover all columns")
    precondition(pivots.count == Self.centreCount * dimension && centroid.count == dimension)
    self.dimension = dimension
    self.chunkOffsets = chunkOffsets
    self.pivots = pivots
    self.centroid = centroid
  }

  /// Fills `table`, `[chunkCount][256]`, with the squared L2 between each centre and its part of `query`
  /// (`dimension` floats, not yet centred). O(256 · dimension).
  public func fillDistanceTable(
    query: UnsafePointer<Float>, into table: UnsafeMutablePointer<Float>
  ) {
    for chunk in 0..<chunkCount {
      for centre in 0..<Self.centreCount {
        var sum: Float = 0
        for column in chunkOffsets[chunk]..<chunkOffsets[chunk + 1] {
          let difference =
            pivots[centre * dimension + column] - (query[column] - centroid[column])
          sum += difference * difference
        }
        table[chunk * Self.centreCount + centre] = sum
      }
    }
  }
}

import CVectorKernels
import VectorData

/// A product quantizer with 256 centres per chunk of dimensions (Jégou et al. 2011; DiskANN's
/// `_pq_pivots.bin`).
///
/// A vector becomes one byte per chunk: the number of the centre that is nearest to the vector's part in
/// the chunk's columns, after `centroid` was subtracted and `rotation` applied.
public struct ProductQuantizer: Sendable {
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
  /// `[dimension][dimension]`, orthogonal: what is encoded is the row vector (x − `centroid`) · `rotation`
  /// (optimized product quantization, Ge et al. 2013). `nil` where nothing is rotated.
  public var rotation: [Float]? { turn?.matrix }
  /// `rotation`, ready to be applied.
  let turn: Rotation?
  private let pivotColumns: PivotColumns

  /// Bytes that it holds in memory: pivots and rotation, each in two orders.
  public var residentBytes: Int { (pivots.count + (turn?.matrix.count ?? 0)) * 8 }

  /// Bytes of one code.
  public var chunkCount: Int { chunkOffsets.count - 1 }

  /// The columns that chunk `chunk` owns.
  public func columns(ofChunk chunk: Int) -> Range<Int> {
    chunkOffsets[chunk]..<chunkOffsets[chunk + 1]
  }

  /// Puts a quantizer together from its parts.
  public init(
    dimension: Int, chunkOffsets: [Int], pivots: [Float], centroid: [Float],
    rotation: [Float]? = nil
  ) {
    precondition(
      chunkOffsets.first == 0 && chunkOffsets.last == dimension
        && zip(chunkOffsets, chunkOffsets.dropFirst()).allSatisfy(<),
      "chunks cover all columns and none is empty")
    precondition(pivots.count == Self.centreCount * dimension && centroid.count == dimension)
    precondition(rotation.map { $0.count == dimension * dimension } ?? true)
    self.dimension = dimension
    self.chunkOffsets = chunkOffsets
    self.pivots = pivots
    self.centroid = centroid
    turn = rotation.map { Rotation(matrix: $0, dimension: dimension) }
    pivotColumns = PivotColumns(pivots: pivots, dimension: dimension)
  }

  /// DiskANN's split of columns: the first `dimension mod chunkCount` chunks are one column wider.
  public static func chunkOffsets(dimension: Int, chunkCount: Int) -> [Int] {
    precondition(chunkCount >= 1 && chunkCount <= dimension, "every chunk has a column")
    let (width, wider) = dimension.quotientAndRemainder(dividingBy: chunkCount)
    return (0...chunkCount).map { $0 * width + min($0, wider) }
  }

  /// Fills `table`, `[chunkCount][256]`, with the squared L2 between each centre and its part of `query`
  /// (`dimension` floats, neither centred nor rotated). O(256 · dimension), and dimension² to rotate.
  public func fillDistanceTable(
    query: UnsafePointer<Float>, into table: UnsafeMutablePointer<Float>
  ) {
    let fill = vk_kmeans_kernels_at(vk_cpu_best()).pointee.fill_table
    let pivotColumns = pivotColumns.start
    withUnsafeTemporaryAllocation(of: Float.self, capacity: dimension) { prepared in
      guard let prepared = prepared.baseAddress else { return }
      prepare(query, into: prepared)
      for chunk in 0..<chunkCount {
        let columns = columns(ofChunk: chunk)
        let first = columns.lowerBound
        fill(
          pivotColumns + first * Self.centreCount, prepared + first, columns.count,
          table + chunk * Self.centreCount)
      }
    }
  }

  /// What is encoded for `vector`: centred and rotated, `dimension` floats into other memory.
  func prepare(_ vector: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
    guard let turn else {
      for column in 0..<dimension { target[column] = vector[column] - centroid[column] }
      return
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: dimension) { centred in
      guard let centred = centred.baseAddress else { return }
      for column in 0..<dimension { centred[column] = vector[column] - centroid[column] }
      turn.apply(centred, into: target)
    }
  }

  /// The vector that `code` (`chunkCount` bytes) stands for, into `vector` (`dimension` floats).
  public func reconstruct(
    code: UnsafePointer<UInt8>, into vector: UnsafeMutablePointer<Float>
  ) {
    for chunk in 0..<chunkCount {
      let row = Int(code[chunk]) * dimension
      for column in columns(ofChunk: chunk) { vector[column] = pivots[row + column] }
    }
    if let turn {
      withUnsafeTemporaryAllocation(of: Float.self, capacity: dimension) { rotated in
        guard let rotated = rotated.baseAddress else { return }
        rotated.initialize(from: vector, count: dimension)
        turn.undo(rotated, into: vector)
      }
    }
    for column in 0..<dimension { vector[column] += centroid[column] }
  }
}

extension ProductQuantizer: Equatable {
  /// Whether both encode and measure alike, bit for bit.
  public static func == (one: ProductQuantizer, other: ProductQuantizer) -> Bool {
    one.dimension == other.dimension && one.chunkOffsets == other.chunkOffsets
      && one.pivots == other.pivots && one.centroid == other.centroid
      && one.rotation == other.rotation
  }
}

/// The pivots once more, column by column (`[dimension][256]`): a distance table is filled with whole
/// vectors of centres, and no cache line is loaded in halves.
private final class PivotColumns: @unchecked Sendable {
  // Sendable: the memory is written in init only, before any other thread can have this object,
  // and lives until deinit.
  let start: UnsafePointer<Float>
  private let memory: UnsafeMutableRawPointer

  init(pivots: [Float], dimension: Int) {
    let centreCount = ProductQuantizer.centreCount
    memory = .allocate(byteCount: pivots.count * 4, alignment: 64)
    let columns = memory.bindMemory(to: Float.self, capacity: pivots.count)
    for centre in 0..<centreCount {
      for column in 0..<dimension {
        columns[column * centreCount + centre] = pivots[centre * dimension + column]
      }
    }
    start = UnsafePointer(columns)
  }

  deinit { memory.deallocate() }
}

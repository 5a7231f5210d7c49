import CVectorKernels
import VectorData

extension ProductQuantizer {
  private static let rowsPerBlock = 4 * ChunkKMeans.tilePoints

  /// The code of every row of `matrix`: in each chunk the number of the nearest centre, the lowest on ties.
  ///
  /// The result does not depend on the team. Pages of a mapped matrix leave the memory of the process as soon
  /// as they are encoded. O(256 · rows · dimension).
  ///
  /// - Throws: `IndexError.mismatch` when the rows have another dimension, `memory`, `cancelled`.
  public func encode(
    _ matrix: VectorMatrix, team: WorkerTeam, control: JobControl
  ) throws(IndexError) -> PQCodes {
    guard matrix.dimension == dimension else {
      throw .mismatch(
        path: matrix.path, field: "dimension", expected: "\(dimension) as the quantizer has",
        found: "\(matrix.dimension)")
    }
    let memory = try AlignedBuffer(byteCount: matrix.count * chunkCount, purpose: "PQ codes")
    let encoder = BlockEncoder(quantizer: self, matrix: matrix)
    let counter = JobCounter(
      control: control, phase: "encode", total: matrix.count, unit: "vectors")
    team.forEachChunk(count: matrix.count, chunk: Self.rowsPerBlock) { rows, _ in
      guard !control.isCancelled else { return }
      encoder.encode(rows, into: memory.elements(of: UInt8.self))
      matrix.releasePages(of: rows)
      counter.add(rows.count)
    }
    try control.checkCancelled()
    return PQCodes(
      count: matrix.count, chunkCount: chunkCount, path: matrix.path, memory: memory)
  }

  /// Half of the squared length of each centre of a chunk, `[256][dimension]`.
  static func halfNorms(_ centres: [Float], dimension: Int) -> [Float] {
    (0..<centreCount).map { centre in
      var sum = 0.0
      for value in centres[centre * dimension..<(centre + 1) * dimension] {
        sum += Double(value) * Double(value)
      }
      return Float(sum / 2)
    }
  }
}

/// The centres of all chunks in the layout of the kernels, for encoding blocks of rows.
private struct BlockEncoder: Sendable {
  let quantizer: ProductQuantizer
  let matrix: VectorMatrix
  /// Of each chunk: `[256][columns]`, and half of each centre's squared length.
  let centres: [[Float]]
  let halfNorms: [[Float]]
  let kernels = vk_kmeans_kernels_at(vk_cpu_best()).pointee

  init(quantizer: ProductQuantizer, matrix: VectorMatrix) {
    self.quantizer = quantizer
    self.matrix = matrix
    centres = (0..<quantizer.chunkCount).map { chunk in
      let columns = quantizer.columns(ofChunk: chunk)
      return (0..<ProductQuantizer.centreCount).flatMap { centre -> ArraySlice<Float> in
        let row = centre * quantizer.dimension
        return quantizer.pivots[row + columns.lowerBound..<row + columns.upperBound]
      }
    }
    halfNorms = centres.map { centres in
      ProductQuantizer.halfNorms(
        centres, dimension: centres.count / ProductQuantizer.centreCount)
    }
  }

  /// Chunk by chunk, so that the centres of a chunk stay in the cache for the whole block.
  func encode(_ rows: Range<Int>, into codes: UnsafeMutableBufferPointer<UInt8>) {
    if let turn = quantizer.turn { return encodeRotated(rows, by: turn, into: codes) }
    let source = TileSource(
      start: matrix.baseAddress + rows.lowerBound * matrix.rowStride, rowStride: matrix.rowStride,
      elementType: matrix.elementType, mean: quantizer.centroid)
    encode(rows, from: source, into: codes)
  }

  private func encodeRotated(
    _ rows: Range<Int>, by turn: Rotation, into codes: UnsafeMutableBufferPointer<UInt8>
  ) {
    let dimension = quantizer.dimension
    var centred = [Float](repeating: 0, count: rows.count * dimension)
    var rotated = centred
    centred.withUnsafeMutableBufferPointer { centred in
      guard var target = centred.baseAddress else { return }
      for row in rows {
        VectorMatrix.convert(matrix.row(row), matrix.elementType, dimension, into: target)
        for column in 0..<dimension { target[column] -= quantizer.centroid[column] }
        target += dimension
      }
    }
    turn.apply(toRows: &centred, count: rows.count, into: &rotated)
    rotated.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      let source = TileSource(
        start: start, rowStride: dimension * 4, elementType: .float32,
        mean: [Float](repeating: 0, count: dimension))
      encode(rows, from: source, into: codes)
    }
  }

  private func encode(
    _ rows: Range<Int>, from source: TileSource, into codes: UnsafeMutableBufferPointer<UInt8>
  ) {
    let tilePoints = ChunkKMeans.tilePoints
    let chunkCount = quantizer.chunkCount
    var nearest = [UInt8](repeating: 0, count: tilePoints)
    for chunk in 0..<chunkCount {
      let columns = quantizer.columns(ofChunk: chunk)
      let mean = Array(source.mean[columns])
      var tile = [Float](repeating: 0, count: tilePoints * columns.count)
      for start in stride(from: 0, to: rows.count, by: tilePoints) {
        let count = min(tilePoints, rows.count - start)
        let place =
          source.start + start * source.rowStride
          + columns.lowerBound * source.elementType.byteCount
        vk_fill_tile(
          place, source.rowStride, source.elementType.kernelElement, nil, count, columns.count,
          mean, &tile)
        kernels.find_nearest(tile, columns.count, centres[chunk], halfNorms[chunk], &nearest)
        for point in 0..<count {
          codes[(rows.lowerBound + start + point) * chunkCount + chunk] = nearest[point]
        }
      }
    }
  }
}

/// Rows to make tiles of, and what is subtracted from each.
private struct TileSource {
  let start: UnsafeRawPointer
  let rowStride: Int
  let elementType: ElementType
  let mean: [Float]
}

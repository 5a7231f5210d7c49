import VectorData

extension ProductQuantizer {
  /// The most vectors that training looks at; DiskANN's number.
  public static let trainingSampleLimit = 256_000

  /// Trains a quantizer with `chunkCount` bytes per code: seeded k-means++ and at most 12 Lloyd rounds per
  /// chunk, on all rows or on a sample of `sampleLimit`.
  ///
  /// The result depends on the data, the seed and the kernels' level, not on the team. Fewer than 256 rows
  /// will do. A chunk is one worker's work; the memory is 4 · (columns of a chunk) bytes per row of the
  /// sample and worker. O(256 · rows · dimension · rounds).
  ///
  /// - Parameter isCentred: Whether the mean is subtracted first, as DiskANN does for L2 (not for inner
  ///   products, whose transformed vectors it leaves where they are).
  /// - Parameter releasesPages: Whether pages of a mapped matrix leave the memory of the process as soon as the
  ///   columns of a chunk have been read from them: they are faulted in again for each chunk.
  /// - Throws: `IndexError.parameter` when `chunkCount` is not in 1 … min(dimension, 512), `memory`,
  ///   `cancelled`.
  public static func train(
    on matrix: VectorMatrix, chunkCount: Int, seed: UInt64,
    sampleLimit: Int = ProductQuantizer.trainingSampleLimit, isCentred: Bool = true,
    releasesPages: Bool = false, team: WorkerTeam, control: JobControl
  ) throws(IndexError) -> ProductQuantizer {
    precondition(matrix.count > 0 && sampleLimit > 0, "training needs rows")
    try requireChunkCount(chunkCount, dimension: matrix.dimension)
    var generator = SeededGenerator(seed: seed)
    let sample = TrainingSample(
      total: matrix.count, limit: sampleLimit, generator: &generator)
    let offsets = chunkOffsets(dimension: matrix.dimension, chunkCount: chunkCount)
    let centres = try trainChunks(
      offsets, on: matrix, sample: sample, seed: seed, isCentred: isCentred,
      releasesPages: releasesPages, team: team, control: control)
    return assemble(centres, offsets: offsets, dimension: matrix.dimension)
  }

  /// - Throws: `IndexError.parameter` when codes of vectors cannot have so many bytes.
  static func requireChunkCount(_ chunkCount: Int, dimension: Int) throws(IndexError) {
    let highest = min(dimension, PQBudget.maximumChunkCount)
    guard (1...highest).contains(chunkCount) else {
      throw .parameter(
        name: "--pq-bytes", expected: "1 to \(highest) for vectors of \(dimension)",
        found: "\(chunkCount)")
    }
  }

  private static func trainChunks(
    _ offsets: [Int], on matrix: VectorMatrix, sample: TrainingSample, seed: UInt64,
    isCentred: Bool, releasesPages: Bool, team: WorkerTeam, control: JobControl
  ) throws(IndexError) -> [TrainedChunk] {
    let chunkCount = offsets.count - 1
    var scratch: [ChunkKMeans] = []
    for _ in 0..<min(team.workerCount, chunkCount) {
      scratch.append(
        try ChunkKMeans(
          matrix: matrix, sample: sample, widestChunk: offsets[1], releasesPages: releasesPages))
    }
    let counter = JobCounter(
      control: control, phase: "train PQ", total: chunkCount * ChunkKMeans.stepLimit,
      unit: "rounds")
    let trained = TrainedChunks<TrainedChunk>(count: chunkCount)
    let workers = scratch
    team.forEachChunk(count: chunkCount, chunk: 1) { range, worker in
      for chunk in range where !control.isCancelled {
        var generator = SeededGenerator(seed: seed, stream: UInt64(chunk) + 1)
        let (centres, mean) = workers[worker].train(
          columns: offsets[chunk]..<offsets[chunk + 1], isCentred: isCentred,
          generator: &generator
        ) { steps in
          counter.add(steps)
          return !control.isCancelled
        }
        trained.set(TrainedChunk(centres: centres, mean: mean), of: chunk)
      }
    }
    try control.checkCancelled()
    return trained.all
  }

  private static func assemble(
    _ chunks: [TrainedChunk], offsets: [Int], dimension: Int
  ) -> ProductQuantizer {
    ProductQuantizer(
      dimension: dimension, chunkOffsets: offsets,
      pivots: pivots(chunks.map(\.centres), offsets: offsets, dimension: dimension),
      centroid: chunks.flatMap(\.mean))
  }

  /// `[256][dimension]` out of the centres of each chunk, `[256][columns]`.
  static func pivots(_ centres: [[Float]], offsets: [Int], dimension: Int) -> [Float] {
    var pivots = [Float](repeating: 0, count: centreCount * dimension)
    for (chunk, centres) in centres.enumerated() {
      let width = offsets[chunk + 1] - offsets[chunk]
      for centre in 0..<centreCount {
        let row = centre * dimension + offsets[chunk]
        pivots.replaceSubrange(
          row..<row + width, with: centres[centre * width..<(centre + 1) * width])
      }
    }
    return pivots
  }
}

/// What training gives for one chunk: `[256][columns]` centres and the mean of each column.
private struct TrainedChunk: Sendable {
  let centres: [Float]
  let mean: [Float]
}

import VectorData

extension ProductQuantizer {
  /// The most vectors that a rotation is trained on.
  public static let rotationSampleLimit = 65_536

  /// Trains a quantizer with a rotation in front: optimized product quantization (Ge et al. 2013, without
  /// assumptions on the distribution). In turn, the codes for the rotation at hand and the rotation for the
  /// codes at hand are made as good as they can be, starting from no rotation.
  ///
  /// The mean is subtracted before the rotation. The result depends on the data, the seed and the kernels'
  /// level, not on the team. Memory: two copies of the sample as floats, at most 64 MiB each.
  /// O(rounds · dimension · (sample · (2 · dimension + 512) + 30 · dimension²)).
  ///
  /// - Throws: as `train`.
  public static func trainRotated(
    on matrix: VectorMatrix, chunkCount: Int, seed: UInt64,
    sampleLimit: Int = ProductQuantizer.rotationSampleLimit, team: WorkerTeam,
    control: JobControl
  ) throws(IndexError) -> ProductQuantizer {
    try requireChunkCount(chunkCount, dimension: matrix.dimension)
    let training = try RotationTraining(
      matrix, chunkCount: chunkCount, seed: seed, sampleLimit: sampleLimit, team: team,
      control: control)
    return try training.run()
  }
}

/// The alternating optimization of one quantizer.
private struct RotationTraining {
  /// DiskANN's number of rounds.
  static let roundLimit = 20
  /// A sample of 64 MiB is enough to see how columns belong together.
  static let sampleFloatLimit = 1 << 24

  let dimension: Int
  let offsets: [Int]
  let seed: UInt64
  let team: WorkerTeam
  let control: JobControl
  let sample: RotationSample
  let counter: JobCounter

  init(
    _ matrix: VectorMatrix, chunkCount: Int, seed: UInt64, sampleLimit: Int, team: WorkerTeam,
    control: JobControl
  ) throws(IndexError) {
    precondition(matrix.count > 0 && sampleLimit > 0, "training needs rows")
    dimension = matrix.dimension
    offsets = ProductQuantizer.chunkOffsets(dimension: dimension, chunkCount: chunkCount)
    self.seed = seed
    self.team = team
    self.control = control
    var generator = SeededGenerator(seed: seed)
    let fitting = max(Self.sampleFloatLimit / dimension, ProductQuantizer.centreCount)
    let rows = TrainingSample(
      total: matrix.count, limit: min(sampleLimit, fitting), generator: &generator)
    sample = try RotationSample(matrix, rows)
    counter = JobCounter(
      control: control, phase: "train OPQ", total: (Self.roundLimit + 1) * chunkCount,
      unit: "chunks")
  }

  func run() throws(IndexError) -> ProductQuantizer {
    let nearest = try NearestRotation(dimension: dimension)
    var rotation = Self.unit(dimension)
    var centres: [[Float]] = []
    for _ in 0..<Self.roundLimit {
      sample.rotate(by: rotation, team: team)
      centres = try optimizeCodes(from: centres)
      rotation = try nearest.find(
        sample.correlation(team: team), near: rotation, team: team, control: control)
    }
    sample.rotate(by: rotation, team: team)
    centres = try refine(centres)
    return ProductQuantizer(
      dimension: dimension, chunkOffsets: offsets,
      pivots: ProductQuantizer.pivots(centres, offsets: offsets, dimension: dimension)
        .map { $0 * sample.scale },
      centroid: sample.mean, rotation: rotation)
  }

  private static func unit(_ dimension: Int) -> [Float] {
    var matrix = [Float](repeating: 0, count: dimension * dimension)
    for row in 0..<dimension { matrix[row * (dimension + 1)] = 1 }
    return matrix
  }

  // MARK: Codes

  /// One round of k-means on each chunk of the rotated sample, whose rows then become what their codes stand
  /// for.
  private func optimizeCodes(from centres: [[Float]]) throws(IndexError) -> [[Float]] {
    let (offsets, seed, sample) = (offsets, seed, sample)
    return try forEachChunk { worker, chunk in
      let columns = offsets[chunk]..<offsets[chunk + 1]
      var generator = SeededGenerator(seed: seed, stream: UInt64(chunk) + 1)
      var own =
        centres.isEmpty
        ? worker.seed(columns: columns, generator: &generator) : centres[chunk]
      worker.refine(&own, columns: columns, roundLimit: 1)
      var codes = [UInt8](repeating: 0, count: sample.count)
      worker.assign(to: own, into: &codes)
      sample.replace(columns, by: own, codes: codes)
      return own
    }
  }

  /// The rounds that plain training does, from `centres` on.
  private func refine(_ centres: [[Float]]) throws(IndexError) -> [[Float]] {
    let offsets = offsets
    return try forEachChunk { worker, chunk in
      var own = centres[chunk]
      worker.refine(
        &own, columns: offsets[chunk]..<offsets[chunk + 1], roundLimit: ChunkKMeans.roundLimit)
      return own
    }
  }

  private func forEachChunk(
    _ body: @Sendable (_ worker: ChunkKMeans, _ chunk: Int) -> [Float]
  ) throws(IndexError) -> [[Float]] {
    let chunkCount = offsets.count - 1
    let all = TrainingSample(count: sample.count)
    var scratch: [ChunkKMeans] = []
    for _ in 0..<min(team.workerCount, chunkCount) {
      scratch.append(
        try ChunkKMeans(matrix: sample.rotatedMatrix, sample: all, widestChunk: offsets[1]))
    }
    let workers = scratch
    let results = TrainedChunks<[Float]>(count: chunkCount)
    let (control, counter) = (control, counter)
    team.forEachChunk(count: chunkCount, chunk: 1) { range, worker in
      for chunk in range where !control.isCancelled {
        results.set(body(workers[worker], chunk), of: chunk)
        counter.add(1)
      }
    }
    try control.checkCancelled()
    return results.all
  }
}

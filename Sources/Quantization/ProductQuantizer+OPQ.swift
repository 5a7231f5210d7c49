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
  /// O(rounds · (sample · dimension · (dimension + 512) + dimension³)).
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
  /// The sample as floats, less the mean.
  let sample: VectorMatrix
  let mean: [Float]
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
    (sample, mean) = try Self.centred(matrix, rows)
    counter = JobCounter(
      control: control, phase: "train OPQ", total: (Self.roundLimit + 1) * chunkCount,
      unit: "chunks")
  }

  func run() throws(IndexError) -> ProductQuantizer {
    var rotation: [Float]?
    var centres: [[Float]] = []
    for _ in 0..<Self.roundLimit {
      let rotated = try rotated(by: rotation)
      let round = try optimizeCodes(of: rotated, from: centres)
      centres = round.centres
      rotation = try NearestRotation.find(
        round.correlation, dimension: dimension, team: team, control: control)
    }
    centres = try refine(centres, on: rotated(by: rotation))
    return ProductQuantizer(
      dimension: dimension, chunkOffsets: offsets,
      pivots: ProductQuantizer.pivots(centres, offsets: offsets, dimension: dimension),
      centroid: mean, rotation: rotation)
  }

  // MARK: The sample

  private static func centred(
    _ matrix: VectorMatrix, _ rows: TrainingSample
  ) throws(IndexError) -> (VectorMatrix, [Float]) {
    let dimension = matrix.dimension
    let memory = try AlignedBuffer(
      byteCount: rows.count * dimension * 4, purpose: "OPQ training")
    guard let start = memory.elements(of: Float.self).baseAddress else {
      preconditionFailure("a sample has rows")
    }
    var sums = [Double](repeating: 0, count: dimension)
    for place in 0..<rows.count {
      let row = rows.ids.map { Int($0[place]) } ?? place
      let target = start + place * dimension
      VectorMatrix.convert(matrix.row(row), matrix.elementType, dimension, into: target)
      for column in 0..<dimension { sums[column] += Double(target[column]) }
    }
    let mean = sums.map { Float($0 / Double(rows.count)) }
    for place in 0..<rows.count {
      let target = start + place * dimension
      for column in 0..<dimension { target[column] -= mean[column] }
    }
    return (Self.matrix(memory, count: rows.count, dimension: dimension), mean)
  }

  private static func matrix(
    _ memory: AlignedBuffer, count: Int, dimension: Int
  ) -> VectorMatrix {
    guard let start = memory.bytes.baseAddress else { preconditionFailure("a sample has rows") }
    return VectorMatrix(
      count: count, dimension: dimension, elementType: .float32, path: "sample",
      start: UnsafeRawPointer(start), owner: memory)
  }

  private func rotated(by rotation: [Float]?) throws(IndexError) -> VectorMatrix {
    guard let rotation else { return sample }
    let turn = Rotation(matrix: rotation, dimension: dimension)
    let memory = try AlignedBuffer(
      byteCount: sample.count * dimension * 4, purpose: "OPQ training")
    let (dimension, sample) = (dimension, sample)
    team.forEachChunk(count: sample.count, chunk: 256) { rows, _ in
      guard let target = memory.elements(of: Float.self).baseAddress else { return }
      for row in rows {
        turn.apply(
          sample.row(row).assumingMemoryBound(to: Float.self), into: target + row * dimension)
      }
    }
    return Self.matrix(memory, count: sample.count, dimension: dimension)
  }

  // MARK: Codes

  /// One round of k-means on each chunk of `rotated`, and what the codes say about the sample: its product,
  /// transposed, with the decoded codes, `[dimension][dimension]`.
  private func optimizeCodes(
    of rotated: VectorMatrix, from centres: [[Float]]
  ) throws(IndexError) -> (centres: [[Float]], correlation: [Double]) {
    let memory = try AlignedBuffer(
      byteCount: dimension * dimension * 8, purpose: "OPQ training")
    let (offsets, dimension, seed, sample) = (offsets, dimension, seed, sample)
    let improved = try forEachChunk(of: rotated) { worker, chunk in
      let columns = offsets[chunk]..<offsets[chunk + 1]
      var generator = SeededGenerator(seed: seed, stream: UInt64(chunk) + 1)
      var own =
        centres.isEmpty
        ? worker.seed(columns: columns, generator: &generator) : centres[chunk]
      worker.refine(&own, columns: columns, roundLimit: 1)
      var codes = [UInt8](repeating: 0, count: rotated.count)
      worker.assign(to: own, into: &codes)
      CodeCorrelation(sample: sample, codes: codes, centres: own, columns: columns)
        .add(to: memory.elements(of: Double.self), dimension: dimension)
      return own
    }
    return (improved, Array(memory.elements(of: Double.self)))
  }

  /// The rounds that plain training does, from `centres` on.
  private func refine(
    _ centres: [[Float]], on rotated: VectorMatrix
  ) throws(IndexError) -> [[Float]] {
    let offsets = offsets
    return try forEachChunk(of: rotated) { worker, chunk in
      var own = centres[chunk]
      worker.refine(
        &own, columns: offsets[chunk]..<offsets[chunk + 1], roundLimit: ChunkKMeans.roundLimit)
      return own
    }
  }

  private func forEachChunk(
    of rotated: VectorMatrix,
    _ body: @Sendable (_ worker: ChunkKMeans, _ chunk: Int) -> [Float]
  ) throws(IndexError) -> [[Float]] {
    let chunkCount = offsets.count - 1
    let all = TrainingSample(count: rotated.count)
    var scratch: [ChunkKMeans] = []
    for _ in 0..<min(team.workerCount, chunkCount) {
      scratch.append(
        try ChunkKMeans(matrix: rotated, sample: all, widestChunk: offsets[1]))
    }
    let workers = scratch
    let results = ChunkResults<[Float]>(count: chunkCount)
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

/// The product of the sample, transposed, with the decoded codes of one chunk. All points of a code have the
/// same decoded part, so their sum is multiplied once.
private struct CodeCorrelation {
  let sample: VectorMatrix
  let codes: [UInt8]
  let centres: [Float]
  let columns: Range<Int>

  /// Adds it to `columns` of `target`, `[dimension][dimension]`.
  func add(to target: UnsafeMutableBufferPointer<Double>, dimension: Int) {
    let sums = sumsByCode(dimension: dimension)
    let width = columns.count
    for code in 0..<ProductQuantizer.centreCount {
      for row in 0..<dimension {
        let sum = sums[code * dimension + row]
        let place = row * dimension + columns.lowerBound
        for column in 0..<width {
          target[place + column] += sum * Double(centres[code * width + column])
        }
      }
    }
  }

  private func sumsByCode(dimension: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: ProductQuantizer.centreCount * dimension)
    sums.withUnsafeMutableBufferPointer { sums in
      guard let start = sums.baseAddress else { return }
      for row in 0..<sample.count {
        let source = sample.row(row).assumingMemoryBound(to: Float.self)
        let target = start + Int(codes[row]) * dimension
        for column in 0..<dimension { target[column] += Double(source[column]) }
      }
    }
    return sums
  }
}

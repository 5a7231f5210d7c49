import Quantization
import Synchronization
import Testing
import VectorData

@Suite("PQ training")
struct TrainingTests {
  @Test(
    "centres and codes are the same for any number of workers",
    arguments: [ElementType.float32, .int8, .uint8])
  func workersDoNotMatter(elementType: ElementType) throws {
    let matrix = try VectorSamples.clustered(
      count: 700, dimension: 13, elementType: elementType, clusterCount: 300)
    let one = try ProductQuantizer.trained(on: matrix, chunkCount: 5, sampleLimit: 500)
    let codes = try one.encode(matrix, team: WorkerTeam(workerCount: 1), control: JobControl())
    for workers in [2, 3] {
      let many = try ProductQuantizer.trained(
        on: matrix, chunkCount: 5, sampleLimit: 500, workers: workers)
      #expect(many == one)
      let team = WorkerTeam(workerCount: workers)
      let same = try many.encode(matrix, team: team, control: JobControl())
      #expect(same.bytes == codes.bytes)
    }
  }

  @Test("the seed decides")
  func seedsDiffer() throws {
    let matrix = try VectorSamples.clustered(count: 600, dimension: 6, clusterCount: 300)
    let one = try ProductQuantizer.trained(on: matrix, chunkCount: 2, seed: 1)
    #expect(try ProductQuantizer.trained(on: matrix, chunkCount: 2, seed: 1) == one)
    #expect(try ProductQuantizer.trained(on: matrix, chunkCount: 2, seed: 2) != one)
  }

  @Test("trained centres beat random rows as centres")
  func trainingLowersTheError() throws {
    let matrix = try VectorSamples.clustered(count: 2000, dimension: 8, clusterCount: 200)
    let trained = try ProductQuantizer.trained(on: matrix, chunkCount: 2)
    var generator = SeededGenerator(seed: 9)
    var pivots: [Float] = []
    for _ in 0..<ProductQuantizer.centreCount {
      let row = matrix.floats(row: generator.nextIndex(below: matrix.count))
      pivots += zip(row, trained.centroid).map { $0 - $1 }
    }
    let random = ProductQuantizer(
      dimension: 8, chunkOffsets: trained.chunkOffsets, pivots: pivots,
      centroid: trained.centroid)
    let error = try trained.meanSquaredError(on: matrix)
    #expect(error > 0)
    let randomError = try random.meanSquaredError(on: matrix)
    #expect(error < 0.8 * randomError)
  }

  @Test("places with many copies each get a centre, and nothing is lost")
  func copiesShareACentre() throws {
    // 40 far places with 10 copies each: the seeding finds all, most centres repeat and stay empty.
    let values = (0..<400).flatMap { row in [(row % 40) * 6, (row % 40) * (row % 40) / 7] }
    let matrix = try VectorSamples.matrix(values, dimension: 2)
    let quantizer = try ProductQuantizer.trained(on: matrix, chunkCount: 1)
    #expect(try quantizer.meanSquaredError(on: matrix) < 1e-6)
  }

  @Test("fewer rows than centres will do", arguments: [1, 2, 100, 255])
  func fewRows(count: Int) throws {
    let matrix = try VectorSamples.clustered(count: count, dimension: 9, elementType: .uint8)
    let quantizer = try ProductQuantizer.trained(on: matrix, chunkCount: 4)
    #expect(quantizer.pivots.allSatisfy { $0.isFinite })
    // There is a centre for every row, so codes lose nothing but rounding.
    #expect(try quantizer.meanSquaredError(on: matrix) < 1e-3)
  }

  @Test("rows that are all alike train without a fault")
  func equalRows() throws {
    let matrix = try VectorSamples.matrix(
      [Int](repeating: 77, count: 300 * 6), dimension: 6, elementType: .int8)
    let quantizer = try ProductQuantizer.trained(on: matrix, chunkCount: 6)
    #expect(quantizer.pivots.allSatisfy { $0 == 0 })
    #expect(quantizer.centroid.allSatisfy { $0 == 77 - 128 })
  }

  @Test("values whose squares overflow train without a fault")
  func hugeValues() throws {
    let memory = try AlignedBuffer(byteCount: 300 * 4 * 4, purpose: "test vectors")
    var generator = SeededGenerator(seed: 4)
    for index in 0..<1200 {
      memory.elements(of: Float.self)[index] = Float.random(in: -1.5e38...1.5e38, using: &generator)
    }
    let matrix = VectorMatrix(
      count: 300, dimension: 4, elementType: .float32, path: "test vectors",
      start: try #require(memory.bytes.baseAddress), owner: memory)
    let quantizer = try ProductQuantizer.trained(on: matrix, chunkCount: 2)
    let codes = try quantizer.encode(
      matrix, team: WorkerTeam(workerCount: 1), control: JobControl())
    #expect(codes.count == 300)
  }

  @Test("the mean is subtracted only where it is asked for")
  func centring() throws {
    let matrix = try VectorSamples.clustered(count: 500, dimension: 5)
    let centred = try ProductQuantizer.trained(on: matrix, chunkCount: 2)
    for column in 0..<5 {
      let mean = (0..<500).reduce(0.0) { $0 + Double(matrix.floats(row: $1)[column]) } / 500
      #expect(abs(Double(centred.centroid[column]) - mean) < 1e-4)
    }
    let plain = try ProductQuantizer.trained(on: matrix, chunkCount: 2, isCentred: false)
    #expect(plain.centroid.allSatisfy { $0 == 0 })
    let difference = try plain.meanSquaredError(on: matrix) / centred.meanSquaredError(on: matrix)
    #expect(abs(difference - 1) < 0.2)
  }

  @Test("a chunk count that cannot be is a usage error", arguments: [0, -3, 9])
  func chunkCountIsChecked(chunkCount: Int) throws {
    let matrix = try VectorSamples.clustered(count: 20, dimension: 8)
    #expect(
      throws: IndexError.parameter(
        name: "--pq-bytes", expected: "1 to 8 for vectors of 8", found: "\(chunkCount)")
    ) {
      try ProductQuantizer.trained(on: matrix, chunkCount: chunkCount)
    }
  }

  @Test("progress ends at its total and a cancelled job throws")
  func progressAndCancel() throws {
    let matrix = try VectorSamples.clustered(count: 300, dimension: 4)
    let control = JobControl()
    let team = WorkerTeam(workerCount: 2)
    let quantizer = try ProductQuantizer.train(
      on: matrix, chunkCount: 2, seed: 1, team: team, control: control)
    #expect(
      control.progress
        == JobProgress(phase: "train PQ", done: 26, total: 26, unit: "rounds"))
    _ = try quantizer.encode(matrix, team: team, control: control)
    #expect(
      control.progress == JobProgress(phase: "encode", done: 300, total: 300, unit: "vectors"))
    control.cancel()
    #expect(throws: IndexError.cancelled) {
      try ProductQuantizer.train(
        on: matrix, chunkCount: 2, seed: 1, team: team, control: control)
    }
    #expect(throws: IndexError.cancelled) {
      try quantizer.encode(matrix, team: team, control: control)
    }
  }
}

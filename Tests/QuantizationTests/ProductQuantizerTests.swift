import CVectorKernels
import Quantization
import Testing
import VectorData

@Suite("product quantizer")
struct ProductQuantizerTests {
  @Test(
    "each code is the lowest of the nearest centres of its chunk",
    arguments: [ElementType.float32, .int8, .uint8], [(7, 3), (16, 16), (33, 4), (5, 1)])
  func encodeIsNearest(elementType: ElementType, shape: (dimension: Int, chunks: Int)) throws {
    let matrix = try VectorSamples.clustered(
      count: 300, dimension: shape.dimension, elementType: elementType)
    let quantizer = try ProductQuantizer.trained(on: matrix, chunkCount: shape.chunks)
    let codes = try quantizer.encode(
      matrix, team: WorkerTeam(workerCount: 2), control: JobControl())
    #expect(codes.count == 300 && codes.chunkCount == shape.chunks)
    for row in stride(from: 0, to: matrix.count, by: 9) {
      let vector = zip(matrix.floats(row: row), quantizer.centroid).map { $0 - $1 }
      for chunk in 0..<shape.chunks {
        let distances = centreDistances(quantizer, vector, chunk: chunk)
        let code = Int(codes.code(of: row)[chunk])
        let least = try #require(distances.min())
        // The kernel compares |c|^2 / 2 - <x, c> in floats: near ties may fall either way.
        let slack = 1e-5 * vector.reduce(1) { $0 + Double($1) * Double($1) }
        #expect(distances[code] <= least + slack, "row \(row), chunk \(chunk)")
      }
    }
  }

  private func centreDistances(
    _ quantizer: ProductQuantizer, _ vector: [Float], chunk: Int
  ) -> [Double] {
    let columns = quantizer.columns(ofChunk: chunk)
    return quantizer.pivots.withUnsafeBufferPointer { pivots in
      vector.withUnsafeBufferPointer { vector in
        (0..<ProductQuantizer.centreCount).map { centre in
          // No range in the inner loop: in a debug build it is most of the time of the test.
          var (sum, column) = (0.0, columns.lowerBound)
          while column < columns.upperBound {
            let pivot = pivots[centre * quantizer.dimension + column]
            let difference = Double(vector[column]) - Double(pivot)
            sum += difference * difference
            column += 1
          }
          return sum
        }
      }
    }
  }

  @Test("equal centres tie to the lowest number")
  func tiesGoLow() throws {
    // Two columns, one chunk; centres 40 and 200 lie at the point, 7 and 9 at the same distance of another.
    var pivots = [Float](repeating: 1000, count: 512)
    for (centre, x, y) in [(40, 3, 4), (200, 3, 4), (7, 20, 0), (9, 24, 0)] {
      pivots[centre * 2] = Float(x)
      pivots[centre * 2 + 1] = Float(y)
    }
    let quantizer = ProductQuantizer(
      dimension: 2, chunkOffsets: [0, 2], pivots: pivots, centroid: [0, 0])
    let matrix = try VectorSamples.matrix([3, 4, 22, 0], dimension: 2)
    let codes = try quantizer.encode(
      matrix, team: WorkerTeam(workerCount: 1), control: JobControl())
    #expect(codes.bytes == [40, 7])
  }

  @Test("the table holds every centre's squared distance to its part of the query")
  func tableIsExact() throws {
    for (dimension, chunks) in [(7, 3), (32, 4), (130, 7), (1, 1)] {
      let matrix = try VectorSamples.clustered(count: 260, dimension: dimension, seed: 5)
      let quantizer = try ProductQuantizer.trained(on: matrix, chunkCount: chunks)
      let query = matrix.floats(row: 17).map { $0 + 0.25 }
      var table = [Float](repeating: -1, count: chunks * 256)
      quantizer.fillDistanceTable(query: query, into: &table)
      let centred = zip(query, quantizer.centroid).map { $0 - $1 }
      for chunk in 0..<chunks {
        let expected = centreDistances(quantizer, centred, chunk: chunk)
        for centre in 0..<256 {
          let found = Double(table[chunk * 256 + centre])
          #expect(abs(found - expected[centre]) <= 1e-5 * (1 + expected[centre]))
        }
      }
    }
  }

  @Test("table sums are the distances between query and reconstruction")
  func sumsAreReconstructionDistances() throws {
    let matrix = try VectorSamples.clustered(count: 400, dimension: 22, elementType: .uint8)
    let quantizer = try ProductQuantizer.trained(on: matrix, chunkCount: 5)
    let codes = try quantizer.encode(
      matrix, team: WorkerTeam(workerCount: 1), control: JobControl())
    let query = matrix.floats(row: 0)
    var table = [Float](repeating: 0, count: 5 * 256)
    quantizer.fillDistanceTable(query: query, into: &table)
    let ids = (0..<UInt32(400)).map { $0 }
    var sums = [Float](repeating: 0, count: 400)
    vk_pq_sums_at(vk_cpu_best())(table, codes.baseAddress, 5, ids, 400, &sums)
    var vector = [Float](repeating: 0, count: 22)
    for row in 0..<400 {
      quantizer.reconstruct(code: codes.code(of: row), into: &vector)
      let exact = zip(query, vector).reduce(0.0) {
        $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1)
      }
      #expect(abs(Double(sums[row]) - exact) <= 1e-4 * (1 + exact))
    }
  }

  @Test("a rotated quantizer encodes, measures and reconstructs rotated vectors")
  func rotation() throws {
    // Columns 0 and 3 change places and column 1 its sign; 2 goes to 4, 4 to 5, 5 to 2, so that the
    // rotation differs from its inverse.
    let places = [3, 1, 4, 0, 5, 2]
    let matrix = try VectorSamples.clustered(count: 300, dimension: 6)
    let permuted = (0..<300).flatMap { row in
      let vector = matrix.floats(row: row)
      return (0..<6).map { column in
        let source = places.firstIndex(of: column) ?? 0
        return column == 1 ? 255 - Int(vector[source]) : Int(vector[source])
      }
    }
    let plain = try ProductQuantizer.trained(
      on: VectorSamples.matrix(permuted, dimension: 6), chunkCount: 2)
    var rotation = [Float](repeating: 0, count: 36)
    for (row, column) in places.enumerated() { rotation[row * 6 + column] = row == 1 ? -1 : 1 }
    // (x - c) R = y - d, where y is the permuted vector (255 - x in column 1) and d its centroid.
    let centroid = places.enumerated().map { row, column in
      row == 1 ? 255 - plain.centroid[column] : plain.centroid[column]
    }
    let rotated = ProductQuantizer(
      dimension: 6, chunkOffsets: plain.chunkOffsets, pivots: plain.pivots, centroid: centroid,
      rotation: rotation)
    let team = WorkerTeam(workerCount: 1)
    let codes = try rotated.encode(matrix, team: team, control: JobControl())
    let plainCodes = try plain.encode(
      VectorSamples.matrix(permuted, dimension: 6), team: team, control: JobControl())
    #expect(codes.bytes == plainCodes.bytes)
    #expect(abs(try rotated.meanSquaredError(on: matrix) - meanError(plain, permuted)) < 1e-3)
    var table = [Float](repeating: 0, count: 512)
    var plainTable = table
    rotated.fillDistanceTable(query: matrix.floats(row: 8), into: &table)
    plain.fillDistanceTable(query: permuted[48..<54].map { Float($0) }, into: &plainTable)
    #expect(zip(table, plainTable).allSatisfy { abs($0 - $1) <= 1e-4 * (1 + $1) })
  }

  private func meanError(_ quantizer: ProductQuantizer, _ values: [Int]) throws -> Double {
    try quantizer.meanSquaredError(on: VectorSamples.matrix(values, dimension: 6))
  }

  @Test("chunks differ by at most one column and the wider ones come first")
  func chunkOffsetsAreDiskANNs() {
    #expect(ProductQuantizer.chunkOffsets(dimension: 10, chunkCount: 4) == [0, 3, 6, 8, 10])
    #expect(ProductQuantizer.chunkOffsets(dimension: 8, chunkCount: 4) == [0, 2, 4, 6, 8])
    #expect(ProductQuantizer.chunkOffsets(dimension: 3, chunkCount: 1) == [0, 3])
    #expect(ProductQuantizer.chunkOffsets(dimension: 3, chunkCount: 3) == [0, 1, 2, 3])
  }

  @Test("vectors of another dimension are not encoded")
  func otherDimensionIsRefused() throws {
    let quantizer = try ProductQuantizer.trained(
      on: VectorSamples.clustered(count: 50, dimension: 4), chunkCount: 2)
    let other = try VectorSamples.clustered(count: 5, dimension: 5)
    #expect(
      throws: IndexError.mismatch(
        path: "test vectors", field: "dimension", expected: "4 as the quantizer has", found: "5")
    ) {
      try quantizer.encode(other, team: WorkerTeam(workerCount: 1), control: JobControl())
    }
  }

  @Test(
    "the budget gives DiskANN's number of bytes",
    arguments: [
      (0.003, 100_000, 128, 32), (0.003, 100_000, 20, 20), (2, 1_000_000_000, 128, 1),
      (1.25, 10_000_000, 960, 134), (1.26, 10_000_000, 960, 108), (100, 1000, 2000, 512),
      (0.0000004, 1000, 128, 1), (-1, 10, 8, 1),
    ])
  func budget(gigabytes: Double, count: Int, dimension: Int, expected: Int) {
    #expect(
      PQBudget.chunkCount(
        searchBudgetGigabytes: gigabytes, count: count, dimension: dimension) == expected)
  }
}

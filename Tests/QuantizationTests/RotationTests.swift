import Foundation
import TestSupport
import Testing
import VectorData

@testable import Quantization

@Suite("Rotations and OPQ")
struct RotationTests {
  static func random(_ dimension: Int, seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<dimension * dimension).map { _ in Float(generator.nextUnit() * 2 - 1) }
  }

  static func unit(_ dimension: Int) -> [Float] {
    (0..<dimension * dimension).map { $0 % (dimension + 1) == 0 ? 1 : 0 }
  }

  /// The nearest rotation, starting from none.
  static func nearest(
    to matrix: [Float], dimension: Int, workers: Int = 1
  ) throws -> [Float] {
    try NearestRotation(dimension: dimension).find(
      matrix, near: unit(dimension), team: WorkerTeam(workerCount: workers), control: JobControl())
  }

  /// The largest entry of R Rᵀ − 1.
  static func deviation(_ rotation: [Float], _ dimension: Int) -> Double {
    var largest = 0.0
    for row in 0..<dimension {
      for other in 0..<dimension {
        var product = row == other ? -1.0 : 0
        for place in 0..<dimension {
          product +=
            Double(rotation[row * dimension + place])
            * Double(rotation[other * dimension + place])
        }
        largest = max(largest, abs(product))
      }
    }
    return largest
  }

  static func trace(_ rotation: [Float], _ matrix: [Float]) -> Double {
    zip(rotation, matrix).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  @Test(
    "The decomposition gives the matrix back, with orthogonal sides", arguments: [1, 2, 3, 8, 17])
  func decomposition(dimension: Int) throws {
    let matrix = Self.random(dimension, seed: 3)
    let parts = try JacobiSVD(
      matrix, dimension: dimension, team: WorkerTeam(workerCount: 1), control: JobControl())
    var right: [Float] = []
    for column in 0..<dimension {
      right += UnsafeBufferPointer(start: parts.right(column), count: dimension)
    }
    #expect(Self.deviation(right, dimension) < 1e-5)
    for row in 0..<dimension {
      for column in 0..<dimension {
        var sum: Float = 0
        for k in 0..<dimension { sum += parts.scaledLeft(k)[row] * parts.right(k)[column] }
        #expect(abs(sum - matrix[row * dimension + column]) < 1e-5)
      }
    }
  }

  @Test("Every pair of columns meets once in the rounds of a sweep", arguments: [2, 4, 6, 16])
  func tournament(players: Int) {
    var met: Set<[Int]> = []
    for round in 0..<players - 1 {
      var seen: Set<Int> = []
      for pair in 0..<players / 2 {
        let (one, other) = JacobiSVD.pair(pair, ofRound: round, players: players)
        #expect(seen.insert(one).inserted && seen.insert(other).inserted)
        met.insert([min(one, other), max(one, other)])
      }
    }
    #expect(met.count == players * (players - 1) / 2)
  }

  @Test("A rotation is its own nearest rotation, whatever the scale", arguments: [1e-9, 1, 1e12])
  func nearestToItself(scale: Float) throws {
    let rotation = try Self.nearest(to: Self.random(12, seed: 5), dimension: 12)
    #expect(Self.deviation(rotation, 12) < 2e-6)
    let again = try Self.nearest(to: rotation.map { $0 * scale }, dimension: 12)
    // The share of the rotation at hand, which fills what the matrix leaves open, shows that much.
    #expect(zip(rotation, again).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test("No rotation has a larger trace with the matrix than the nearest one")
  func largestTrace() throws {
    let matrix = Self.random(10, seed: 7)
    let largest = Self.trace(try Self.nearest(to: matrix, dimension: 10), matrix)
    for seed in 100..<120 {
      let other = try Self.nearest(to: Self.random(10, seed: UInt64(seed)), dimension: 10)
      #expect(Self.trace(other, matrix) < largest)
    }
  }

  @Test(
    "Products of matrices and singular values find the same rotation", arguments: [1, 2, 7, 40])
  func sameAsSingularValues(dimension: Int) throws {
    // Columns of falling lengths, as the correlations of data have them.
    let random = Self.random(dimension, seed: 9)
    let matrix = random.indices.map { random[$0] / Float(1 + $0 % dimension) }
    let quick = try Self.nearest(to: matrix, dimension: dimension)
    let slow = try SingularRotation.find(
      matrix, dimension: dimension, team: WorkerTeam(workerCount: 1), control: JobControl())
    #expect(Self.trace(quick, matrix) > Self.trace(slow, matrix) * (1 - 1e-5))
    #expect(Self.deviation(quick, dimension) < 1e-5)
  }

  @Test("Matrices without full rank get a rotation all the same", arguments: [0, 1, 4, 9])
  func rankDeficient(rank: Int) throws {
    var matrix = [Float](repeating: 0, count: 100)
    for k in 0..<rank {
      let factors = Self.random(10, seed: UInt64(k + 1))
      for row in 0..<10 {
        for column in 0..<10 { matrix[row * 10 + column] += factors[row] * factors[10 + column] }
      }
    }
    #expect(Self.deviation(try Self.nearest(to: matrix, dimension: 10), 10) < 1e-5)
    let slow = try SingularRotation.find(
      matrix, dimension: 10, team: WorkerTeam(workerCount: 1), control: JobControl())
    #expect(Self.deviation(slow, 10) < 1e-5)
  }

  @Test("Where the rotation at hand cannot stand in for what is missing, singular values do")
  func oppositeOfTheCurrent() throws {
    // The matrix and its share of the current rotation cancel out: nothing is left to go on with.
    let matrix = Self.unit(6).map { -1e-5 * $0 }
    var large = matrix
    large[0] = 1
    let rotation = try Self.nearest(to: large, dimension: 6)
    #expect(Self.deviation(rotation, 6) < 1e-5)
  }

  @Test("The workers share a large rotation without changing a bit")
  func workersShareRounds() throws {
    let dimension = 200
    let matrix = Self.random(dimension, seed: 2)
    let one = try Self.nearest(to: matrix, dimension: dimension)
    #expect(try one == Self.nearest(to: matrix, dimension: dimension, workers: 3))
    #expect(Self.deviation(one, dimension) < 1e-5)
    let slow = try [1, 3].map { workers in
      try SingularRotation.find(
        Array(matrix.prefix(96 * 96)), dimension: 96, team: WorkerTeam(workerCount: workers),
        control: JobControl())
    }
    #expect(slow[0] == slow[1])
  }

  /// Vectors whose columns belong together across the borders of chunks.
  static func correlated(count: Int, dimension: Int) throws -> VectorMatrix {
    var generator = SeededGenerator(seed: 4)
    let mixing = (0..<dimension * 3).map { _ in generator.nextUnit() * 2 - 1 }
    let values = (0..<count).flatMap { _ -> [Int] in
      let factors = (0..<3).map { _ in generator.nextUnit() * 200 - 100 }
      return (0..<dimension).map { column in
        let value = (0..<3).reduce(0.0) { $0 + factors[$1] * mixing[column * 3 + $1] }
        return Int(value) + generator.nextIndex(below: 7)
      }
    }
    return try VectorSamples.matrix(values, dimension: dimension)
  }

  @Test("A rotation lowers the error where columns belong together across chunks")
  func lowersTheError() throws {
    let matrix = try Self.correlated(count: 1500, dimension: 12)
    let plain = try ProductQuantizer.trained(on: matrix, chunkCount: 3)
    let rotated = try ProductQuantizer.trainRotated(
      on: matrix, chunkCount: 3, seed: 1, team: WorkerTeam(workerCount: 1), control: JobControl())
    #expect(Self.deviation(try #require(rotated.rotation), 12) < 1e-5)
    let error = try rotated.meanSquaredError(on: matrix)
    let plainError = try plain.meanSquaredError(on: matrix)
    #expect(error < 0.8 * plainError)
  }

  @Test("OPQ is the same for any number of workers, and its files read back")
  func reproducible() throws {
    let matrix = try Self.correlated(count: 500, dimension: 10)
    let one = try ProductQuantizer.trainRotated(
      on: matrix, chunkCount: 3, seed: 1, team: WorkerTeam(workerCount: 1), control: JobControl())
    let many = try ProductQuantizer.trainRotated(
      on: matrix, chunkCount: 3, seed: 1, team: WorkerTeam(workerCount: 3), control: JobControl())
    #expect(one == many)
    let folder = try TemporaryFolder()
    try one.write(to: folder.file("pivots.bin"))
    #expect(try ProductQuantizer.read(path: folder.file("pivots.bin")) == one)
  }

  @Test("The PQ distance of a rotated quantizer is the distance to the decoded vector")
  func distances() throws {
    let matrix = try Self.correlated(count: 400, dimension: 10)
    let quantizer = try ProductQuantizer.trainRotated(
      on: matrix, chunkCount: 4, seed: 1, team: WorkerTeam(workerCount: 1), control: JobControl())
    let codes = try quantizer.encode(
      matrix, team: WorkerTeam(workerCount: 2), control: JobControl())
    var table = [Float](repeating: 0, count: 4 * 256)
    var decoded = [Float](repeating: 0, count: 10)
    let query = matrix.floats(row: 17)
    quantizer.fillDistanceTable(query: query, into: &table)
    for row in [0, 17, 399] {
      let code = codes.code(of: row)
      let sum = (0..<4).reduce(Float(0)) { $0 + table[$1 * 256 + Int(code[$1])] }
      quantizer.reconstruct(code: code, into: &decoded)
      let exact = zip(query, decoded).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      #expect(abs(sum - exact) <= 1e-3 * max(1, exact))
    }
  }

  @Test("Huge values train as small ones do", arguments: [Float(1e-30), 1e30])
  func scales(factor: Float) throws {
    let matrix = try Self.correlated(count: 400, dimension: 10)
    let exponent = Float(sign: .plus, exponent: factor.exponent, significand: 1)
    let scaled = try VectorSamples.floats(
      (0..<400).map { row in matrix.floats(row: row).map { $0 * exponent } })
    let small = try ProductQuantizer.trainRotated(
      on: matrix, chunkCount: 4, seed: 1, team: WorkerTeam(workerCount: 1), control: JobControl())
    let large = try ProductQuantizer.trainRotated(
      on: scaled, chunkCount: 4, seed: 1, team: WorkerTeam(workerCount: 1), control: JobControl())
    #expect(small.rotation == large.rotation)
    #expect(small.pivots.map { $0 * exponent } == large.pivots)
  }

  @Test("A training that is cancelled throws")
  func cancelled() throws {
    let control = JobControl()
    control.cancel()
    #expect(throws: IndexError.cancelled) {
      try ProductQuantizer.trainRotated(
        on: try Self.correlated(count: 300, dimension: 8), chunkCount: 2, seed: 1,
        team: WorkerTeam(workerCount: 2), control: control)
    }
  }
}

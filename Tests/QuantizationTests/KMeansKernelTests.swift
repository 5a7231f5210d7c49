import CVectorKernels
import TestSupport
import Testing
import VectorData

private let levels = [VK_CPU_PLAIN, VK_CPU_NEON, VK_CPU_AVX2, VK_CPU_AVX512]
  .filter { vk_cpu_supports($0) != 0 }
private let tilePoints = Int(VK_TILE_POINTS)
private let centreCount = Int(VK_CENTRES)
private let dimensions = [1, 2, 3, 4, 7, 16, 33]

/// Points and centres; whole numbers make every order of additions exact.
private struct Problem {
  let dimension: Int
  let tileCount: Int
  /// `[tile][dimension][64]`
  var tiles: [Float]
  /// `[256][dimension]`
  var centres: [Float]

  init(dimension: Int, tileCount: Int, isWhole: Bool, generator: inout SeededGenerator) {
    self.dimension = dimension
    self.tileCount = tileCount
    func value() -> Float {
      isWhole
        ? Float(Int.random(in: -20...20, using: &generator))
        : Float.random(in: -100...100, using: &generator)
    }
    tiles = (0..<tileCount * dimension * tilePoints).map { _ in value() }
    centres = (0..<centreCount * dimension).map { _ in value() }
  }

  /// Squared distances of all points to all centres, `[tile · 64 + point][256]`. Loops over pointers: debug
  /// builds take seconds for anything else.
  var squaredDistances: [Float] {
    let count = tileCount * tilePoints
    var distances = [Float](repeating: 0, count: count * centreCount)
    tiles.withUnsafeBufferPointer { tiles in
      centres.withUnsafeBufferPointer { centres in
        distances.withUnsafeMutableBufferPointer { distances in
          var place = 0
          while place < distances.count {
            let (point, centre) = (place / centreCount, place % centreCount)
            let start = point / tilePoints * dimension * tilePoints + point % tilePoints
            var (sum, column) = (Float(0), 0)
            while column < dimension {
              let x = tiles[start + column * tilePoints]
              let difference = x - centres[centre * dimension + column]
              sum += difference * difference
              column += 1
            }
            distances[place] = sum
            place += 1
          }
        }
      }
    }
    return distances
  }

  var halfNorms: [Float] {
    (0..<centreCount).map { centre in
      (0..<dimension).reduce(0) { sum, column in
        sum + centres[centre * dimension + column] * centres[centre * dimension + column]
      } / 2
    }
  }

  func nearest(_ kernels: vk_kmeans_kernels) -> [UInt8] {
    var nearest = [UInt8](repeating: 255, count: tilePoints)
    kernels.find_nearest(tiles, dimension, centres, halfNorms, &nearest)
    return nearest
  }

  func shrunk(_ kernels: vk_kmeans_kernels, centre: Int, from distances: [Float]) -> (
    distances: [Float], sums: [Float]
  ) {
    var shrunk: [Float] = []
    var sums: [Float] = []
    let values = Array(centres[centre * dimension..<(centre + 1) * dimension])
    for tile in 0..<tileCount {
      var part = Array(distances[tile * tilePoints..<(tile + 1) * tilePoints])
      let floats = dimension * tilePoints
      sums.append(
        kernels.shrink_distances(
          Array(tiles[tile * floats..<(tile + 1) * floats]), dimension, values, &part))
      shrunk += part
    }
    return (shrunk, sums)
  }

  func table(_ kernels: vk_kmeans_kernels) -> [Float] {
    var columns = [Float](repeating: 0, count: centreCount * dimension)
    for centre in 0..<centreCount {
      for column in 0..<dimension {
        columns[column * centreCount + centre] = centres[centre * dimension + column]
      }
    }
    let query = (0..<dimension).map { tiles[$0 * tilePoints + 5] }
    var table = [Float](repeating: -1, count: centreCount)
    kernels.fill_table(columns, query, dimension, &table)
    return table
  }
}

@Suite("k-means kernels", .startsNoThread)
struct KMeansKernelTests {
  /// Problems of whole numbers, and the distance of each point to each centre: the same for every level.
  private static let wholeProblems = {
    var generator = SeededGenerator(seed: 21)
    return dimensions.map { dimension in
      let problem = Problem(
        dimension: dimension, tileCount: 2, isWhole: true, generator: &generator)
      let distances = problem.squaredDistances
      let rows = (0..<2 * tilePoints).map {
        Array(distances[$0 * centreCount..<($0 + 1) * centreCount])
      }
      return (problem: problem, distances: rows)
    }
  }()

  @Test("on whole numbers every level equals brute force, ties to the lowest", arguments: levels)
  func exactOnWholeNumbers(level: vk_cpu_level) {
    let kernels = vk_kmeans_kernels_at(level).pointee
    #expect(kernels.level == level)
    for (problem, distances) in Self.wholeProblems {
      let lowest = distances.prefix(tilePoints).map { row in
        UInt8(row.firstIndex(of: row.min() ?? 0) ?? 0)
      }
      #expect(problem.nearest(kernels) == lowest, "dimension \(problem.dimension)")

      let before = distances.indices.map { Float($0 * 31) }
      let expected = distances.indices.map { min(before[$0], distances[$0][9]) }
      let (after, sums) = problem.shrunk(kernels, centre: 9, from: before)
      #expect(after == expected)
      #expect(sums[0] == expected[..<tilePoints].reduce(0, +))
      #expect(sums[1] == expected[tilePoints...].reduce(0, +))
      #expect(problem.table(kernels) == distances[5])
    }
  }

  @Test("levels with fused multiply-add give the same bits, plain ones the same within rounding")
  func levelsAgree() {
    var generator = SeededGenerator(seed: 22)
    let fused = levels.filter { $0 != VK_CPU_PLAIN }.map { vk_kmeans_kernels_at($0).pointee }
    let plain = vk_kmeans_kernels_at(VK_CPU_PLAIN).pointee
    for dimension in dimensions {
      let problem = Problem(
        dimension: dimension, tileCount: 3, isWhole: false, generator: &generator)
      let far = [Float](repeating: .infinity, count: 3 * tilePoints)
      let (plainDistances, plainSums) = problem.shrunk(plain, centre: 3, from: far)
      let plainTable = problem.table(plain)
      for kernels in fused {
        let (distances, sums) = problem.shrunk(kernels, centre: 3, from: far)
        let table = problem.table(kernels)
        #expect(problem.nearest(kernels) == problem.nearest(fused[0]))
        #expect(distances == problem.shrunk(fused[0], centre: 3, from: far).distances)
        #expect(sums == problem.shrunk(fused[0], centre: 3, from: far).sums)
        #expect(table == problem.table(fused[0]))
        #expect(zip(distances, plainDistances).allSatisfy { abs($0 - $1) <= 1e-5 * $1 })
        #expect(zip(sums, plainSums).allSatisfy { abs($0 - $1) <= 1e-5 * $1 })
        #expect(zip(table, plainTable).allSatisfy { abs($0 - $1) <= 1e-5 * $1 })
      }
    }
  }

  @Test("a tile takes the rows asked for, less the mean, and zeros behind them")
  func tilesAreFilled() {
    let rows: [Int8] = (0..<10 * 5).map { Int8($0 - 25) }
    for ids in [nil, [9, 0, 4] as [UInt32]] {
      var tile = [Float](repeating: .nan, count: 2 * tilePoints)
      rows.withUnsafeBytes { bytes in
        guard let start = bytes.baseAddress else { return }
        // Columns 1 and 2 of rows of 5.
        vk_fill_tile(start + 1, 5, VK_INT8, ids, 3, 2, [0.5, -1], &tile)
      }
      for (point, row) in (ids ?? [0, 1, 2]).enumerated() {
        #expect(tile[point] == Float(rows[Int(row) * 5 + 1]) - 0.5)
        #expect(tile[tilePoints + point] == Float(rows[Int(row) * 5 + 2]) + 1)
      }
      #expect(tile[3..<tilePoints].allSatisfy { $0 == 0 })
      #expect(tile[(tilePoints + 3)...].allSatisfy { $0 == 0 })
    }
  }

  @Test("only the real points of a tile count for their centres")
  func centresAddUp() {
    let tile = (0..<2 * tilePoints).map { Float($0) }
    let nearest = (0..<tilePoints).map { UInt8($0 % 3 == 0 ? 7 : 200) }
    var sums = [Double](repeating: 0, count: 2 * centreCount)
    var counts = [UInt32](repeating: 0, count: centreCount)
    vk_add_to_centres(tile, 10, 2, nearest, &sums, &counts)
    #expect(counts[7] == 4 && counts[200] == 6 && counts.reduce(0, +) == 10)
    #expect(sums[14] == 18 && sums[15] == 18 + 4 * 64)
    #expect(sums[400] == 27 && sums[401] == 27 + 6 * 64)
  }
}

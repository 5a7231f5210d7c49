import CVectorKernels
import Testing
import VectorData

@testable import Vamana

@Suite("Packed rows")
struct PackedRowsTests {
  private static let dimensions = [1, 3, 15, 16, 17, 63, 64, 65, 96, 100, 128, 129, 200]

  @Test("integer distances are exact at every CPU level", arguments: dimensions)
  func integersAreExact(dimension: Int) throws {
    for type in [ElementType.int8, .uint8] {
      let vectors = try SampleVectors.matrix(type, count: 23, dimension: dimension, seed: 7)
      for level in SampleVectors.levels {
        let found = try distances(of: vectors, level: level)
        for (place, distance) in found.enumerated() {
          #expect(Double(distance) == vectors.exactDistance(5, place), "\(type) \(level) \(place)")
        }
      }
    }
  }

  @Test("the extremes of the integer types do not overflow")
  func extremes() throws {
    for type in [ElementType.int8, .uint8] {
      let vectors = try SampleVectors.matrix(type, count: 16, dimension: 257) { row, column in
        let corners: [UInt64] = [0, 0x7F, 0x80, 0xFF]
        return corners[(row >> (column % 2 * 2)) & 3] << 32
      }
      for level in SampleVectors.levels {
        let found = try distances(of: vectors, level: level)
        for (place, distance) in found.enumerated() {
          #expect(distance == Float(vectors.exactDistance(5, place)), "\(type) \(level) \(place)")
        }
      }
    }
  }

  @Test("float distances have the same bits at every CPU level", arguments: dimensions)
  func floatsAgree(dimension: Int) throws {
    let vectors = try SampleVectors.matrix(.float32, count: 23, dimension: dimension, seed: 8)
    let plain = try distances(of: vectors, level: VK_CPU_PLAIN)
    for level in SampleVectors.levels {
      let found = try distances(of: vectors, level: level)
      #expect(found.map(\.bitPattern) == plain.map(\.bitPattern), "\(level)")
    }
    for (place, distance) in plain.enumerated() {
      let exact = vectors.exactDistance(5, place)
      #expect(abs(Double(distance) - exact) <= 1e-6 * Double(dimension) * max(exact, 1e-3))
    }
  }

  @Test("one distance is the same either way round, and 0 for a row and itself")
  func symmetry() throws {
    for type in ElementType.allCases {
      let vectors = try SampleVectors.matrix(type, count: 9, dimension: 77, seed: 9)
      let rows = try PackedRows(vectors, team: WorkerTeam(workerCount: 1))
      for a in 0..<9 {
        #expect(rows.distance(NodeID(a), NodeID(a)) == 0)
        for b in 0..<a {
          #expect(rows.distance(NodeID(a), NodeID(b)) == rows.distance(NodeID(b), NodeID(a)))
        }
      }
    }
  }

  @Test("whole floats within a range of 256 become bytes at the same distances")
  func wholeFloats() throws {
    let signed = try SampleVectors.matrix(.int8, count: 1500, dimension: 30, seed: 10)
    let components = (0..<1500).map { signed.floats(row: $0) }
    let team = WorkerTeam(workerCount: 2)
    for offset in [Float(-1000), 0, 8_000_000] {
      let floats = try SampleVectors.floats(count: 1500, dimension: 30) {
        components[$0][$1] + offset
      }
      let rows = try PackedRows(floats, team: team)
      #expect(rows.stride == 64)
      for row in 0..<1500 {
        #expect(rows.distance(7, NodeID(row)) == Float(signed.exactDistance(7, row)))
      }
    }
  }

  @Test(
    "one component that is no byte keeps all rows floats",
    arguments: [0.5, 256, -256, .nan, .infinity, -.infinity, 0x1p24] as [Float])
  func noBytes(odd: Float) throws {
    for oddRow in [0, 1400] {
      let floats = try SampleVectors.floats(count: 1500, dimension: 30) { row, column in
        row == oddRow && column == 29 ? odd : Float((row + column) % 2)
      }
      let rows = try PackedRows(floats, team: WorkerTeam(workerCount: 2))
      #expect(rows.stride == 128)
      #expect(rows.distance(2, 3) == 30)
    }
  }

  @Test("integer rows too long for 32-bit sums are refused")
  func tooLong() throws {
    let vectors = try SampleVectors.matrix(.uint8, count: 1, dimension: 33_001, seed: 1)
    let team = WorkerTeam(workerCount: 1)
    #expect(throws: IndexError.self) { try PackedRows(vectors, team: team) }
  }

  /// From row 5 to all rows, in batches of every size from 1 on.
  private func distances(of vectors: VectorMatrix, level: vk_cpu_level) throws -> [Float] {
    let rows = try PackedRows(vectors, team: WorkerTeam(workerCount: 2), level: level)
    let query = UnsafeMutableRawPointer.allocate(byteCount: rows.stride, alignment: 64)
    defer { query.deallocate() }
    let square = rows.prepareQuery(row: 5, into: query)
    let ids = (0..<NodeID(vectors.count)).map { $0 }
    var whole = [Float](repeating: -1, count: ids.count)
    rows.kernels.distances(query, square, ids, ids.count, &whole)
    for size in 1..<ids.count {
      var part = [Float](repeating: -1, count: size + 1)
      rows.kernels.distances(query, square, ids, size, &part)
      #expect(part == whole.prefix(size) + [-1], "a batch of \(size)")
    }
    return whole
  }
}

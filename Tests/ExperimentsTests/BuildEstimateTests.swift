import Testing
import VectorData

@testable import Experiments

@Suite("Estimates of a build")
struct BuildEstimateTests {
  static let sift = BuildShape(
    count: 100_000, dimension: 128, elementType: .uint8, maxDegree: 64, searchListSize: 100,
    pqBytes: 32, threadCount: 2)

  @Test("DiskANN's rule for one piece, by hand")
  func oneShot() {
    // 1.1 · 100,000 · (128 + 4 · 64 · 1.3 + 48)
    #expect(abs(Self.sift.oneShotBytes - 55_968_000) < 1)
    var odd = Self.sift
    odd.dimension = 50
    odd.elementType = .float32
    // 1.1 · 100,000 · (56 · 4 + 332.8 + 48): 50 floats are padded to 56
    #expect(abs(odd.oneShotBytes - 66_528_000) < 1)
  }

  @Test("the files of an index are foreseen to the sector")
  func disk() {
    // 10 nodes of 388 bytes in a sector, header, codes, pivots
    let nodes = 4096.0 * 10_001
    #expect(Self.sift.diskBytes == nodes + 3_347_456 + 1_320_016)
    var wide = Self.sift
    wide.dimension = 5000
    // 5,260 bytes: two sectors for each node
    let wideNodes = 4096.0 * 200_001
    #expect(wide.diskBytes == wideNodes + 8_336_384 + 50_040_016)
  }

  @Test("more of anything takes longer, and more threads up to the processors do not")
  func seconds() {
    let base = Self.sift.seconds(distance: 1e-8)
    for change: (inout BuildShape) -> Void in [
      { $0.count *= 2 }, { $0.searchListSize *= 2 }, { $0.maxDegree *= 2 }, { $0.dimension *= 2 },
    ] {
      var larger = Self.sift
      change(&larger)
      #expect(larger.seconds(distance: 1e-8) > base)
    }
    #expect(Self.sift.seconds(distance: 2e-8) > base)
    var single = Self.sift
    single.threadCount = 1
    #expect(single.seconds(distance: 1e-8) >= base)
  }

  @Test("the memory of a build holds at least a copy of its vectors and its graph")
  func memory() {
    #expect(Self.sift.peakBytes(threadCount: 2) > 12_800_000 + 33_600_000)
    #expect(Self.sift.peakBytes(threadCount: 2) < 286 * 1_048_576)
  }

  @Test("a shard of the capacity fits its budget, one point more does not")
  func capacity() {
    for budget in [50e6, 60e6, 1e9] {
      let capacity = Self.sift.shardCapacity(budget: budget)
      let bytes = { (points: Int) in
        Self.sift.linkingBytes(
          points, degree: Self.sift.shardDegree, threadCount: BuildShape.nominalThreadCount)
          + BuildShape.programBytes
      }
      #expect(bytes(capacity) <= budget && bytes(capacity + 1) > budget)
    }
    #expect(Self.sift.shardCapacity(budget: 1e6) == 0)
  }

  @Test("fewer workers where more would leave the budget, but one always")
  func workers() {
    var shape = Self.sift
    shape.threadCount = 64
    let all = shape.linkingBytes(100_000, degree: 64, threadCount: 64) + BuildShape.programBytes
    #expect(shape.workerCount(points: 100_000, degree: 64, budget: all) == 64)
    #expect((1..<64).contains(shape.workerCount(points: 100_000, degree: 64, budget: all * 0.9)))
    #expect(shape.workerCount(points: 100_000, degree: 64, budget: 1) == 1)
  }
}

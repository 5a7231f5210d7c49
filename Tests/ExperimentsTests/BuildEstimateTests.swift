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
    #expect(Self.sift.diskBytes == nodes + 3_347_456)
    var wide = Self.sift
    wide.dimension = 5000
    // 5,260 bytes: two sectors for each node
    let wideNodes = 4096.0 * 200_001
    #expect(wide.diskBytes == wideNodes + 8_336_384)
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

  @Test("the memory of a build holds at least its vectors twice and its graph")
  func memory() {
    #expect(Self.sift.peakBytes > 25_600_000 + 33_200_000)
    #expect(Self.sift.peakBytes < 286 * 1_048_576)
  }
}

import Foundation
import TestSupport
import Testing
import Vamana
import VectorData

@testable import Experiments

@Suite("Points that come and go")
struct UpdateBenchTests {
  private static let parameters = VamanaParameters(
    maxDegree: 8, searchListSize: 24, saturates: false)

  private func matrix(_ count: Int, seed: UInt64) throws -> VectorMatrix {
    let folder = try TemporaryFolder()
    var random = SeededGenerator(seed: seed)
    var file = try OutputFile(path: folder.file("x.fbin"))
    try file.append(elements: [Int32(count), 6])
    try file.append(elements: (0..<count * 6).map { _ in Float(random.nextUnit()) })
    try file.finish()
    return try BinFile.open(path: folder.file("x.fbin"), elementType: nil)
  }

  private func bench(count: Int = 300) throws -> UpdateBench {
    try UpdateBench(
      vectors: matrix(count, seed: 4), queries: matrix(20, seed: 9), metric: .l2)
  }

  private func perform(
    _ act: UpdateBench.Act, _ bench: inout UpdateBench, threadCount: Int = 1
  ) throws -> UpdateBench.Moment {
    try bench.perform(
      act, parameters: Self.parameters, answerCount: 5, searchListSize: 12,
      team: WorkerTeam(workerCount: threadCount))
  }

  @Test(
    "Deleted points stay in the graph until it is consolidated, and are never counted as reached")
  func wholeWay() throws {
    var bench = try bench()
    let begun = try perform(.insert, &bench)
    #expect(begun.pointCount == 300 && begun.deletedCount == 0 && begun.reachedCount == 300)
    #expect(begun.recall > 0.8 && begun.meanDegree > 2 && begun.meanHops >= 5)
    let hidden = try perform(.delete(percent: 40), &bench)
    #expect(hidden.pointCount == 180 && hidden.deletedCount == 120 && hidden.reachedCount == 180)
    #expect(hidden.meanDegree == begun.meanDegree)
    let cut = try perform(.cut, &bench)
    #expect(cut.pointCount == 180 && cut.deletedCount == 0 && cut.reachedCount <= 180)
    #expect(cut.meanDegree < begun.meanDegree && cut.meanComparisons < hidden.meanComparisons)
    let mended = try perform(.consolidate, &bench)
    #expect(mended.pointCount == 180 && mended.deletedCount == 0 && mended.reachedCount == 180)
    #expect(mended.recall >= cut.recall && mended.meanDegree > cut.meanDegree)
    let replaced = try perform(.replace(percent: 20, times: 3), &bench)
    #expect(replaced.pointCount == 180 && replaced.deletedCount == 0)
    #expect(try perform(.insert, &bench) == begun)
  }

  @Test("The same acts give the same figures, at any number of threads")
  func deterministic() throws {
    var (one, three) = (try bench(), try bench())
    for act in [
      UpdateBench.Act.insert, .delete(percent: 25), .cut, .consolidate,
      .replace(percent: 10, times: 2),
    ] {
      #expect(try perform(act, &one) == perform(act, &three, threadCount: 3))
    }
  }

  @Test("What cannot be is refused with a reason, and does nothing")
  func refused() throws {
    var bench = try bench(count: 12)
    #expect(throws: IndexError.self) { try perform(.consolidate, &bench) }
    _ = try perform(.insert, &bench)
    #expect(throws: IndexError.self) { try perform(.delete(percent: 90), &bench) }
    #expect(throws: IndexError.self) { try perform(.delete(percent: 0), &bench) }
    #expect(try perform(.delete(percent: 50), &bench).pointCount == 6)
    #expect(throws: IndexError.self) { try perform(.delete(percent: 50), &bench) }
  }
}

import Foundation
import TestSupport
import Testing
import VectorData

@Suite("Range truth")
struct RangeTruthTests {
  private static func file(_ words: [UInt32]) -> SyntheticFile {
    var file = SyntheticFile()
    for word in words { file.append(word) }
    return file
  }

  @Test("counts, then ids, query after query; what is written reads back")
  func layout() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("truth.bin")
    try Self.file([3, 4, 1, 0, 3, 7, 5, 6, 2]).write(to: path)
    let truth = try RangeTruth.open(path: path)
    #expect(truth.neighbours == [[7], [], [5, 6, 2]])
    try truth.write(into: OutputFile(path: folder.file("copy.bin")))
    let copy = try Data(contentsOf: URL(fileURLWithPath: folder.file("copy.bin")))
    #expect(try copy == Data(contentsOf: URL(fileURLWithPath: path)))
    try truth.validate(queries: 3, baseCount: 8)
    #expect(throws: IndexError.self) { try truth.validate(queries: 2, baseCount: 8) }
    #expect(throws: IndexError.self) { try truth.validate(queries: 3, baseCount: 7) }
  }

  @Test(
    "sizes and counts that contradict each other are refused",
    arguments: [
      [], [1], [3, 4, 1, 0, 3, 7, 5, 6], [3, 4, 1, 0, 3, 7, 5, 6, 2, 9],
      [3, 4, 1, 1, 3, 7, 5, 6, 2],
      [3, 4, 9999, 0, 3, 7, 5, 6, 2], [0, 0], [UInt32.max, UInt32.max],
    ])
  func damaged(words: [UInt32]) throws {
    let folder = try TemporaryFolder()
    try Self.file(words).write(to: folder.file("truth.bin"))
    let error = thrownError { () throws(IndexError) in
      _ = try RangeTruth.open(path: folder.file("truth.bin"))
    }
    guard case .malformed = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("recall is the share of all that lies within the range")
  func recall() {
    let truth = RangeTruth(neighbours: [[1, 2, 3], [], [4]])
    #expect(Recall.fraction(found: [[3, 1, 9], [5], []], truth: truth) == 0.5)
    #expect(Recall.fraction(found: [[], []], truth: RangeTruth(neighbours: [[], []])) == 1)
  }
}

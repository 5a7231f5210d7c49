import Testing
import VectorData

@Suite("Recall")
struct RecallTests {
  static let truth = TruthSet(
    queryCount: 2, neighbourCount: 5, ids: [1, 2, 3, 4, 5, 10, 11, 12, 13, 14],
    distances: [0, 1, 1, 1, 2, 0, 1, 2, 3, 4])

  /// (answers of query 0, K, hits)
  static let cases: [([NodeID], Int, Int)] = [
    ([1, 2], 2, 2),
    ([1, 3], 2, 2),
    ([1, 4], 2, 2),
    ([1, 5], 2, 1),
    ([3, 4], 2, 2),
    ([4, 4], 2, 1),
    ([2, 3, 4], 2, 2),
    ([5, 9, 1], 2, 0),
    ([1], 2, 1),
    ([], 2, 0),
    ([1, 2, 3, 4, 5], 5, 5),
    ([2], 1, 0),
  ]

  @Test(
    "answers tied with the K-th true neighbour count, answers beyond K do not", arguments: cases)
  func hits(found: [NodeID], answerCount: Int, expected: Int) {
    #expect(
      Recall.hits(found: found, truth: Self.truth, query: 0, answerCount: answerCount) == expected)
  }

  @Test("without distances only the first K count")
  func withoutDistances() {
    let plain = TruthSet(
      queryCount: 2, neighbourCount: 5, ids: Self.truth.ids, distances: nil)
    #expect(Recall.hits(found: [1, 3], truth: plain, query: 0, answerCount: 2) == 1)
  }

  @Test("the fraction is the mean over the queries")
  func fraction() {
    let found: [[NodeID]] = [[1, 4], [10, 99]]
    #expect(Recall.fraction(found: found, truth: Self.truth, answerCount: 2) == 0.75)
  }
}

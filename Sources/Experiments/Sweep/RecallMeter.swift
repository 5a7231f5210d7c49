import DiskIndex
import VectorData

/// The truth of a search: of K neighbours, or of all within a range.
public struct RecallMeter: Sendable {
  private enum Truth {
    case nearest(TruthSet, answerCount: Int)
    case range(RangeTruth)
  }

  private let truth: Truth

  /// Reads the truth at `path` and holds it against queries and index.
  ///
  /// - Parameter isRange: Whether it is a range truth.
  /// - Throws: `IndexError.malformed` or `mismatch` when it is not the truth of these queries, `system`.
  public init(
    path: String, isRange: Bool, queryCount: Int, index: any SearchableIndex, answerCount: Int
  ) throws(IndexError) {
    if isRange {
      let set = try RangeTruth.open(path: path)
      try set.validate(queries: queryCount, baseCount: index.numberLimit)
      truth = .range(set)
    } else {
      let set = try TruthSet.open(path: path)
      try set.validate(
        queries: queryCount, baseCount: index.numberLimit, answerCount: answerCount)
      truth = .nearest(set, answerCount: answerCount)
    }
  }

  /// The truth of K neighbours; none where there is none.
  ///
  /// - Throws: `IndexError.mismatch`, `malformed`.
  init?(
    _ set: TruthSet?, queryCount: Int, index: any SearchableIndex, answerCount: Int
  ) throws(IndexError) {
    guard let set else { return nil }
    try set.validate(
      queries: queryCount, baseCount: index.numberLimit, answerCount: answerCount)
    truth = .nearest(set, answerCount: answerCount)
  }

  /// The share of the truth that was found.
  public func fraction(of batch: BatchAnswer) -> Double {
    let found = batch.answers.map { $0.results.map(\.node) }
    switch truth {
    case .nearest(let set, let answerCount):
      return Recall.fraction(found: found, truth: set, answerCount: answerCount)
    case .range(let set):
      return Recall.fraction(found: found, truth: set)
    }
  }
}

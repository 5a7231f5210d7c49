import DiskIndex
import Experiments
import VectorData

/// The truth of a search: of K neighbours, or of all within a range.
struct RecallMeter {
  private enum Truth {
    case nearest(TruthSet, answerCount: Int)
    case range(RangeTruth)
  }

  private let truth: Truth

  /// Reads the truth and holds it against queries and index; `nil` where the user names none.
  init?(
    truthPath: String?, isRange: Bool, queries: VectorMatrix, index: any SearchableIndex,
    answerCount: Int
  ) throws(IndexError) {
    guard let truthPath else { return nil }
    let baseCount = index.numberLimit
    if isRange {
      let set = try RangeTruth.open(path: truthPath)
      try set.validate(queries: queries.count, baseCount: baseCount)
      truth = .range(set)
    } else {
      let set = try TruthSet.open(path: truthPath)
      try set.validate(queries: queries.count, baseCount: baseCount, answerCount: answerCount)
      truth = .nearest(set, answerCount: answerCount)
    }
  }

  /// The share of the truth that was found.
  func fraction(of batch: BatchAnswer) -> Double {
    let found = batch.answers.map { $0.results.map(\.node) }
    switch truth {
    case .nearest(let set, let answerCount):
      return Recall.fraction(found: found, truth: set, answerCount: answerCount)
    case .range(let set):
      return Recall.fraction(found: found, truth: set)
    }
  }
}

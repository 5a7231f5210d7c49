/// The share of true neighbours that a search found, counted as DiskANN's `calculate_recall` does.
///
/// The first K true neighbours are extended by all that are exactly as far as the K-th (where the truth
/// has distances): any of them is a hit, but a query never has more than K.
public enum Recall {
  /// How many of the first `answerCount` answers in `found` are true neighbours of `query`.
  ///
  /// Fewer answers than K count as misses; a repeated answer counts once.
  public static func hits(
    found: some Sequence<NodeID>, truth: TruthSet, query: Int, answerCount: Int
  ) -> Int {
    let accepted = acceptedNeighbours(truth: truth, query: query, answerCount: answerCount)
    var distinct = Set<NodeID>()
    for node in found.prefix(answerCount) where accepted.contains(node) { distinct.insert(node) }
    return distinct.count
  }

  /// The mean over all queries, 0 … 1; `found` has one list per query of `truth`, best first.
  public static func fraction(
    found: [[NodeID]], truth: TruthSet, answerCount: Int
  ) -> Double {
    precondition(found.count == truth.queryCount, "one list of answers per query")
    precondition(answerCount > 0, "recall needs at least one answer")
    var hitCount = 0
    for (query, answers) in found.enumerated() {
      hitCount += hits(found: answers, truth: truth, query: query, answerCount: answerCount)
    }
    return Double(hitCount) / Double(truth.queryCount * answerCount)
  }

  /// The true neighbours that count at rank `answerCount`: the first K and those tied with the K-th.
  public static func acceptedNeighbours(
    truth: TruthSet, query: Int, answerCount: Int
  ) -> ArraySlice<NodeID> {
    let neighbours = truth.neighbours(of: query)
    precondition(answerCount > 0 && answerCount <= neighbours.count, "the truth reaches to K")
    var end = neighbours.startIndex + answerCount
    if let distances = truth.distances {
      let farthest = distances[end - 1]
      while end < neighbours.endIndex, distances[end] == farthest { end += 1 }
    }
    return neighbours[..<end]
  }
}

import DiskIndex
import VectorData

/// What a search would answer if it stopped at a hop, and where its true neighbours are by then.
///
/// A search returns the K best expanded nodes by exact distance (only they were read whole), so a true
/// neighbour counts once it is expanded and among those.
struct SearchOutlook: Sendable, Equatable {
  /// Where a true neighbour stands.
  enum Whereabouts: Sendable, Equatable {
    /// Among the K best expanded, found in that hop.
    case found(hop: Int)
    /// In the candidate list at that place, 0 the first, not expanded yet.
    case waiting(rank: Int)
    /// It was in the list once and has been pushed out.
    case pushedOut
    /// No expanded node points to it so far.
    case unseen
  }

  /// The best K expanded nodes, nearest first.
  var answers: [SearchResult]
  /// Each true neighbour, nearest first.
  var neighbours: [(node: NodeID, place: Whereabouts)]
  /// True neighbours among `answers`.
  var foundCount: Int
  /// Share of K found; `nil` without truth.
  var recall: Double?

  /// The outlook after `hops`, for K answers against `truth` (ties with the K-th included).
  init(
    hops: ArraySlice<TraceHop>, truth: [NodeID], answerCount: Int, metric: Metric = .l2
  ) {
    var exact: [SearchResult] = []
    var hopOfNode: [NodeID: Int] = [:]
    for hop in hops {
      for expansion in hop.expanded {
        exact.append(SearchResult(node: expansion.node, distance: expansion.exactDistance))
        hopOfNode[expansion.node] = hop.number
      }
    }
    exact.sort { first, second in
      first.distance == second.distance
        ? first.node < second.node : metric.isNearer(first.distance, than: second.distance)
    }
    answers = Array(exact.prefix(answerCount))
    let best = Set(answers.map(\.node))
    foundCount = truth.count(where: best.contains)
    recall =
      truth.isEmpty ? nil : Double(min(foundCount, answerCount)) / Double(max(answerCount, 1))
    neighbours = SearchOutlook.locate(truth, hops: hops, best: best, hopOfNode: hopOfNode)
  }

  private static func locate(
    _ truth: [NodeID], hops: ArraySlice<TraceHop>, best: Set<NodeID>, hopOfNode: [NodeID: Int]
  ) -> [(node: NodeID, place: Whereabouts)] {
    var ranks: [NodeID: Int] = [:]
    for (rank, candidate) in (hops.last?.after ?? []).enumerated() { ranks[candidate.node] = rank }
    var met = Set<NodeID>()
    let wanted = Set(truth)
    for hop in hops {
      for expansion in hop.expanded {
        for neighbour in expansion.neighbours where wanted.contains(neighbour.node) {
          met.insert(neighbour.node)
        }
      }
    }
    return truth.map { node in
      if best.contains(node), let hop = hopOfNode[node] { return (node, .found(hop: hop)) }
      if let rank = ranks[node] { return (node, .waiting(rank: rank)) }
      return (node, met.contains(node) ? .pushedOut : .unseen)
    }
  }

  static func == (left: SearchOutlook, right: SearchOutlook) -> Bool {
    left.answers == right.answers && left.recall == right.recall
      && left.neighbours.elementsEqual(right.neighbours) {
        $0.node == $1.node && $0.place == $1.place
      }
  }
}

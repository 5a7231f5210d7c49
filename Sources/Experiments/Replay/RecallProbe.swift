import Vamana
import VectorData

/// Rows of a sample as queries, each with all rows in order of distance: the truth of every moment of a film.
///
/// Memory: 4 bytes per row and query.
struct RecallProbe: Sendable {
  private static let queryLimit = 50
  private static let answerCount = 10

  private let queries: [NodeID]
  private let orders: [[NodeID]]

  /// Compares at most 50 of the rows with all rows.
  init(rows: PackedRows) {
    let count = min(rows.count, Self.queryLimit)
    queries = (0..<count).map { NodeID($0 * rows.count / count) }
    orders = queries.map { query in
      (0..<NodeID(rows.count)).map { (rows.distance(query, $0), $0) }.sorted(by: <).map(\.1)
    }
  }

  /// The share of the 10 nearest that searches in `graph`, made of `lists`, find: of all rows, and of those
  /// that have edges or where searches start.
  ///
  /// - Throws: `IndexError.memory`.
  func recall(
    of graph: VamanaGraph, lists: [[NodeID]], rows: PackedRows, searchListSize: Int
  ) throws(IndexError) -> (ofAll: Double, ofLinked: Double) {
    let wanted = min(Self.answerCount, rows.count)
    var (found, asked, foundLinked, askedLinked) = (0, 0, 0, 0)
    for (query, order) in zip(queries, orders) {
      var nothing = NoSearchObserver()
      let answers = Set(
        try graph.candidates(
          near: query, rows: rows, searchListSize: max(searchListSize, wanted), observer: &nothing
        ).prefix(wanted).map(\.node))
      let truth = order.prefix(wanted)
      let linked = order.lazy.filter { $0 == graph.medoid || !lists[Int($0)].isEmpty }
        .prefix(wanted)
      found += truth.count { answers.contains($0) }
      asked += wanted
      for node in linked {
        foundLinked += answers.contains(node) ? 1 : 0
        askedLinked += 1
      }
    }
    return (
      Double(found) / Double(max(asked, 1)), Double(foundLinked) / Double(max(askedLinked, 1))
    )
  }
}

import Vamana
import VectorData

/// A graph under construction in numbers.
public struct GraphMoment: Sendable, Equatable, Encodable {
  /// Frames of the film that lie behind.
  public var frame: Int
  /// The pass.
  public var pass: Int
  /// Its alpha.
  public var alpha: Float
  /// Points that have edges.
  public var linkedCount: Int
  /// Nodes that walks along edges from the medoid come to.
  public var reachableCount: Int
  /// How many nodes have 0, 1, 2, … neighbours.
  public var degrees: [Int]
  /// Its edges in numbers.
  public var lengths: EdgeLengths
  /// The share of the 10 nearest rows that a search with the build's L finds, over a sample of the rows.
  public var recall: Double
}

extension BuildFilm {
  /// Rows that a recall is measured with.
  private static let sampleSize = 50
  private static let answerCount = 10

  /// The graph behind the first `count` frames in numbers.
  ///
  /// Costs a greedy walk to every row, and a comparison of every row with those of the sample.
  /// - Throws: `IndexError.memory`.
  public func moment(
    after count: Int, rows: PackedRows, searchListSize: Int
  ) throws(IndexError) -> GraphMoment {
    let lists = lists(after: count)
    let graph = try VamanaGraph(lists: lists, medoid: medoid)
    let frame = frames.prefix(count).last
    return GraphMoment(
      frame: min(count, frames.count), pass: frame?.pass ?? 0, alpha: frame?.alpha ?? 1,
      linkedCount: lists.count { !$0.isEmpty }, reachableCount: graph.reachableCount(),
      degrees: graph.degreeHistogram(),
      lengths: EdgeLengths(lists, rows: rows, medoid: medoid),
      recall: try Self.recall(graph, rows: rows, searchListSize: searchListSize))
  }

  private static func recall(
    _ graph: VamanaGraph, rows: PackedRows, searchListSize: Int
  ) throws(IndexError) -> Double {
    let wanted = min(answerCount, rows.count)
    var (found, asked) = (0, 0)
    for place in 0..<min(sampleSize, rows.count) {
      let query = NodeID(place * rows.count / min(sampleSize, rows.count))
      var nothing = NoSearchObserver()
      let answers = try graph.candidates(
        near: query, rows: rows, searchListSize: max(searchListSize, wanted), observer: &nothing
      ).prefix(wanted).map(\.node)
      let truth = (0..<NodeID(rows.count)).map { (rows.distance(query, $0), $0) }
        .sorted(by: <).prefix(wanted).map(\.1)
      found += Set(answers).intersection(truth).count
      asked += wanted
    }
    return Double(found) / Double(max(asked, 1))
  }
}

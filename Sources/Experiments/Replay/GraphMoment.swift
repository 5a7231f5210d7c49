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
  /// The same of the 10 nearest among the points that have edges.
  public var linkedRecall: Double
}

extension BuildFilm {
  /// The graph behind the first `count` frames in numbers.
  ///
  /// Costs a greedy walk to every row, and a comparison of every row with those of a sample.
  /// - Throws: `IndexError.memory`.
  public func moment(
    after count: Int, rows: PackedRows, searchListSize: Int
  ) throws(IndexError) -> GraphMoment {
    try moment(
      after: count, lists: lists(after: count), rows: rows, searchListSize: searchListSize,
      probe: RecallProbe(rows: rows), walkLimit: .max)
  }

  /// The same of `lists`, which are those behind the first `count` frames.
  func moment(
    after count: Int, lists: [[NodeID]], rows: PackedRows, searchListSize: Int,
    probe: RecallProbe, walkLimit: Int
  ) throws(IndexError) -> GraphMoment {
    let graph = try VamanaGraph(lists: lists, medoid: medoid)
    let frame = frames.prefix(count).last
    let recall = try probe.recall(
      of: graph, lists: lists, rows: rows, searchListSize: searchListSize)
    return GraphMoment(
      frame: min(count, frames.count), pass: frame?.pass ?? 0, alpha: frame?.alpha ?? 1,
      linkedCount: lists.count { !$0.isEmpty }, reachableCount: graph.reachableCount(),
      degrees: graph.degreeHistogram(),
      lengths: EdgeLengths(lists, rows: rows, medoid: medoid, walkLimit: walkLimit),
      recall: recall.ofAll, linkedRecall: recall.ofLinked)
  }
}

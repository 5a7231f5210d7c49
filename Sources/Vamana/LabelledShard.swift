import VectorData

/// The graph of one shard that knows the labels of its points, on its way to the merge.
public struct LabelledShard {
  /// Its nodes are the rows of the shard.
  public let graph: VamanaGraph
  /// Label of the shard → the node where walks over its points start.
  public let starts: [NodeID]
  /// The edges over which walks reach all of the points of their labels.
  let needed: NeededEdges

  /// The `filtered` graph of `vectors`, the rows of a shard, with `labels` of theirs alone.
  ///
  /// Lists need at most R/2 − 1 edges for all labels together, so that those of the two shards of a point, and
  /// edges from shard to shard, have room in a list of R: a merge gives none of them up.
  ///
  /// - Parameters:
  ///   - parameters: R′ of the shard.
  ///   - mergedDegree: R of the merged graph.
  /// - Throws: as `VamanaBuilder.build`.
  public static func link(
    _ vectors: VectorMatrix, sketch: VectorSketch?, labels: PointLabels,
    parameters: VamanaParameters, mergedDegree: Int, team: WorkerTeam, control: JobControl
  ) throws(IndexError) -> LabelledShard {
    precondition(labels.nodeCount == vectors.count, "labels of every row")
    let linked = try FilteredVamana.link(
      vectors, sketch: sketch, labels: labels, parameters: parameters,
      neededLimit: max(1, mergedDegree / 2 - 1), team: team, control: control)
    return LabelledShard(graph: linked.graph, starts: linked.starts, needed: linked.needed)
  }
}

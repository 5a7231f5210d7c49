import VectorData

/// A graph that knows labels, and where walks over the points of each label start.
public struct LabelledGraph: Sendable {
  /// The graph; searches without a filter start at its medoid.
  public let graph: VamanaGraph
  /// Label → the node where a walk over its points starts; empty for a graph that knows no labels.
  public let starts: [NodeID]

  /// A graph, and the start of each label that it knows.
  public init(graph: VamanaGraph, starts: [NodeID] = []) {
    self.graph = graph
    self.starts = starts
  }

  /// The graph of `vectors`, one row for each point of `labels`, as `kind` says.
  ///
  /// Graphs that know labels are not saturated, whatever the parameters say, as in DiskANN: what fills a list
  /// up takes no heed of labels.
  /// - Parameter sketch: What the graph is linked over in the place of `vectors`; none for stitched graphs.
  /// - Throws: as `VamanaBuilder.build`.
  public static func build(
    _ vectors: VectorMatrix, sketch: VectorSketch? = nil, labels: PointLabels, kind: FilterGraph,
    parameters: VamanaParameters, team: WorkerTeam, control: JobControl
  ) throws(IndexError) -> LabelledGraph {
    precondition(labels.nodeCount == vectors.count, "labels of every row")
    precondition(sketch == nil || kind != .stitched, "stitched graphs are linked over vectors")
    var parameters = parameters
    if kind != .plain { parameters.saturates = false }
    switch kind {
    case .plain:
      let graph = try VamanaBuilder.build(
        vectors, sketch: sketch, parameters: parameters, team: team, control: control)
      return LabelledGraph(graph: graph)
    case .filtered:
      return try FilteredVamana.build(
        vectors, sketch: sketch, labels: labels, parameters: parameters, team: team,
        control: control)
    case .stitched:
      return try StitchedVamana.build(
        vectors, labels: labels, parameters: parameters, team: team, control: control)
    }
  }
}

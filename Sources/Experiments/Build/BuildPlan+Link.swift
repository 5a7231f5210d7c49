import Vamana
import VectorData

extension BuildPlan {
  /// The graph of `vectors`, those of the plan made ready for the metric, with or without heed of labels.
  ///
  /// - Throws: as `VamanaBuilder.build`.
  func link(
    _ vectors: VectorMatrix, team: WorkerTeam, control: JobControl
  ) throws(IndexError) -> LabelledGraph {
    guard let labels else {
      let graph = try VamanaBuilder.build(
        vectors, parameters: request.graph, team: team, control: control)
      return LabelledGraph(graph: graph)
    }
    return try LabelledGraph.build(
      vectors, labels: labels, kind: request.filterGraph, parameters: request.graph, team: team,
      control: control)
  }
}

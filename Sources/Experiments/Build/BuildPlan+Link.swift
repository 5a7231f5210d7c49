import Quantization
import Vamana
import VectorData

extension BuildPlan {
  /// The labels that the graph is to know, `nil` where it knows none.
  var linkedLabels: PointLabels? { request.filterGraph == .plain ? nil : labels }

  /// The graph of `vectors`, those of the plan made ready for the metric, with or without heed of labels, over
  /// codes where the request says so.
  ///
  /// - Throws: as `VamanaBuilder.build` and `ProductQuantizer.train`.
  func link(
    _ vectors: VectorMatrix, team: WorkerTeam, control: JobControl
  ) throws(IndexError) -> LabelledGraph {
    let sketch = try sketch(of: vectors, team: team, control: control)
    guard let labels else {
      let graph = try VamanaBuilder.build(
        vectors, sketch: sketch, parameters: request.graph, team: team, control: control)
      return LabelledGraph(graph: graph)
    }
    return try LabelledGraph.build(
      vectors, sketch: sketch, labels: labels, kind: request.filterGraph,
      parameters: request.graph, team: team, control: control)
  }

  /// What a graph of `vectors`, all or those of a shard, is linked over in their place; `nil` for the vectors
  /// themselves. Codes of their own, as in DiskANN, not those of searches, which may be rotated.
  ///
  /// - Throws: as `ProductQuantizer.train`.
  func sketch(
    of vectors: VectorMatrix, team: WorkerTeam, control: JobControl
  ) throws(IndexError) -> VectorSketch? {
    guard let bytes = request.linkingCodeBytes else { return nil }
    let part = JobControl(parent: control) { progress in
      var renamed = progress
      renamed.phase = "sketch vectors"
      control.report(renamed)
    }
    let quantizer = try ProductQuantizer.train(
      on: trainingRows(of: vectors), chunkCount: bytes, seed: request.graph.seed &+ 2,
      isCentred: request.metric != .innerProduct, releasesPages: savesPages, team: team,
      control: part)
    return VectorSketch(quantizer, try quantizer.encode(vectors, team: team, control: part))
  }

  /// Whether pages of mapped vectors are let go wherever that costs little: a build over codes is one whose
  /// vectors do not fit.
  var savesPages: Bool { request.linkingCodeBytes != nil }

  /// All rows, of which a training draws its sample; under a budget that keeps the graph in shards the
  /// sample alone, since every page that the training comes to counts.
  func trainingRows(of vectors: VectorMatrix) throws(IndexError) -> VectorMatrix {
    guard shards != nil, let budget = budgetBytes else { return vectors }
    let perRow =
      Double(shape.rowBytes)
      + shape.trainingBytesPerRow(threadCount: BuildShape.nominalThreadCount)
    let fitting = max(1000, (budget - BuildShape.programBytes) / perRow)
    return try ProductQuantizer.gatherSample(
      of: vectors, limit: min(ProductQuantizer.trainingSampleLimit, Int(fitting)),
      seed: request.graph.seed)
  }
}

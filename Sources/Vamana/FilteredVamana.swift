import VectorData

/// FilteredVamana (Gollapudi et al. 2023, algorithm 4), in DiskANN's form: a node is linked to what a search
/// over points of its labels finds and to what a search over all points finds.
enum FilteredVamana {
  /// The same bytes for any number of workers. Over what `sketch` says of the vectors, where there is one.
  ///
  /// Memory: as `VamanaBuilder.build`, `LabelRows`, and `NeededEdges`.
  static func build(
    _ vectors: VectorMatrix, sketch: VectorSketch?, labels: PointLabels,
    parameters: VamanaParameters, team: WorkerTeam, control: JobControl
  ) throws(IndexError) -> LabelledGraph {
    let linked = try link(
      vectors, sketch: sketch, labels: labels, parameters: parameters, neededLimit: .max,
      team: team, control: control)
    return LabelledGraph(graph: linked.graph, starts: linked.starts)
  }

  /// The same, with the edges that reach the points of each label.
  ///
  /// - Parameter neededLimit: The most of them in a list.
  static func link(
    _ vectors: VectorMatrix, sketch: VectorSketch?, labels: PointLabels,
    parameters: VamanaParameters, neededLimit: Int, team: WorkerTeam, control: JobControl
  ) throws(IndexError) -> (graph: VamanaGraph, starts: [NodeID], needed: NeededEdges) {
    let linked = LinkedLabels(
      rows: try LabelRows(labels), starts: starts(of: labels, seed: parameters.seed))
    guard let sketch else {
      let build = try VamanaBuild(
        vectors, parameters: parameters, labels: linked, team: team, control: control)
      let needed = try build.run(labels, starts: linked.starts, neededLimit: neededLimit)
      return (build.finish(), linked.starts, needed)
    }
    let build = try VamanaBuild(
      vectors, sketch: sketch, parameters: parameters, labels: linked, team: team, control: control)
    let needed = try build.run(labels, starts: linked.starts, neededLimit: neededLimit)
    return (build.finish(), linked.starts, needed)
  }

  /// Of 25 points of a label, drawn by lot, the one that fewest labels before it start at (algorithm 2): points
  /// of many labels would else be the start of all of them.
  static func starts(of labels: PointLabels, seed: UInt64) -> [NodeID] {
    var generator = SeededGenerator(seed: seed, stream: 2)
    var loads: [NodeID: Int] = [:]
    return labels.names.indices.map { label in
      let points = labels.points(of: label)
      var best = points[points.startIndex]
      var bestLoad = Int.max
      for _ in 0..<candidateCount {
        let candidate = points[points.startIndex + generator.nextIndex(below: points.count)]
        let load = loads[candidate] ?? 0
        if load < bestLoad { (best, bestLoad) = (candidate, load) }
      }
      loads[best, default: 0] += 1
      return best
    }
  }

  private static let candidateCount = 25
}

extension VamanaBuild {
  fileprivate func run(
    _ labels: PointLabels, starts: [NodeID], neededLimit: Int
  ) throws(IndexError) -> NeededEdges {
    try linkAll()
    try trimAll()
    try connectAll()
    return try connectLabels(labels, starts: starts, limit: neededLimit)
  }
}

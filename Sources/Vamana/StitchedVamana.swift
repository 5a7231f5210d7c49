import VectorData

/// StitchedVamana (Gollapudi et al. 2023, algorithm 5): a Vamana graph over the points of each label, their
/// edges united, and lists that have become too long pruned by FilteredRobustPrune.
///
/// Each label is reached as well as a graph of its own would be; a search without a filter finds little more
/// than the label that it begins in.
enum StitchedVamana {
  /// The same bytes for any number of workers.
  ///
  /// Memory: as `VamanaBuilder.build` and `LabelRows`, 4 · (R + 1) bytes for each label of a point, and a copy
  /// of the vectors of the largest label.
  static func build(
    _ vectors: VectorMatrix, labels: PointLabels, parameters: VamanaParameters, team: WorkerTeam,
    control: JobControl
  ) throws(IndexError) -> LabelledGraph {
    let parts = try buildParts(
      vectors, labels: labels, parameters: parameters, team: team, control: control)
    var united = parameters
    united.slackFactor = 1
    let linked = LinkedLabels(
      rows: try LabelRows(labels), starts: parts.map { $0.nodes[Int($0.graph.medoid)] })
    let build = try VamanaBuild(
      vectors, parameters: united, labels: linked, team: team, control: control)
    try build.fillAll { node in union(of: node, labels: linked.rows, parts: parts) }
    try build.connectAll()
    try build.connectLabels(labels, starts: linked.starts)
    return LabelledGraph(graph: build.finish(), starts: linked.starts)
  }

  /// The graph of one label: node i of it is `nodes[i]` of all.
  private struct Part: Sendable {
    let nodes: [NodeID]
    let graph: VamanaGraph

    /// The neighbours of `node`, empty where it is none of these.
    func neighbours(of node: NodeID) -> UnsafeBufferPointer<NodeID> {
      var (low, high) = (0, nodes.count)
      while low < high {
        let middle = (low + high) / 2
        if nodes[middle] < node { low = middle + 1 } else { high = middle }
      }
      guard low < nodes.count, nodes[low] == node else {
        return UnsafeBufferPointer(start: nil, count: 0)
      }
      return graph.neighbours(of: NodeID(low))
    }
  }

  /// Universal points are part of every graph.
  private static func buildParts(
    _ vectors: VectorMatrix, labels: PointLabels, parameters: VamanaParameters, team: WorkerTeam,
    control: JobControl
  ) throws(IndexError) -> [Part] {
    let members = labels.names.indices.map { labels.passing(label: $0).nodes }
    let total = members.reduce(0) { $0 + $1.count }
    var (parts, done) = ([Part](), 0)
    for nodes in members {
      try control.checkCancelled()
      let linked = done
      let part = JobControl(parent: control) { progress in
        control.report(
          JobProgress(
            phase: "link labels", done: linked + min(progress.done, nodes.count), total: total,
            unit: "points"))
      }
      let rows = try vectors.gathered(nodes.map { Int($0) }, purpose: "vectors of a label")
      let graph = try VamanaBuilder.build(rows, parameters: parameters, team: team, control: part)
      parts.append(Part(nodes: nodes, graph: graph))
      done += nodes.count
    }
    return parts
  }

  /// The neighbours of `node` in the graphs of all its labels, each once.
  private static func union(of node: NodeID, labels: LabelRows, parts: [Part]) -> [NodeID] {
    let hasAll = labels.isUniversal(node)
    let own = hasAll ? Array(parts.indices) : labels.labels(of: node).map { Int($0) }
    var seen = Set<NodeID>()
    return own.flatMap { label in
      parts[label].neighbours(of: node).map { parts[label].nodes[Int($0)] }
        .filter { seen.insert($0).inserted }
    }
  }
}

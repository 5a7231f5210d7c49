import CVectorKernels
import VectorData

/// Builds Vamana graphs in parallel, the same bytes for any number of workers.
///
/// Points are inserted in an order fixed by the seed, in batches that double from 1 up to 1 % of all (in the
/// manner of ParlayANN). Every point of a batch searches the graph as it was before the batch; then the reverse
/// edges are applied per target. Distances are squared L2 whatever the metric of the index: DiskANN builds on
/// prepared vectors.
public enum VamanaBuilder {
  /// The graph of `vectors` (at least one row, fewer than 2^31, finite).
  ///
  /// Memory: a padded copy of the vectors, 4 · (1.3 R + 1) bytes per point, and one byte per point and worker.
  /// The bytes are also the same for any CPU `level`.
  /// - Throws: `.parameter`, `.mismatch`, `.memory`, and `.cancelled` within a few milliseconds of a cancel.
  public static func build(
    _ vectors: VectorMatrix, parameters: VamanaParameters, team: WorkerTeam, control: JobControl,
    level: vk_cpu_level = vk_cpu_best()
  ) throws(IndexError) -> VamanaGraph {
    try VamanaBuild(
      vectors, parameters: parameters.linked, team: team, control: control, level: level
    ).run()
  }

  /// The graph of what `sketch`, made of `vectors`, says of them; of `vectors` themselves if it is `nil`. Only
  /// the medoid is that of `vectors`, which are read once for it.
  ///
  /// Memory with a sketch: 4 · (1.3 R + 1) bytes per point, and one byte per point and worker, besides the
  /// sketch.
  /// - Throws: as above.
  public static func build(
    _ vectors: VectorMatrix, sketch: VectorSketch?, parameters: VamanaParameters, team: WorkerTeam,
    control: JobControl
  ) throws(IndexError) -> VamanaGraph {
    guard let sketch else {
      return try build(vectors, parameters: parameters, team: team, control: control)
    }
    return try VamanaBuild(
      vectors, sketch: sketch, parameters: parameters.linked, team: team, control: control
    ).run()
  }
}

/// One build under way: its graph, its workers and its phases.
struct VamanaBuild<Vectors: LinkingVectors> {
  let count: Int
  let maxDegree: Int
  private let slackDegree: Int
  private let medoid: NodeID
  private let vectors: Vectors
  private let labels: LinkedLabels?
  /// R as far as the data have so many points.
  let parameters: VamanaParameters
  let order: InsertionOrder
  private let buffer: AlignedBuffer
  let graph: GraphRows
  let workers: [BuildWorker<Vectors>]
  let reverse: ReverseEdges
  let team: WorkerTeam
  let control: JobControl

  /// A graph without edges. With labels, their starts are inserted first and prunes heed the labels.
  init(
    linking vectors: Vectors, medoid: NodeID, parameters: VamanaParameters, labels: LinkedLabels?,
    team: WorkerTeam, control: JobControl
  ) throws(IndexError) {
    self.vectors = vectors
    self.labels = labels
    self.medoid = medoid
    self.team = team
    self.control = control
    count = vectors.count
    var bounded = parameters
    // Two at least, so that what is checked for users holds for the smallest data too.
    bounded.maxDegree = min(parameters.maxDegree, max(count - 1, 2))
    maxDegree = bounded.maxDegree
    self.parameters = bounded
    let slack = min(parameters.slackFactor * Float(parameters.maxDegree), Float(Int32.max))
    slackDegree = max(maxDegree, min(Int(slack), count - 1))
    order = InsertionOrder(
      vectors: vectors, first: [medoid] + (labels?.starts ?? []), seed: parameters.seed, team: team)
    let bytes = count * (slackDegree + 1) * 4
    let available = MemoryLimits.availableBytes()
    guard UInt64(bytes) < available else {
      throw .memory(purpose: "graph", neededBytes: UInt64(bytes), availableBytes: available)
    }
    buffer = try AlignedBuffer(byteCount: bytes, purpose: "graph")
    graph = GraphRows(buffer: buffer, stride: slackDegree + 1)
    reverse = try ReverseEdges(nodeCount: count, edgeLimit: order.batchLimit * maxDegree)
    workers = try Self.workers(
      vectors: vectors, graph: graph, medoid: medoid, slackDegree: slackDegree,
      parameters: bounded, labels: labels, order: order.nodes, count: team.workerCount)
  }

  private static func workers(
    vectors: Vectors, graph: GraphRows, medoid: NodeID, slackDegree: Int,
    parameters: VamanaParameters, labels: LinkedLabels?, order: [NodeID], count: Int
  ) throws(IndexError) -> [BuildWorker<Vectors>] {
    var workers: [BuildWorker<Vectors>] = []
    for _ in 0..<count {
      try workers.append(
        BuildWorker(
          vectors: vectors, graph: graph, medoid: medoid, slackDegree: slackDegree,
          parameters: parameters, labels: labels, order: order))
    }
    return workers
  }

  /// As many workers for the same graph whose prunes run at another alpha.
  func workers(alpha: Float) throws(IndexError) -> [BuildWorker<Vectors>] {
    var parameters = parameters
    parameters.alpha = alpha
    return try Self.workers(
      vectors: vectors, graph: graph, medoid: medoid, slackDegree: slackDegree,
      parameters: parameters, labels: labels, order: order.nodes, count: workers.count)
  }

  /// All phases, without heed of labels.
  fileprivate func run() throws(IndexError) -> VamanaGraph {
    switch parameters.reading {
    case .diskann: try linkAll()
    case .paper:
      var nothing = NoBuildObserver()
      try linkInPasses(observer: &nothing)
    }
    try trimAll()
    try connectAll()
    return finish()
  }

  func linkAll() throws(IndexError) {
    let meter = ProgressMeter(phase: "link graph", total: count, unit: "points", control: control)
    for batch in order.batches { try link(batch, meter: meter) }
    meter.finish()
  }

  private func link(_ batch: Range<Int>, meter: ProgressMeter) throws(IndexError) {
    let (workers, reverse, control, graph) = (workers, reverse, control, graph)
    order.nodes[batch].withUnsafeBufferPointer { nodes in
      let list = NodeList(nodes)
      team.forEachChunk(count: nodes.count, chunk: 16) { range, worker in
        guard !control.isCancelled else { return }
        if worker == 0 { meter.report(done: batch.lowerBound + range.lowerBound) }
        let builder = workers[worker]
        for index in range { builder.link(list[index], linkedCount: batch.lowerBound) }
      }
      reverse.collect(batch: nodes, graph: graph)
    }
    try control.checkCancelled()
    team.forEachChunk(count: reverse.targetCount, chunk: 32) { range, worker in
      let builder = workers[worker]
      for index in range {
        if index + 2 < range.upperBound { builder.expect(reverse.group(index + 2).target) }
        let group = reverse.group(index)
        builder.absorb(target: group.target, sources: group.sources)
      }
    }
  }

  /// Gives every node the neighbours that `neighbours` has for it, each once, pruned where they are more than
  /// R.
  func fillAll(_ neighbours: @Sendable (NodeID) -> [NodeID]) throws(IndexError) {
    let meter = ProgressMeter(phase: "unite labels", total: count, unit: "points", control: control)
    let (workers, control) = (workers, control)
    team.forEachChunk(count: count, chunk: 64) { range, worker in
      guard !control.isCancelled else { return }
      if worker == 0 { meter.report(done: range.lowerBound) }
      let builder = workers[worker]
      for node in range {
        neighbours(NodeID(node)).withUnsafeBufferPointer {
          builder.absorb(target: NodeID(node), sources: $0)
        }
      }
    }
    try control.checkCancelled()
    meter.finish()
  }

  /// DiskANN's final cleanup: the slack is gone afterwards.
  func trimAll() throws(IndexError) {
    let meter = ProgressMeter(phase: "trim graph", total: count, unit: "points", control: control)
    let (workers, control, maxDegree) = (workers, control, maxDegree)
    team.forEachChunk(count: count, chunk: 256) { range, worker in
      guard !control.isCancelled else { return }
      if worker == 0 { meter.report(done: range.lowerBound) }
      let builder = workers[worker]
      for node in range { builder.trim(NodeID(node), maxDegree: maxDegree) }
    }
    try control.checkCancelled()
    meter.finish()
  }

  /// Reaches what the prunes have cut off. Nothing changes where all is reached, which is the usual case.
  func connectAll() throws(IndexError) {
    var connector = GraphConnector(
      graph: graph, count: count, maxDegree: maxDegree, medoid: medoid)
    for node in connector.lostNodes {
      try control.checkCancelled()
      connector.connect(node, hosts: workers[0].nearestReached(to: node))
    }
  }

  /// Makes sure that walks over the points of each label come to all of them, rare labels first, because they
  /// have the fewest edges to choose from. Returns the edges that this needs.
  ///
  /// - Parameter limit: The most edges of a list that are needed for it.
  @discardableResult
  func connectLabels(
    _ labels: PointLabels, starts: [NodeID], limit: Int = .max
  ) throws(IndexError) -> NeededEdges {
    var connector = LabelConnector(
      graph: graph, count: count, maxDegree: maxDegree, medoid: medoid, limit: limit)
    let worker = workers[0]
    let counts = labels.names.indices.map { labels.points(of: $0).count }
    for label in counts.indices.sorted(by: { (counts[$0], $0) < (counts[$1], $1) }) {
      try control.checkCancelled()
      connector.connect(labels.passing(label: label), from: starts[label]) { node in
        worker.nearestReached(to: node, label: label)
      }
    }
    return connector.needed
  }

  /// Moves the rows together, in place: each moves towards the start.
  func finish() -> VamanaGraph {
    for node in 1..<max(count, 1) {
      let source = graph.row(NodeID(node))
      (graph.words + node * (maxDegree + 1)).update(from: source, count: Int(source[0]) + 1)
    }
    return VamanaGraph(nodeCount: count, width: maxDegree, medoid: medoid, buffer: buffer)
  }
}

/// Nodes of a batch while its workers run.
struct NodeList: @unchecked Sendable {
  // Sendable: a view of an array that outlives the call of the team,
  // and nobody writes it meanwhile.
  private let nodes: UnsafeBufferPointer<NodeID>
  init(_ nodes: UnsafeBufferPointer<NodeID>) { self.nodes = nodes }
  subscript(index: Int) -> NodeID { nodes[index] }
}

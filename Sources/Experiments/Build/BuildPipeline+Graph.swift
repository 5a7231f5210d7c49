import DiskIndex
import Quantization
import Vamana
import VectorData

/// The graph: linked in one piece or in shards, then laid out in sectors.
extension BuildPipeline {
  func linkInOnePiece() throws(IndexError) -> StageResult {
    let linked = try plan.link(
      plan.graphVectors(files),
      team: linkingTeam(points: plan.shape.count, degree: plan.request.graph.maxDegree),
      control: control)
    try MemoryGraphFile.write(linked.graph, to: files.graph)
    let starts = files.labelFiles.starts
    if let labels = plan.labels, !linked.starts.isEmpty {
      try IndexLabels.writeStarts(linked.starts.map { [$0] }, of: labels, to: starts)
    }
    return StageResult(files: [files.graph, starts])
  }

  // MARK: Shards

  private var shardFiles: ShardFiles { ShardFiles(graphPath: files.graph) }

  /// Deals the vectors to as few shards as hold them; returns with the points of each.
  func writeShards(_ limits: ShardLimits) throws(IndexError) -> StageResult {
    let vectors = try plan.graphVectors(files)
    let centres = try shardCentres(limits, of: vectors)
    let (counts, order) = try ShardPartition.write(
      vectors, centres: centres, capacity: limits.capacity, files: shardFiles, team: team,
      control: control)
    var file = try OutputFile(path: files.centroids)
    try file.appendBinHeader(rows: order.count, columns: vectors.dimension)
    for centre in order {
      let start = centre * vectors.dimension
      try file.append(elements: Array(centres.components[start..<start + vectors.dimension]))
    }
    try file.finish()
    let parts = counts.indices.flatMap { [shardFiles.vectors($0), shardFiles.ids($0)] }
    return StageResult(files: parts + [files.centroids], counts: counts)
  }

  /// Centres of so many shards that the largest of them fits, judged by a sample. Where no number helps,
  /// because most rows are alike, full shards send rows on.
  private func shardCentres(
    _ limits: ShardLimits, of vectors: VectorMatrix
  ) throws(IndexError) -> ShardCentres {
    let fitting = (plan.budgetBytes ?? 0x1p40) / 4 / Double(plan.shape.rowBytes)
    let sample = try ProductQuantizer.gatherSample(
      of: vectors, limit: min(Self.centreSampleLimit, max(1000, Int(fitting))),
      seed: plan.request.graph.seed)
    let scale = Double(vectors.count) / Double(sample.count)
    let counts = IndexBuild.Request.shardCounts
    var count = limits.fixedCount ?? limits.leastCount
    let most = limits.fixedCount ?? min(2 * limits.leastCount + 2, counts.upperBound)
    while true {
      let centres = try ShardCentres(
        of: sample, count: count, seed: plan.request.graph.seed, team: team, control: control)
      let largest = centres.largestShard(of: sample, scale: scale, team: team)
      guard largest > Double(limits.capacity), count < most else { return centres }
      count += 1
    }
  }

  /// DiskANN takes 256,000; the centres of a few shards need no more than this.
  private static let centreSampleLimit = 50_000

  /// Links the graph of one shard: R is two thirds, and lists are not filled up, as in DiskANN.
  func linkOneShard(_ number: Int, points: Int) throws(IndexError) -> StageResult {
    let vectors = try BinFile.open(
      path: shardFiles.vectors(number), elementType: plan.shape.elementType)
    let ids = try shardIDs(number, vectors: vectors, points: points)
    var parameters = plan.request.graph
    parameters.maxDegree = plan.shape.shardDegree
    parameters.saturates = false
    let title = BuildStage.shard(number).title
    let control = control
    let part = JobControl(parent: control) { progress in
      var renamed = progress
      if progress.phase == BuildStage.link.title { renamed.phase = title }
      control.report(renamed)
    }
    let linkers = linkingTeam(points: points, degree: parameters.maxDegree)
    let sketch = try plan.sketch(of: vectors, team: linkers, control: part)
    try withExtendedLifetime(ids.owner) { () throws(IndexError) in
      if let labels = plan.linkedLabels {
        try linkShard(
          number, of: labels, vectors: vectors, sketch: sketch, ids: ids.numbers,
          parameters: parameters, team: linkers, control: part)
      } else {
        let graph = try VamanaBuilder.build(
          vectors, sketch: sketch, parameters: parameters, team: linkers, control: part)
        try ShardGraphFile.write(
          graph, ids: ids.numbers, totalCount: plan.shape.count, to: shardFiles.graph(number))
      }
    }
    return StageResult(files: [shardFiles.graph(number), shardFiles.labelStarts(number)])
  }

  /// Links the graph of a shard that knows the labels of its points, and notes where walks over them start.
  private func linkShard(
    _ number: Int, of all: PointLabels, vectors: VectorMatrix, sketch: VectorSketch?,
    ids: UnsafeBufferPointer<NodeID>, parameters: VamanaParameters, team: WorkerTeam,
    control: JobControl
  ) throws(IndexError) {
    let own = all.restricted(to: ids)
    let shard = try LabelledShard.link(
      vectors, sketch: sketch, labels: own.labels, parameters: parameters,
      mergedDegree: plan.request.graph.maxDegree, team: team, control: control)
    try ShardGraphFile.write(
      shard, ids: ids, totalCount: plan.shape.count, to: shardFiles.graph(number))
    var starts = [[NodeID]](repeating: [], count: all.names.count)
    for (label, start) in zip(own.numbers, shard.starts) { starts[label] = [ids[Int(start)]] }
    try IndexLabels.writeStarts(starts, of: all, to: shardFiles.labelStarts(number))
  }

  /// The numbers of a shard's rows in the whole data.
  private func shardIDs(
    _ number: Int, vectors: VectorMatrix, points: Int
  ) throws(IndexError) -> (owner: MappedFile, numbers: UnsafeBufferPointer<NodeID>) {
    let path = shardFiles.ids(number)
    let file = try MappedFile(path: path)
    let block = try BinBlock(in: file.bytes, elementBytes: 4, path: path)
    try block.requireEnd(byteCount: file.bytes.count, path: path)
    for (name, rows) in [(path, block.rows * block.columns), (vectors.path, vectors.count)]
    where rows != points {
      throw .mismatch(path: name, field: "rows", expected: "\(points)", found: "\(rows)")
    }
    let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[block.dataOffset...])
    return (file, bytes.bindMemory(to: NodeID.self))
  }

  /// Unites the graphs of all shards; every shard's medoid becomes a start node, and so does the start of each
  /// label in every shard.
  func mergeShards(count: Int) throws(IndexError) -> StageResult {
    let labels = try shardLabels(count: count)
    let medoids = try ShardMerge.merge(
      shardFiles, shardCount: count, nodeCount: plan.shape.count,
      parameters: plan.request.graph, labels: labels, to: files.graph, control: control)
    var file = try OutputFile(path: files.medoids)
    try file.appendBinHeader(rows: medoids.count, columns: 1)
    for medoid in medoids { try file.append(medoid) }
    try file.finish()
    let starts = files.labelFiles.starts
    if let labels, let all = plan.linkedLabels {
      try IndexLabels.writeStarts(labels.starts, of: all, to: starts)
    }
    return StageResult(files: [files.graph, files.medoids, starts])
  }

  /// What the shards know of labels.
  private func shardLabels(count: Int) throws(IndexError) -> ShardLabels? {
    guard let labels = plan.linkedLabels else { return nil }
    var places = [[ShardLabels.Start]](repeating: [], count: labels.names.count)
    for shard in 0..<count {
      let starts = try IndexLabels.readStarts(of: labels, path: shardFiles.labelStarts(shard))
      for (label, starts) in starts.enumerated() {
        guard let start = starts.first else { continue }
        places[label].append(ShardLabels.Start(shard: shard, node: start))
      }
    }
    return try ShardLabels(labels, places: places)
  }

  // MARK: Workers

  /// As many workers as M leaves room for.
  private func linkingTeam(points: Int, degree: Int) -> WorkerTeam {
    guard let budget = plan.budgetBytes else { return team }
    let workerCount = plan.shape.workerCount(points: points, degree: degree, budget: budget)
    return workerCount == team.workerCount ? team : WorkerTeam(workerCount: workerCount)
  }

  func writeIndex() throws(IndexError) -> StageResult {
    var graph = try MemoryGraphStream(path: files.graph, nodeCount: plan.shape.count)
    let vectors = try plan.graphVectors(files)
    let isCoded = plan.request.diskCodeBytes != nil
    let degreeCounts = try DiskIndexWriter.write(
      lists: &graph,
      vectors: isCoded ? BinFile.open(path: files.diskCodes, elementType: .uint8) : vectors,
      reorderVectors: plan.request.appendsReorderData ? vectors : nil, to: files.disk,
      control: control)
    try graph.finish()
    try SampleFile.write(vectors, seed: plan.request.graph.seed, to: files, control: control)
    return StageResult(
      files: [files.disk, files.sampleData, files.sampleIDs], counts: degreeCounts)
  }
}

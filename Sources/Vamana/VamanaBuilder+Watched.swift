import CVectorKernels
import VectorData

extension VamanaBuilder {
  /// The same graph as `build` gives at any number of workers, on the calling thread and told to `observer`
  /// step by step. For small data: a watched prune costs some times that of a quiet one.
  ///
  /// - Throws: as `build`.
  public static func build<Observer: BuildObserver>(
    _ vectors: VectorMatrix, parameters: VamanaParameters, observer: inout Observer,
    control: JobControl = JobControl()
  ) throws(IndexError) -> VamanaGraph {
    let build = try VamanaBuild(
      vectors, parameters: parameters.linked, team: WorkerTeam(workerCount: 1), control: control)
    switch parameters.reading {
    case .diskann: try build.linkAll(observer: &observer)
    case .paper: try build.linkInPasses(observer: &observer)
    }
    try build.trimAll(observer: &observer)
    let before = build.lists
    try build.connectAll()
    for (node, list) in build.lists.enumerated() where list != before[node] {
      observer.changed(NodeID(node), to: list, by: .connection)
    }
    return build.finish()
  }
}

extension VamanaBuild {
  fileprivate func linkAll<Observer: BuildObserver>(observer: inout Observer) throws(IndexError) {
    observer.passBegan(1, alpha: parameters.alpha)
    let worker = workers[0]
    let meter = ProgressMeter(phase: "link graph", total: count, unit: "points", control: control)
    for batch in order.batches {
      try control.checkCancelled()
      meter.report(done: batch.lowerBound)
      for node in order.nodes[batch] {
        worker.link(node, linkedCount: batch.lowerBound, observer: &observer)
      }
      order.nodes[batch].withUnsafeBufferPointer { reverse.collect(batch: $0, graph: graph) }
      for index in 0..<reverse.targetCount {
        let group = reverse.group(index)
        worker.absorb(target: group.target, sources: group.sources, observer: &observer)
      }
    }
  }

  fileprivate func trimAll<Observer: BuildObserver>(observer: inout Observer) throws(IndexError) {
    for node in 0..<count {
      try control.checkCancelled()
      workers[0].trim(NodeID(node), maxDegree: maxDegree, observer: &observer)
    }
  }

  /// All rows as they are.
  fileprivate var lists: [[NodeID]] {
    (0..<count).map { node in
      let row = graph.row(NodeID(node))
      return Array(UnsafeBufferPointer(start: row + 1, count: Int(row[0])))
    }
  }
}

import VectorData

extension VamanaParameters {
  /// What a build links with. The paper prunes a node as soon as it has more than R neighbours, and never
  /// fills up.
  var linked: VamanaParameters {
    guard reading == .paper else { return self }
    var parameters = self
    parameters.slackFactor = 1
    parameters.saturates = false
    return parameters
  }
}

/// The paper's build (Algorithm 3): a random graph, then two passes over all points.
///
/// The points of a batch, 0.5 % of all, search the graph as it was before the batch, so that the result does
/// not depend on the workers. Up to 399 points a batch is one point: the algorithm as it is printed.
extension VamanaBuild {
  /// Points that are inserted at once.
  private var passBatch: Int { max(1, count / 200) }

  /// Links everything; alpha is 1 in the first pass.
  func linkInPasses<Observer: BuildObserver>(observer: inout Observer) throws(IndexError) {
    fillAtRandom(observer: &observer)
    let rows = try AlignedBuffer(
      byteCount: passBatch * (maxDegree + 1) * 4, purpose: "rows of a batch")
    let fresh = GraphRows(buffer: rows, stride: maxDegree + 1)
    let meter = ProgressMeter(
      phase: "link graph", total: 2 * count, unit: "points", control: control)
    for (pass, alpha) in [1, parameters.alpha].enumerated() {
      observer.passBegan(pass + 1, alpha: alpha)
      let workers = try workers(alpha: alpha)
      for start in stride(from: 0, to: count, by: passBatch) {
        try control.checkCancelled()
        meter.report(done: pass * count + start)
        let batch = start..<min(start + passBatch, count)
        withExtendedLifetime(rows) {
          relink(batch, workers: workers, fresh: fresh, observer: &observer)
        }
      }
    }
    meter.finish()
  }

  /// Gives every node R neighbours by lot.
  private func fillAtRandom<Observer: BuildObserver>(observer: inout Observer) {
    var generator = SeededGenerator(seed: parameters.seed, stream: 3)
    for node in 0..<count {
      let row = graph.row(NodeID(node))
      var taken: Set<Int> = [node]
      while taken.count <= min(maxDegree, count - 1) {
        let other = generator.nextIndex(below: count)
        guard taken.insert(other).inserted else { continue }
        row[taken.count - 1] = NodeID(other)
      }
      row[0] = UInt32(taken.count - 1)
      if Observer.watches { workers[0].report(NodeID(node), by: .random, to: &observer) }
    }
  }

  private func relink<Observer: BuildObserver>(
    _ batch: Range<Int>, workers: [BuildWorker<Vectors>], fresh: GraphRows, observer: inout Observer
  ) {
    let (graph, reverse) = (graph, reverse)
    order.nodes[batch].withUnsafeBufferPointer { nodes in
      // Other searches of the batch read the rows of its nodes: they are replaced when all have ended.
      if Observer.watches {
        for (place, node) in nodes.enumerated() {
          workers[0].relink(node, into: fresh.row(NodeID(place)), observer: &observer)
        }
      } else {
        let list = NodeList(nodes)
        team.forEachChunk(count: nodes.count, chunk: 4) { range, worker in
          var nothing = NoBuildObserver()
          for place in range {
            workers[worker].relink(
              list[place], into: fresh.row(NodeID(place)), observer: &nothing)
          }
        }
      }
      for (place, node) in nodes.enumerated() {
        let row = fresh.row(NodeID(place))
        graph.row(node).update(from: row, count: Int(row[0]) + 1)
        if Observer.watches { workers[0].report(node, by: .insertion, to: &observer) }
      }
      reverse.collect(batch: nodes, graph: graph)
    }
    if Observer.watches {
      for index in 0..<reverse.targetCount {
        let group = reverse.group(index)
        workers[0].absorbNew(target: group.target, sources: group.sources, observer: &observer)
      }
    } else {
      team.forEachChunk(count: reverse.targetCount, chunk: 32) { range, worker in
        var nothing = NoBuildObserver()
        for index in range {
          let group = reverse.group(index)
          workers[worker].absorbNew(
            target: group.target, sources: group.sources, observer: &nothing)
        }
      }
    }
  }
}

extension BuildWorker {
  /// Searches the graph for `node` and writes what a prune of the visited nodes and of its neighbours of now
  /// keeps to `row`.
  func relink<Observer: BuildObserver>(
    _ node: NodeID, into row: UnsafeMutablePointer<UInt32>, observer: inout Observer
  ) {
    searchFromMedoid(for: node, observer: &observer)
    let current = graph.row(node)
    let degree = Int(current[0])
    let keys = [UInt64](unsafeUninitializedCapacity: pool.capacity + degree) { room, filled in
      guard let start = room.baseAddress else { return }
      filled = search.collectExpanded(into: start, limit: pool.capacity)
      let known = Set(room[..<filled].map { CandidateKey(bits: $0).node })
      comparer(to: node).distances(of: current + 1, count: degree, into: search.distances)
      for place in 0..<degree where !known.contains(current[1 + place]) {
        room[filled] =
          CandidateKey(distance: search.distances[place], node: current[1 + place]).bits
        filled += 1
      }
    }.sorted()
    if Observer.watches { observer.pruneBegan(of: node, by: .insertion) }
    keys.withUnsafeBufferPointer {
      row[0] = UInt32(pruner.prune(node: node, keys: $0, into: row + 1, observer: &observer))
    }
  }

  /// Adds those of `sources` to the neighbours of `target` that are not among them, pruning where they are
  /// too many.
  func absorbNew<Observer: BuildObserver>(
    target: NodeID, sources: UnsafeBufferPointer<NodeID>, observer: inout Observer
  ) {
    let row = graph.row(target)
    let known = UnsafeBufferPointer(start: row + 1, count: Int(row[0]))
    let new = sources.filter { !known.contains($0) }
    guard !new.isEmpty else { return }
    new.withUnsafeBufferPointer { absorb(target: target, sources: $0, observer: &observer) }
  }
}

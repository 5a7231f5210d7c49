import CVectorKernels
import VectorData

/// What one worker of a build needs, and its three tasks on one node each.
final class BuildWorker<Vectors: LinkingVectors>: @unchecked Sendable {
  // Sendable: each worker of a team uses the object of its own number,
  // and a team runs each number on one thread at a time.
  private let vectors: Vectors
  private let insertKernel: vk_list_insert
  let graph: GraphRows
  private let medoid: NodeID
  let search: SearchScratch
  let pruner: RobustPrune
  let pool: PruneCandidates
  /// What heeds labels, `nil` where there are none.
  private let filtered: FilteredLinking?
  /// The largest degree while building.
  private let slackDegree: Int

  init(
    vectors: Vectors, graph: GraphRows, medoid: NodeID, slackDegree: Int,
    parameters: VamanaParameters, labels: LinkedLabels? = nil, order: [NodeID] = []
  ) throws(IndexError) {
    self.vectors = vectors
    self.graph = graph
    self.medoid = medoid
    self.slackDegree = slackDegree
    insertKernel = vectors.insertKernel
    pool = try PruneCandidates(capacity: min(parameters.maxCandidates, vectors.count))
    search = try SearchScratch(
      nodeCount: vectors.count, capacity: min(parameters.searchListSize, vectors.count),
      maxDegree: slackDegree, stride: vectors.queryBytes, droppedCount: pool.capacity)
    pruner = try vectors.pruner(parameters, labels: labels?.rows)
    if let labels {
      filtered = try FilteredLinking(
        rows: labels.rows, starts: LabelStarts(labels.starts, order: order), limit: pool.capacity)
    } else {
      filtered = nil
    }
  }

  /// Searches the graph for `node` and writes what is left of the visited nodes after pruning to its row.
  ///
  /// - Parameter linkedCount: Nodes of the order that the graph holds, those of earlier batches.
  func link(_ node: NodeID, linkedCount: Int) {
    var nothing = NoBuildObserver()
    link(node, linkedCount: linkedCount, observer: &nothing)
  }

  /// The same, watched.
  func link<Observer: BuildObserver>(
    _ node: NodeID, linkedCount: Int, observer: inout Observer
  ) {
    let count: Int
    if let filtered {
      let comparer = comparer(to: node)
      count = filtered.gather(
        node, linkedCount: linkedCount, comparer: comparer, insert: insertKernel, graph: graph,
        search: search, into: pool.keys,
        searchFromMedoid: {
          var nothing = NoSearchObserver()
          run(comparer, observer: &nothing)
        })
    } else {
      searchFromMedoid(for: node, observer: &observer)
      count = search.collectExpanded(into: pool.keys, limit: pool.capacity)
    }
    prune(
      node, UnsafeBufferPointer(start: pool.keys, count: count), by: .insertion, observer: &observer
    )
  }

  /// The nodes that a search for `node` ends with, nearest first.
  func nearestReached(to node: NodeID) -> [NodeID] {
    searchFromMedoid(for: node)
    return listed
  }

  /// The points of `label` that a walk over them for `node` ends with, nearest first.
  func nearestReached(to node: NodeID, label: Int) -> [NodeID] {
    guard let filtered else { preconditionFailure("a build with labels") }
    filtered.walk(
      label: label, comparer: comparer(to: node), insert: insertKernel, graph: graph,
      search: search)
    return listed
  }

  private var listed: [NodeID] {
    let list = search.list.pointee
    return (0..<list.count).map { CandidateKey(bits: list.keys[$0]).node }
  }

  /// Brings the row of `node` near, which is soon to absorb.
  @inline(__always)
  func expect(_ node: NodeID) { vk_prefetch(graph.row(node), graph.stride &* 4) }

  /// Adds `sources` to the neighbours of `target`, pruning where they are more than the slack allows.
  func absorb(target: NodeID, sources: UnsafeBufferPointer<NodeID>) {
    var nothing = NoBuildObserver()
    absorb(target: target, sources: sources, observer: &nothing)
  }

  /// The same, watched.
  func absorb<Observer: BuildObserver>(
    target: NodeID, sources: UnsafeBufferPointer<NodeID>, observer: inout Observer
  ) {
    let row = graph.row(target)
    let degree = Int(row[0])
    guard let first = sources.baseAddress else { return }
    guard degree + sources.count > slackDegree else {
      (row + 1 + degree).update(from: first, count: sources.count)
      row[0] = UInt32(degree + sources.count)
      if Observer.watches { report(target, by: .appended(from: Array(sources)), to: &observer) }
      return
    }
    pool.removeAll()
    let comparer = comparer(to: target)
    addToPool(row + 1, degree, comparer)
    addToPool(first, sources.count, comparer)
    prune(target, pool.sorted, by: .overflow(from: Array(sources)), observer: &observer)
  }

  /// Prunes `node` if it has more than `maxDegree` neighbours.
  func trim(_ node: NodeID, maxDegree: Int) {
    var nothing = NoBuildObserver()
    trim(node, maxDegree: maxDegree, observer: &nothing)
  }

  /// The same, watched.
  func trim<Observer: BuildObserver>(
    _ node: NodeID, maxDegree: Int, observer: inout Observer
  ) {
    let row = graph.row(node)
    guard row[0] > maxDegree else { return }
    pool.removeAll()
    addToPool(row + 1, Int(row[0]), comparer(to: node))
    prune(node, pool.sorted, by: .trim, observer: &observer)
  }

  private func searchFromMedoid(for node: NodeID) {
    var nothing = NoSearchObserver()
    run(comparer(to: node), observer: &nothing)
  }

  /// Searches for `node` and tells what was visited.
  func searchFromMedoid<Observer: BuildObserver>(for node: NodeID, observer: inout Observer) {
    guard Observer.watches else { return searchFromMedoid(for: node) }
    var visits = VisitedNodes()
    run(comparer(to: node), observer: &visits)
    observer.searched(for: node, visited: visits.nodes)
  }

  private func run<Observer: GreedySearchObserver>(
    _ comparer: Vectors.Comparer, observer: inout Observer
  ) {
    _ = GreedySearch.run(
      comparer: comparer, insert: insertKernel, graph: graph, start: medoid, scratch: search,
      observer: &observer)
  }

  /// Distances of `node` to others, until the next call.
  @inline(__always)
  func comparer(to node: NodeID) -> Vectors.Comparer {
    vectors.comparer(to: node, in: search.query)
  }

  private func addToPool(_ ids: UnsafePointer<NodeID>, _ count: Int, _ comparer: Vectors.Comparer) {
    var start = 0
    while start < count {
      let part = min(slackDegree, count - start)
      comparer.distances(of: ids + start, count: part, into: search.distances)
      _ = insertKernel(pool.list, ids + start, search.distances, part)
      start += part
    }
  }

  private func prune<Observer: BuildObserver>(
    _ node: NodeID, _ keys: UnsafeBufferPointer<UInt64>, by change: @autoclosure () -> RowChange,
    observer: inout Observer
  ) {
    let row = graph.row(node)
    if Observer.watches { observer.pruneBegan(of: node, by: change()) }
    if Observer.watches && observer.watchesPrune(by: change()) {
      row[0] = UInt32(pruner.prune(node: node, keys: keys, into: row + 1, observer: &observer))
    } else {
      var nothing = NoPruneObserver()
      row[0] = UInt32(pruner.prune(node: node, keys: keys, into: row + 1, observer: &nothing))
    }
    if Observer.watches { report(node, by: change(), to: &observer) }
  }

  /// Tells what the row of `node` is now.
  func report<Observer: BuildObserver>(
    _ node: NodeID, by change: RowChange, to observer: inout Observer
  ) {
    let row = graph.row(node)
    observer.changed(
      node, to: Array(UnsafeBufferPointer(start: row + 1, count: Int(row[0]))), by: change)
  }
}

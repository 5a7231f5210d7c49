import CVectorKernels
import VectorData

/// What one worker of a build needs, and its three tasks on one node each.
final class BuildWorker: @unchecked Sendable {
  // Sendable: each worker of a team uses the object of its own number,
  // and a team runs each number on one thread at a time.
  let rows: PackedRows
  let kernels: PackedKernels
  let graph: GraphRows
  private let medoid: NodeID
  let search: SearchScratch
  let pruner: RobustPrune
  /// A pool while it is sorted; keeps the C nearest.
  private let pool: UnsafeMutablePointer<vk_candidate_list>
  private let poolMemory: AlignedBuffer
  let maxCandidates: Int
  /// What heeds labels, `nil` where there are none.
  private let filtered: FilteredLinking?
  /// The largest degree while building.
  private let slackDegree: Int

  init(
    rows: PackedRows, graph: GraphRows, medoid: NodeID, slackDegree: Int,
    parameters: VamanaParameters, labels: LinkedLabels? = nil, order: [NodeID] = []
  ) throws(IndexError) {
    self.rows = rows
    self.graph = graph
    self.medoid = medoid
    self.slackDegree = slackDegree
    kernels = rows.kernels
    maxCandidates = min(parameters.maxCandidates, rows.count)
    search = try SearchScratch(
      nodeCount: rows.count, capacity: min(parameters.searchListSize, rows.count),
      maxDegree: slackDegree, stride: rows.stride, droppedCount: maxCandidates)
    pruner = try RobustPrune(rows: rows, parameters: parameters, labels: labels?.rows)
    if let labels {
      filtered = try FilteredLinking(labels, order: order, limit: maxCandidates)
    } else {
      filtered = nil
    }
    let slots = maxCandidates + 17
    poolMemory = try AlignedBuffer(
      byteCount: slots * 8 + maxCandidates / 8 + 3, purpose: "prune pools")
    guard let start = poolMemory.bytes.baseAddress else {
      preconditionFailure("a buffer has an address")
    }
    let keys = start.bindMemory(to: UInt64.self, capacity: slots)
    let marks = (start + slots * 8).bindMemory(to: UInt8.self, capacity: maxCandidates / 8 + 3)
    pool = .allocate(capacity: 1)
    // Nothing in a pool is marked as expanded, so nothing is ever added to the ring of one place.
    pool.initialize(
      to: vk_candidate_list(
        keys: keys, count: 0, capacity: maxCandidates, marks: marks, dropped: keys + slots - 1,
        dropped_count: 0, dropped_mask: 0))
  }

  deinit { pool.deallocate() }

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
    let keys = pool.pointee.keys
    let count: Int
    if let filtered {
      count = filtered.gather(
        node, linkedCount: linkedCount, square: rows.prepareQuery(row: node, into: search.query),
        kernels: kernels, graph: graph, search: search, into: keys,
        searchFromMedoid: { searchFromMedoid(for: node) })
    } else {
      searchFromMedoid(for: node, observer: &observer)
      count = search.collectExpanded(into: keys, limit: maxCandidates)
    }
    prune(
      node, UnsafeBufferPointer(start: keys, count: count), by: .insertion, observer: &observer)
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
      label: label, square: rows.prepareQuery(row: node, into: search.query), kernels: kernels,
      graph: graph, search: search)
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
    let square = beginPool(of: target)
    addToPool(row + 1, degree, square)
    addToPool(first, sources.count, square)
    prune(
      target, UnsafeBufferPointer(start: pool.pointee.keys, count: pool.pointee.count),
      by: .overflow(from: Array(sources)), observer: &observer)
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
    addToPool(row + 1, Int(row[0]), beginPool(of: node))
    prune(
      node, UnsafeBufferPointer(start: pool.pointee.keys, count: pool.pointee.count), by: .trim,
      observer: &observer)
  }

  private func searchFromMedoid(for node: NodeID) {
    var nothing = NoSearchObserver()
    run(for: node, observer: &nothing)
  }

  /// Searches for `node` and tells what was visited.
  func searchFromMedoid<Observer: BuildObserver>(for node: NodeID, observer: inout Observer) {
    guard Observer.watches else { return searchFromMedoid(for: node) }
    var visits = VisitedNodes()
    run(for: node, observer: &visits)
    observer.searched(for: node, visited: visits.nodes)
  }

  private func run<Observer: GreedySearchObserver>(for node: NodeID, observer: inout Observer) {
    let square = rows.prepareQuery(row: node, into: search.query)
    _ = GreedySearch.run(
      kernels: kernels, graph: graph, start: medoid, square: square, scratch: search,
      observer: &observer)
  }

  private func beginPool(of node: NodeID) -> Int32 {
    pool.pointee.count = 0
    return rows.prepareQuery(row: node, into: search.query)
  }

  private func addToPool(_ ids: UnsafePointer<NodeID>, _ count: Int, _ square: Int32) {
    var start = 0
    while start < count {
      let part = min(slackDegree, count - start)
      kernels.distances(search.query, square, ids + start, part, search.distances)
      _ = kernels.insert(pool, ids + start, search.distances, part)
      start += part
    }
  }

  private func prune<Observer: BuildObserver>(
    _ node: NodeID, _ keys: UnsafeBufferPointer<UInt64>, by change: @autoclosure () -> RowChange,
    observer: inout Observer
  ) {
    let row = graph.row(node)
    if Observer.watches { observer.pruneBegan(of: node, by: change()) }
    row[0] = UInt32(pruner.prune(node: node, keys: keys, into: row + 1, observer: &observer))
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

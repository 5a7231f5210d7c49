import CVectorKernels
import VectorData

/// Which nodes are deleted; the writer changes it between the phases that read it.
final class DeletedNodes: @unchecked Sendable {
  // Sendable: written by the one writer while none of its workers runs,
  // and read by those workers only; searches look at tags instead.
  private let marks: UnsafeMutablePointer<Bool>
  /// All nodes there are.
  let nodeCount: Int
  private(set) var count = 0

  init(nodeCount: Int) {
    self.nodeCount = nodeCount
    marks = .allocate(capacity: nodeCount)
    marks.initialize(repeating: false, count: nodeCount)
  }

  deinit { marks.deallocate() }

  @inline(__always)
  func contains(_ node: NodeID) -> Bool { marks[Int(node)] }

  func insert(_ node: NodeID) {
    guard !marks[Int(node)] else { return }
    marks[Int(node)] = true
    count += 1
  }

  func remove(_ node: NodeID) {
    guard marks[Int(node)] else { return }
    marks[Int(node)] = false
    count -= 1
  }
}

/// What one worker of the writer of a dynamic index does on one node each: link it, give it reverse edges,
/// repair it after deletions. Reads published rows and fills free ones.
final class DynamicLinker: @unchecked Sendable {
  // Sendable: each worker of a team uses the object of its own number,
  // and a team runs each number on one thread at a time.
  private let packed: PackedRows
  private let kernels: PackedKernels
  private let rows: DynamicRows.View
  private let start: NodeID
  private let deleted: DeletedNodes
  private let search: SearchScratch
  private let pruner: RobustPrune
  private let pool: PruneCandidates
  private let maxDegree: Int
  private let slackDegree: Int
  /// What heeds labels, `nil` where there are none.
  private let filtered: FilteredLinking?

  init(
    packed: PackedRows, rows: DynamicRows, start: NodeID, deleted: DeletedNodes,
    parameters: VamanaParameters, labels: UpdateLabels?
  ) throws(IndexError) {
    self.packed = packed
    self.rows = rows.view
    self.start = start
    self.deleted = deleted
    kernels = packed.kernels
    maxDegree = parameters.maxDegree
    slackDegree = rows.width
    pool = try PruneCandidates(capacity: min(parameters.maxCandidates, packed.count))
    search = try SearchScratch(
      nodeCount: packed.count, capacity: min(parameters.searchListSize, packed.count),
      maxDegree: slackDegree, stride: packed.stride, droppedCount: pool.capacity)
    pruner = try RobustPrune(rows: packed, parameters: parameters, labels: labels?.rows)
    if let labels {
      filtered = try FilteredLinking(
        rows: labels.rows, starts: labels.starts, limit: pool.capacity)
    } else {
      filtered = nil
    }
  }

  /// Searches for `node` and writes what is left of the visited points after pruning to `draft`.
  func link(_ node: NodeID, into draft: UnsafeMutablePointer<UInt32>) {
    let (comparer, keys) = (comparer(to: node), pool.keys)
    let searchFromStart = {
      var nothing = NoSearchObserver()
      _ = GreedySearch.run(
        comparer: comparer, insert: self.kernels.insertKernel, graph: self.rows, start: self.start,
        scratch: self.search, observer: &nothing)
    }
    let visited: Int
    if let filtered {
      visited = filtered.gather(
        node, linkedCount: 1, comparer: comparer, insert: kernels.insertKernel, graph: rows,
        search: search, into: keys, searchFromMedoid: searchFromStart)
    } else {
      searchFromStart()
      visited = search.collectExpanded(into: keys, limit: pool.capacity)
    }
    var count = 0
    for place in 0..<visited where !deleted.contains(CandidateKey(bits: keys[place]).node) {
      keys[count] = keys[place]
      count += 1
    }
    prune(node, count: count, into: draft)
  }

  /// The points of `label` that a walk over them for `node` ends with, nearest first.
  func nearestReached(to node: NodeID, label: Int) -> [NodeID] {
    guard let filtered else { preconditionFailure("an index with labels") }
    filtered.walk(
      label: label, comparer: comparer(to: node), insert: kernels.insertKernel, graph: rows,
      search: search)
    let list = search.list.pointee
    return (0..<list.count).map { CandidateKey(bits: list.keys[$0]).node }
  }

  private func comparer(to node: NodeID) -> PackedComparer {
    PackedComparer(
      kernels: kernels, query: search.query,
      square: packed.prepareQuery(row: node, into: search.query))
  }

  /// The row of `target` with `sources` added, pruned where they are more than the slack allows.
  func absorb(
    target: NodeID, sources: UnsafeBufferPointer<NodeID>, into draft: UnsafeMutablePointer<UInt32>
  ) {
    let row = rows.rowToRead(target)
    let degree = Int(row[0])
    guard let first = sources.baseAddress else { return }
    guard degree + sources.count > slackDegree else {
      (draft + 1).update(from: row + 1, count: degree)
      (draft + 1 + degree).update(from: first, count: sources.count)
      draft[0] = UInt32(degree + sources.count)
      return
    }
    beginPool(of: target)
    addToPool(row + 1, count: degree)
    addToPool(first, count: sources.count)
    prune(target, count: pool.sorted.count, into: draft)
  }

  /// Whether a neighbour of `node` is deleted.
  func needsRepair(_ node: NodeID) -> Bool {
    let row = rows.rowToRead(node)
    for place in 1..<Int(row[0]) + 1 where deleted.contains(row[place]) { return true }
    return false
  }

  /// The row of `node` without deleted neighbours: their own neighbours that live take their place, pruned
  /// where they are more than R (FreshDiskANN, algorithm 4).
  func repair(_ node: NodeID, into draft: UnsafeMutablePointer<UInt32>) {
    let mark = beginPool(of: node)
    search.visited[Int(node)] = mark
    let row = rows.rowToRead(node)
    for place in 1..<Int(row[0]) + 1 {
      guard deleted.contains(row[place]) else {
        addUnseen(row + place, count: 1, mark: mark)
        continue
      }
      let lost = rows.rowToRead(row[place])
      addUnseen(lost + 1, count: Int(lost[0]), mark: mark)
    }
    let live = pool.sorted
    guard live.count > maxDegree else {
      for place in 0..<live.count { draft[1 + place] = CandidateKey(bits: live[place]).node }
      draft[0] = UInt32(live.count)
      return
    }
    prune(node, count: live.count, into: draft)
  }

  /// Adds the live ones of `ids` that this pool has not seen.
  private func addUnseen(_ ids: UnsafePointer<NodeID>, count: Int, mark: UInt8) {
    let (unseen, visited) = (search.unseen, search.visited)
    var found = 0
    for place in 0..<count {
      let node = ids[place]
      guard visited[Int(node)] != mark, !deleted.contains(node) else { continue }
      visited[Int(node)] = mark
      unseen[found] = node
      found += 1
    }
    insert(unseen, count: found)
  }

  @discardableResult
  private func beginPool(of node: NodeID) -> UInt8 {
    pool.removeAll()
    square = packed.prepareQuery(row: node, into: search.query)
    return search.begin()
  }

  /// The square sum of the node whose pool is made.
  private var square: Int32 = 0

  private func addToPool(_ ids: UnsafePointer<NodeID>, count: Int) {
    let unseen = search.unseen
    var start = 0
    while start < count {
      let part = min(slackDegree, count - start)
      var live = 0
      for place in start..<start + part where !deleted.contains(ids[place]) {
        unseen[live] = ids[place]
        live += 1
      }
      insert(unseen, count: live)
      start += part
    }
  }

  private func insert(_ ids: UnsafePointer<NodeID>, count: Int) {
    guard count > 0 else { return }
    kernels.distances(search.query, square, ids, count, search.distances)
    _ = kernels.insert(pool.list, ids, search.distances, count)
  }

  private func prune(_ node: NodeID, count: Int, into draft: UnsafeMutablePointer<UInt32>) {
    var nothing = NoPruneObserver()
    draft[0] = UInt32(
      pruner.prune(
        node: node, keys: UnsafeBufferPointer(start: pool.keys, count: count),
        into: draft + 1, observer: &nothing))
  }
}

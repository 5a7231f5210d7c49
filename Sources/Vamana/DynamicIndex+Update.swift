import Synchronization
import VectorData

/// What a consolidation did.
public struct DynamicConsolidation: Sendable, Equatable {
  /// Points that were taken out of the graph; their places are free.
  public var releasedCount: Int
  /// Points that had deleted neighbours.
  public var repairedCount: Int
}

extension DynamicIndex {
  /// Inserts the rows of `vectors` as points with `newTags`, one each. Searches that begin later may find
  /// them; a cancelled insertion keeps the points that are linked already.
  ///
  /// - Parameter newLabels: Those of the rows, for an index that has labels.
  /// - Throws: `IndexError.mismatch` for vectors of another kind or more than an index may have, or for labels
  ///   where the index has none and the other way round, `parameter`
  ///   for a tag that is 0, repeated or taken, `memory` when it cannot grow (nothing is inserted then),
  ///   `cancelled`.
  public func insert(
    _ vectors: VectorMatrix, tags newTags: [NodeID], labels newLabels: PointLabels? = nil,
    team: WorkerTeam, control: JobControl = JobControl()
  ) throws(IndexError) {
    precondition(newTags.count == vectors.count, "a tag for every vector")
    precondition(
      newLabels.map { $0.nodeCount == vectors.count } ?? true, "labels of every vector")
    try requireSameKind(vectors)
    try requireLabels(newLabels != nil, path: vectors.path)
    try writer.withLock { writer throws(IndexError) in
      try writer.requireNew(newTags, path: vectors.path)
      try makeRoom(for: vectors, writer: &writer)
      let sets = newLabels.flatMap { writer.labels?.add($0) } ?? []
      let update = try DynamicUpdate(
        index: self, deleted: writer.deleted, labels: updateLabels(writer), team: team)
      if !hasStart.load(ordering: .relaxed) { setStart(nearestToMeanOf: vectors, team: team) }
      let counter = JobCounter(
        control: control, phase: "insert", total: vectors.count, unit: "points")
      var batches = DynamicBatches(
        rowCount: vectors.count,
        carried: sets.map { writer.labels?.labels(ofSet: $0) ?? [] })
      while true {
        try control.checkCancelled()
        // Half a percent of the graph at once, as a build does.
        let size = min(max(writer.nodeOfTag.count / 200, 1), DynamicWriter.batchLimit)
        let batch = batches.nextBatch(size: size, counts: writer.labels?.counts ?? [])
        guard !batch.isEmpty else { break }
        insert(
          batch, of: vectors, tags: newTags, sets: sets, update: update, writer: &writer)
        counter.add(batch.count)
      }
      if writer.isConnectionDue { try connectLabels(&writer, team: team, control: control) }
    }
  }

  /// Deletes the points with these tags: no later search answers with them. They stay in the graph as ways
  /// to others until `consolidate`.
  ///
  /// - Throws: `IndexError.parameter` for a tag that no point has; nothing is deleted then.
  public func delete(tags oldTags: [NodeID]) throws(IndexError) {
    try writer.withLock { writer throws(IndexError) in
      if let unknown = oldTags.first(where: { writer.nodeOfTag[$0] == nil }) {
        throw .parameter(name: "--tags", expected: "tags of points", found: "\(unknown)")
      }
      for tag in oldTags {
        guard let node = writer.nodeOfTag.removeValue(forKey: tag) else { continue }
        current.value.tags.set(0, of: node)
        writer.deleted.insert(node)
        writer.labels?.remove(set: current.value.labelSets[node])
      }
      replaceDeletedStarts(&writer, isFinal: false)
      publishLabels(&writer)
    }
  }

  /// Takes deleted points out of the graph: whoever pointed to them gets their neighbours in exchange, and
  /// their places are free.
  ///
  /// - Throws: `IndexError.memory`, `cancelled`; what has been repaired by then stays.
  @discardableResult
  public func consolidate(
    team: WorkerTeam, control: JobControl = JobControl()
  ) throws(IndexError) -> DynamicConsolidation {
    try writer.withLock { writer throws(IndexError) in
      let done = try consolidate(team: team, control: control, writer: &writer)
      if done.releasedCount > 0 { try connectLabels(&writer, team: team, control: control) }
      return done
    }
  }

  func consolidate(
    team: WorkerTeam, control: JobControl, writer: inout DynamicWriter
  ) throws(IndexError) -> DynamicConsolidation {
    guard writer.deleted.count > 0 else {
      return DynamicConsolidation(releasedCount: 0, repairedCount: 0)
    }
    let update = try DynamicUpdate(
      index: self, deleted: writer.deleted, labels: updateLabels(writer), team: team)
    let live = writer.nodeOfTag.values.sorted() + [current.value.startNode]
    let counter = JobCounter(
      control: control, phase: "consolidate", total: live.count, unit: "points")
    var repairedCount = 0
    for start in stride(from: 0, to: live.count, by: 4096) {
      try control.checkCancelled()
      let part = live[start..<min(start + 4096, live.count)]
      let damaged = part.filter { update.linkers[0].needsRepair($0) }
      update.repair(damaged, writer: &writer)
      repairedCount += damaged.count
      counter.add(part.count)
    }
    replaceDeletedStarts(&writer, isFinal: true)
    publishLabels(&writer)
    // Searches that began before the last repair may still be on a deleted node.
    readers.waitForEarlierSearches()
    let released = (0..<NodeID(current.value.capacity)).filter { writer.deleted.contains($0) }
    for node in released { writer.deleted.remove(node) }
    writer.freeNodes += released.reversed()
    return DynamicConsolidation(releasedCount: released.count, repairedCount: repairedCount)
  }

  private func insert(
    _ batch: [Int], of vectors: VectorMatrix, tags newTags: [NodeID], sets: [UInt32],
    update: DynamicUpdate, writer: inout DynamicWriter
  ) {
    let storage = current.value
    let nodes = Array(writer.freeNodes.suffix(batch.count).reversed())
    writer.freeNodes.removeLast(batch.count)
    for (row, node) in zip(batch, nodes) {
      store(vectors.row(row), at: node)
      if !sets.isEmpty { storage.labelSets.set(sets[row], of: node) }
    }
    update.link(nodes, writer: &writer)
    for (row, node) in zip(batch, nodes) {
      writer.nodeOfTag[newTags[row]] = node
      storage.tags.set(newTags[row], of: node)
      guard !sets.isEmpty else { continue }
      writer.labels?.insert(node, set: sets[row])
      for label in writer.labels?.labels(ofSet: sets[row]) ?? [] {
        update.labelStarts?.set(writer.labels?.starts[label], of: label)
      }
    }
    writer.unconnectedCount += batch.count
    publishLabels(&writer)
  }

  private func setStart(nearestToMeanOf vectors: VectorMatrix, team: WorkerTeam) {
    store(
      vectors.row(Int(Medoid.nearestToMean(of: vectors, team: team))),
      at: current.value.startNode)
    hasStart.store(true, ordering: .releasing)
  }

  /// Puts a larger storage in place where the free places do not suffice.
  private func makeRoom(
    for vectors: VectorMatrix, writer: inout DynamicWriter
  ) throws(IndexError) {
    let old = current.value
    let missing = vectors.count - writer.freeNodes.count
    guard missing > 0 else { return }
    let most = Int(Int32.max) - 1
    guard old.capacity + missing <= most else {
      throw .mismatch(
        path: vectors.path, field: "row count",
        expected: "at most \(most - old.capacity + writer.freeNodes.count), to \(most) in all",
        found: "\(vectors.count)")
    }
    let capacity = min(max(old.capacity + missing, old.capacity + old.capacity / 2), most)
    let larger = try DynamicStorage(
      capacity: capacity, dimension: old.packed.dimension, elementType: old.packed.elementType,
      width: old.rows.width)
    try writer.grow(to: capacity, width: old.rows.width)
    larger.takeAll(of: old)
    current.replace(by: larger, readers: readers)
  }

  /// Puts a vector as the user has it into the place of `node`, which no search can come to.
  func store(_ vector: UnsafeRawPointer, at node: NodeID) {
    let packed = current.value.packed
    guard preparation.metric != .l2 else { return packed.store(vector, at: Int(node)) }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: preparation.preparedDimension) {
      guard let prepared = $0.baseAddress else { return }
      preparation.prepareRow(vector, elementType, into: prepared)
      packed.store(prepared, at: Int(node))
    }
  }

  private func requireLabels(_ areGiven: Bool, path: String) throws(IndexError) {
    guard areGiven != hasLabels else { return }
    throw .mismatch(
      path: path, field: "labels of the rows",
      expected: hasLabels ? "some, as the points of the index have" : "none, as in the index",
      found: areGiven ? "some" : "none")
  }

  private func requireSameKind(_ vectors: VectorMatrix) throws(IndexError) {
    guard vectors.dimension == preparation.dimension else {
      throw .mismatch(
        path: vectors.path, field: "dimension", expected: "\(preparation.dimension)",
        found: "\(vectors.dimension)")
    }
    guard vectors.elementType == elementType else {
      throw .mismatch(
        path: vectors.path, field: "element type", expected: elementType.rawValue,
        found: vectors.elementType.rawValue)
    }
  }
}

extension DynamicWriter {
  /// Checks that points may get these tags.
  fileprivate func requireNew(_ tags: [NodeID], path: String) throws(IndexError) {
    var seen = Set<NodeID>(minimumCapacity: tags.count)
    for tag in tags {
      let fault: String? =
        tag == 0
        ? "0, which is reserved"
        : nodeOfTag[tag] != nil
          ? "\(tag), which a point has" : !seen.insert(tag).inserted ? "\(tag) twice" : nil
      guard let fault else { continue }
      throw .parameter(name: "--tags", expected: "a new tag for each row of \(path)", found: fault)
    }
  }
}

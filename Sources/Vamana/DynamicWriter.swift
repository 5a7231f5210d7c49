import VectorData

/// What the one writer of a dynamic index keeps: who has which tag, and which nodes and rows are free.
struct DynamicWriter: Sendable {
  /// Points of a batch, whose searches do not see one another.
  static let batchLimit = 256

  var nodeOfTag: [NodeID: NodeID] = [:]
  private(set) var deleted: DeletedNodes
  /// Nodes that are no points, the next one to use last.
  var freeNodes: [NodeID]
  private(set) var reverse: ReverseEdges
  /// The labels of the points, `nil` for an index without.
  var labels: DynamicLabels?
  /// Points that came since walks over labels were made sure to reach all of theirs.
  var unconnectedCount = 0
  /// Labels that earlier searches may still look at.
  private var retiredLabels: [PublishedLabels] = []
  private var freeRows: [UInt32]
  private var replacedRows: [UInt32] = []

  init(capacity: Int, width: Int) throws(IndexError) {
    deleted = DeletedNodes(nodeCount: capacity + 1)
    freeNodes = (0..<NodeID(capacity)).reversed()
    freeRows = Self.spareRows(capacity: capacity)
    reverse = try ReverseEdges(nodeCount: capacity + 1, edgeLimit: Self.batchLimit * width)
  }

  private static func spareRows(capacity: Int) -> [UInt32] {
    (0..<DynamicStorage.spareCount(capacity: capacity)).map { UInt32(capacity + 1 + $0) }
  }

  /// Takes note of places up to `capacity`, in a storage whose nodes have the rows of their own numbers.
  mutating func grow(to capacity: Int, width: Int) throws(IndexError) {
    reverse = try ReverseEdges(nodeCount: capacity + 1, edgeLimit: Self.batchLimit * width)
    let (old, oldCapacity) = (deleted, deleted.nodeCount - 1)
    deleted = DeletedNodes(nodeCount: capacity + 1)
    for node in 0..<NodeID(oldCapacity) where old.contains(node) { deleted.insert(node) }
    freeNodes = (NodeID(oldCapacity)..<NodeID(capacity)).reversed() + freeNodes
    freeRows = Self.spareRows(capacity: capacity)
    replacedRows.removeAll()
  }

  /// Takes `count` free rows, waiting for the searches that read replaced ones where there are too few.
  mutating func takeRows(_ count: Int, readers: DynamicReaders) -> ArraySlice<UInt32> {
    if freeRows.count < count {
      readers.waitForEarlierSearches()
      freeRows += replacedRows
      replacedRows.removeAll(keepingCapacity: true)
    }
    precondition(freeRows.count >= count, "no step replaces more rows than there are spare")
    let taken = freeRows.suffix(count)
    freeRows.removeLast(count)
    return taken
  }

  /// Whether so many points have come that it is time to make sure again: a look at the whole graph, which is spread
  /// over at least a sixteenth of its points.
  var isConnectionDue: Bool { labels != nil && unconnectedCount * 16 >= nodeOfTag.count }

  /// Keeps what searches knew of labels until those of now have ended.
  mutating func retire(_ labels: PublishedLabels, readers: DynamicReaders) {
    retiredLabels.append(labels)
    guard retiredLabels.count >= 16 else { return }
    readers.waitForEarlierSearches()
    retiredLabels.removeAll()
  }

  /// Takes note of rows that have been replaced.
  mutating func replaced(_ rows: some Sequence<UInt32>) { replacedRows += rows }

  /// The rows that can be had at once.
  var spareRowCount: Int { freeRows.count + replacedRows.count }
}

/// The steps of a writer on all threads of a team: fill free rows, then publish them.
struct DynamicUpdate {
  let index: DynamicIndex
  let team: WorkerTeam
  let linkers: [DynamicLinker]
  private let rows: DynamicRows.View

  /// Where walks over labels start, which a writer moves between its steps; `nil` without labels.
  let labelStarts: LabelStarts?

  init(
    index: DynamicIndex, deleted: DeletedNodes, labels: UpdateLabels?, team: WorkerTeam
  ) throws(IndexError) {
    self.index = index
    self.team = team
    labelStarts = labels?.starts
    let storage = index.current.value
    rows = storage.rows.view
    var linkers: [DynamicLinker] = []
    for _ in 0..<team.workerCount {
      try linkers.append(
        DynamicLinker(
          packed: storage.packed, rows: storage.rows, start: storage.startNode, deleted: deleted,
          parameters: index.parameters, labels: labels))
    }
    self.linkers = linkers
  }

  /// Links the nodes of a batch, whose vectors are stored, and their reverse edges.
  func link(_ batch: [NodeID], writer: inout DynamicWriter) {
    replaceRows(of: batch, writer: &writer) { linker, place, draft in
      linker.link(batch[place], into: draft)
    }
    let (reverse, view) = (writer.reverse, rows)
    batch.withUnsafeBufferPointer { reverse.collect(batch: $0, graph: view) }
    var start = 0
    while start < reverse.targetCount {
      let first = start
      let count = min(reverse.targetCount - start, writer.spareRowCount)
      let targets = (first..<first + count).map { reverse.group($0).target }
      replaceRows(of: targets, writer: &writer) { linker, place, draft in
        let group = reverse.group(first + place)
        linker.absorb(target: group.target, sources: group.sources, into: draft)
      }
      start += count
    }
  }

  /// Replaces the rows of live nodes that have deleted neighbours.
  func repair(_ nodes: [NodeID], writer: inout DynamicWriter) {
    forEachPart(of: nodes, writer: &writer) { linker, node, draft in
      linker.repair(node, into: draft)
    }
  }

  /// Replaces the rows of `nodes` by what `fill` makes of them.
  func replace(
    _ nodes: [NodeID], writer: inout DynamicWriter,
    fill: @Sendable (NodeID, UnsafeMutablePointer<UInt32>) -> Void
  ) {
    forEachPart(of: nodes, writer: &writer) { _, node, draft in fill(node, draft) }
  }

  /// Replaces rows, as many at a time as there are spare ones.
  private func forEachPart(
    of nodes: [NodeID], writer: inout DynamicWriter,
    fill: @Sendable (DynamicLinker, NodeID, UnsafeMutablePointer<UInt32>) -> Void
  ) {
    var start = 0
    while start < nodes.count {
      let part = Array(nodes[start..<min(start + writer.spareRowCount, nodes.count)])
      replaceRows(of: part, writer: &writer) { linker, place, draft in
        fill(linker, part[place], draft)
      }
      start += part.count
    }
  }

  /// Fills a free row for each of `nodes`, on all threads, and then makes them the rows of the nodes.
  private func replaceRows(
    of nodes: [NodeID], writer: inout DynamicWriter,
    fill: @Sendable (DynamicLinker, _ place: Int, UnsafeMutablePointer<UInt32>) -> Void
  ) {
    let drafts = Array(writer.takeRows(nodes.count, readers: index.readers))
    let (view, linkers) = (rows, linkers)
    team.forEachChunk(count: nodes.count, chunk: 4) { range, worker in
      for place in range { fill(linkers[worker], place, view.draft(drafts[place])) }
    }
    var old: [UInt32] = []
    for (place, node) in nodes.enumerated() {
      old.append(view.publish(drafts[place], of: node))
    }
    writer.replaced(old)
  }
}

import VectorData

extension DynamicIndex {
  /// What is said of the labels of an index that has some.
  public struct Labelling: Sendable, Equatable {
    /// The label that passes every filter, `nil` without one.
    public var universal: String?
    /// Labels that filters may name before a point carries them.
    public var names: [String]

    /// Labels with or without a universal one.
    public init(universal: String? = nil, names: [String] = []) {
      self.universal = universal
      self.names = names
    }
  }

  /// Whether points have labels.
  public var hasLabels: Bool { labels != nil }

  /// Points by label, those without points too; empty for an index without labels.
  public var labelCounts: [String: Int] {
    writer.withLock { writer in
      guard let labels = writer.labels else { return [:] }
      return Dictionary(uniqueKeysWithValues: zip(labels.sets.names, labels.counts))
    }
  }

  /// Lets searches that begin later see the labels as they are.
  func publishLabels(_ writer: inout DynamicWriter) {
    guard let labels, let known = writer.labels else { return }
    writer.retire(labels.exchange(PublishedLabels(known)), readers: readers)
  }

  /// What updates need to know of labels.
  func updateLabels(_ writer: DynamicWriter) throws(IndexError) -> UpdateLabels? {
    guard let known = writer.labels else { return nil }
    let starts = LabelStarts(labelCount: known.starts.count)
    for (label, start) in known.starts.enumerated() { starts.set(start, of: label) }
    return UpdateLabels(
      rows: try LabelRows(sets: known.sets, of: current.value.labelSets), starts: starts)
  }

  /// Finds another start for each label whose start is deleted.
  ///
  /// - Parameter isFinal: Whether deleted nodes leave the graph: a label without points has no start then.
  func replaceDeletedStarts(_ writer: inout DynamicWriter, isFinal: Bool) {
    guard var known = writer.labels else { return }
    for (label, start) in known.starts.enumerated() {
      guard let start, writer.deleted.contains(start) else { continue }
      if known.counts[label] > 0 {
        known.starts[label] = nearestLive(to: start, label: label, known)
      } else if isFinal {
        known.starts[label] = nil
      }
    }
    writer.labels = known
  }

  private func nearestLive(to start: NodeID, label: Int, _ known: DynamicLabels) -> NodeID? {
    let storage = current.value
    let (rows, tags, sets) = (storage.rows.view, storage.tags, storage.labelSets)
    let found = LabelStartChoice.nearestLive(
      to: start,
      neighbours: { node in
        let row = rows.rowToRead(node)
        return UnsafeBufferPointer(start: row + 1, count: Int(row[0]))
      }, passes: { known.passes(set: sets[$0], label: label) },
      isLive: { tags.number(of: $0) != nil })
    return found
      ?? (0..<NodeID(storage.capacity)).first {
        tags.number(of: $0) != nil && known.labels(ofSet: sets[$0]).contains(label)
      }
  }

  /// The labels of the live points by their nodes; of others none.
  func liveLabels(_ known: DynamicLabels) -> PointLabels {
    let storage = current.value
    var pairs: [(node: NodeID, label: UInt32)] = []
    for node in 0..<NodeID(storage.capacity) where storage.tags.number(of: node) != nil {
      for label in known.labels(ofSet: storage.labelSets[node]) {
        pairs.append((node, UInt32(label)))
      }
    }
    return PointLabels(
      names: known.sets.names, nodeCount: storage.capacity + 1, pairs: pairs,
      universal: known.universal)
  }

  /// Makes sure that walks over each label come to all of its points, as a build does: of those that are not
  /// deleted, over them alone.
  ///
  /// Memory: a copy of the graph, and `NeededEdges`.
  func connectLabels(
    _ writer: inout DynamicWriter, team: WorkerTeam, control: JobControl
  ) throws(IndexError) {
    guard let known = writer.labels, !writer.nodeOfTag.isEmpty else { return }
    let update = try DynamicUpdate(
      index: self, deleted: writer.deleted, labels: updateLabels(writer), team: team)
    let storage = current.value
    let (view, stride) = (storage.rows.view, storage.rows.width + 1)
    let nodes = writer.nodeOfTag.values.sorted() + [storage.startNode]
    let buffer = try AlignedBuffer(
      byteCount: (storage.capacity + 1) * stride * 4, purpose: "graph")
    let copy = GraphRows(buffer: buffer, stride: stride)
    for node in nodes {
      let row = view.rowToRead(node)
      copy.row(node).update(from: row, count: Int(row[0]) + 1)
    }
    var connector = LabelConnector(
      graph: copy, count: storage.capacity + 1, maxDegree: stride - 1, medoid: storage.startNode,
      limit: .max)
    let live = liveLabels(known)
    for label in known.counts.indices.sorted(by: { known.counts[$0] < known.counts[$1] }) {
      try control.checkCancelled()
      guard let start = known.starts[label] else { continue }
      connector.connect(live.passing(label: label), from: start) { node in
        update.linkers[0].nearestReached(to: node, label: label)
      }
    }
    let changed = nodes.filter { node in
      let (old, new) = (view.rowToRead(node), copy.row(node))
      return (0..<Int(new[0]) + 1).contains { old[$0] != new[$0] }
    }
    withExtendedLifetime(buffer) {
      update.replace(changed, writer: &writer) { node, draft in
        draft.update(from: copy.row(node), count: Int(copy.row(node)[0]) + 1)
      }
    }
    writer.unconnectedCount = 0
  }
}

/// The labels of the points of a dynamic index as its updates see them.
struct UpdateLabels {
  let rows: LabelRows
  let starts: LabelStarts
}

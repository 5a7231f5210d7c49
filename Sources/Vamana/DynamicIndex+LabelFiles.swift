import VectorData

extension DynamicIndex {
  /// Takes over the labels of the files that `index` was read from, before anybody searches.
  func takeLabels(
    _ found: IndexLabels, of index: MemoryIndex, writer: inout DynamicWriter
  ) {
    guard var known = writer.labels else { return }
    let sets = known.add(found.labels)
    for node in 0..<NodeID(index.tags.pointCount) {
      current.value.labelSets.set(sets[Int(node)], of: node)
      if writer.deleted.contains(node) { continue }
      known.insert(node, set: sets[Int(node)])
    }
    for (name, starts) in found.starts {
      guard let label = known.sets.number(of: name) else { continue }
      // A frozen point of the files is none of those that walks start at here.
      let usable = starts.filter {
        Int($0) < index.tags.pointCount
          && known.passes(set: current.value.labelSets[$0], label: label)
      }
      let live = usable.first { !writer.deleted.contains($0) }
      known.starts[label] = live ?? usable.first ?? known.starts[label]
    }
    writer.labels = known
    publishLabels(&writer)
  }

  /// Writes the label files of points that lie at `nodes`, the start node last.
  ///
  /// DiskANN's loader wants labels of the frozen point too. It gets the universal label, or those of its nearest
  /// neighbour.
  func writeLabels(
    of nodes: [NodeID], known: DynamicLabels, to files: LabelFiles
  ) throws(IndexError) {
    let storage = current.value
    var places = [NodeID](repeating: 0, count: storage.capacity + 1)
    for (place, node) in nodes.enumerated() { places[Int(node)] = NodeID(place) }
    var sets = nodes.map { storage.labelSets[$0] }
    if known.universal == nil, let last = sets.indices.last {
      let row = storage.rows.view.rowToRead(storage.startNode)
      sets[last] = storage.labelSets[row[0] > 0 ? row[1] : nodes[0]]
    }
    var pairs: [(node: NodeID, label: UInt32)] = []
    for (place, set) in sets.enumerated() {
      for label in known.labels(ofSet: set) { pairs.append((NodeID(place), UInt32(label))) }
    }
    let labels = PointLabels(
      names: known.sets.names, nodeCount: nodes.count, pairs: pairs, universal: known.universal)
    let starts = known.starts.map { start in start.map { [places[Int($0)]] } ?? [] }
    try IndexLabels.write(labels, starts: starts, files: files)
    try IndexLabels.writeCounts(
      Dictionary(uniqueKeysWithValues: zip(known.sets.names, known.counts)), to: files.counts)
  }
}

import Synchronization
import VectorData

extension DynamicIndex {
  /// The dynamic index whose files `index` was read from, with room for `capacity` points or as many as it
  /// has.
  ///
  /// - Parameter labels: Those of its files, where they have some.
  /// - Throws: `IndexError.mismatch` for an index without tags or with several frozen points, `parameter`,
  ///   `memory`.
  public convenience init(
    _ index: MemoryIndex, labels: IndexLabels? = nil, capacity: Int, parameters: VamanaParameters
  ) throws(IndexError) {
    guard let tags = index.tags.tags else {
      throw .mismatch(
        path: index.files.graph, field: "tags",
        expected: "the file \(index.files.tags) of an index that takes updates", found: "none")
    }
    guard index.frozenPointCount <= 1 else {
      throw .mismatch(
        path: index.files.graph, field: "frozen points", expected: "0 or 1",
        found: "\(index.frozenPointCount)")
    }
    try self.init(
      capacity: max(capacity, index.tags.pointCount, 1), dimension: index.vectors.dimension,
      elementType: index.vectors.elementType, metric: index.preparation.metric,
      parameters: parameters,
      // A start node that is a copy points to its original too.
      minimumWidth: index.graph.width + (index.frozenPointCount == 0 ? 1 : 0),
      labelling: labels.map { labels in
        Labelling(
          universal: labels.labels.universal.map { labels.labels.names[$0] },
          names: labels.labels.names)
      })
    writer.withLock { writer in
      for node in 0..<NodeID(index.tags.pointCount) {
        take(node, of: index, tag: tags[Int(node)], writer: &writer)
      }
      writer.freeNodes.removeAll { Int($0) < index.tags.pointCount }
      takeStart(of: index)
      if let labels { takeLabels(labels, of: index, writer: &writer) }
      hasStart.store(true, ordering: .releasing)
    }
  }

  private func take(
    _ node: NodeID, of index: MemoryIndex, tag: NodeID, writer: inout DynamicWriter
  ) {
    store(index.vectors.row(Int(node)), at: node)
    fill(node, with: Array(index.graph.neighbours(of: node)), of: index)
    guard tag != 0 else { return writer.deleted.insert(node) }
    writer.nodeOfTag[tag] = node
    current.value.tags.set(tag, of: node)
  }

  /// The frozen point of the files stands behind their points, here behind all places. Where they have none,
  /// the node that searches start at gets a copy.
  private func takeStart(of index: MemoryIndex) {
    let medoid = index.graph.medoid
    let startNode = current.value.startNode
    store(index.vectors.row(Int(medoid)), at: startNode)
    var neighbours = Array(index.graph.neighbours(of: medoid))
    if index.frozenPointCount == 0 { neighbours.append(medoid) }
    fill(startNode, with: neighbours, of: index)
  }

  /// Writes the first row of a node, before anybody searches.
  private func fill(_ node: NodeID, with neighbours: [NodeID], of index: MemoryIndex) {
    let (draft, startNode) = (current.value.rows.view.draft(node), current.value.startNode)
    draft[0] = UInt32(neighbours.count)
    for (place, neighbour) in neighbours.enumerated() {
      draft[1 + place] = Int(neighbour) < index.tags.pointCount ? neighbour : startNode
    }
  }

  /// Consolidates, and writes graph, vectors, tags and the files of labels as DiskANN does: points in the order of
  /// their nodes, the frozen point last with tag 0. Searches go on meanwhile, updates wait.
  ///
  /// - Throws: `IndexError.mismatch` for an index without points, `system`, `memory`, `cancelled`.
  public func write(
    to files: MemoryIndexFiles, team: WorkerTeam, control: JobControl = JobControl()
  ) throws(IndexError) {
    try writer.withLock { writer throws(IndexError) in
      _ = try consolidate(team: team, control: control, writer: &writer)
      try connectLabels(&writer, team: team, control: control)
      let points = writer.nodeOfTag.sorted { $0.value < $1.value }
      guard !points.isEmpty else {
        throw .mismatch(
          path: files.graph, field: "points", expected: "at least 1 to write", found: "0")
      }
      let nodes = points.map(\.value) + [current.value.startNode]
      try MemoryGraphFile.write(
        compactGraph(of: nodes), frozenPointCount: 1, to: files.graph)
      try writeVectors(of: nodes, to: files.data, control: control)
      var file = try OutputFile(path: files.tags)
      try file.appendBinHeader(rows: nodes.count, columns: 1)
      try file.append(elements: points.map(\.key.littleEndian) + [0])
      try file.finish()
      if let known = writer.labels {
        try writeLabels(of: nodes, known: known, to: files.labelFiles)
      }
    }
  }

  /// The graph of `nodes`, numbered by their places.
  private func compactGraph(of nodes: [NodeID]) throws(IndexError) -> VamanaGraph {
    let (rows, capacity) = (current.value.rows, current.value.capacity)
    var places = [NodeID](repeating: 0, count: capacity + 1)
    for (place, node) in nodes.enumerated() { places[Int(node)] = NodeID(place) }
    let stride = rows.width + 1
    let buffer = try AlignedBuffer(byteCount: nodes.count * stride * 4, purpose: "graph")
    let words = buffer.elements(of: UInt32.self)
    for (place, node) in nodes.enumerated() {
      let row = rows.view.rowToRead(node)
      words[place * stride] = row[0]
      for slot in 1..<Int(row[0]) + 1 { words[place * stride + slot] = places[Int(row[slot])] }
    }
    return VamanaGraph(
      nodeCount: nodes.count, width: rows.width, medoid: NodeID(nodes.count - 1), buffer: buffer)
  }

  private func writeVectors(
    of nodes: [NodeID], to path: String, control: JobControl
  ) throws(IndexError) {
    let rowBytes = preparation.dimension * elementType.byteCount
    var file = try OutputFile(path: path)
    try file.appendBinHeader(rows: nodes.count, columns: preparation.dimension)
    let packed = current.value.packed
    var row = [UInt8](repeating: 0, count: rowBytes)
    for node in nodes {
      row.withUnsafeMutableBytes { bytes in
        guard let start = bytes.baseAddress else { return }
        packed.copy(Int(node), to: start)
      }
      try file.append(elements: row)
    }
    try control.checkCancelled()
    try file.finish()
  }
}

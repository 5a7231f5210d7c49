import VectorData

/// Checks the nodes of an index: each by itself, and that all can be reached.
struct NodeVerifier {
  let files: IndexFiles
  let file: PageFile
  let content: RecordContent
  let metric: Metric
  let control: JobControl

  private var layout: DiskLayout { content.layout }

  func verify(_ faults: inout FaultList) throws(IndexError) {
    try verifySize(&faults)
    let entryPoints = try verifyEntryPoints(&faults)
    try verifyReorderData(&faults)
    guard try verifyNodes(&faults), let entryPoints else { return }
    try verifyReachability(from: entryPoints.nodes, &faults)
  }

  /// Where searches start, if that is sound.
  private func verifyEntryPoints(_ faults: inout FaultList) throws(IndexError) -> EntryPoints? {
    if fileExists(files.medoids) {
      var bad: [IndexError] = []
      _ = try faults.collect { () throws(IndexError) in
        try EntryPoints.readNodes(path: files.medoids, nodeCount: layout.nodeCount) {
          bad.append($0)
        }
      }
      for fault in bad {
        faults.add(kind: "start nodes", path: files.medoids) { IndexFault(fault) }
      }
      guard bad.isEmpty else { return nil }
    }
    return try faults.collect { () throws(IndexError) in
      try EntryPoints.read(files: files, content: content, file: file)
    }
  }

  private func verifySize(_ faults: inout FaultList) throws(IndexError) {
    let size = try faults.collect { () throws(IndexError) in try file.byteCount() }
    guard let size else { return }
    if layout.recordedFileBytes != UInt64(size) {
      faults.add(
        .malformed(
          path: files.disk, offset: Int64(layout.recordedFileBytesOffset), field: "file size",
          expected: "\(size)", found: "\(layout.recordedFileBytes)"))
    }
    if size != layout.fileBytes {
      faults.add(
        .malformed(
          path: files.disk, offset: nil, field: "size", expected: "\(layout.fileBytes) bytes",
          found: "\(size) bytes"))
    }
  }

  /// Returns whether all nodes could be read.
  private func verifyNodes(_ faults: inout FaultList) throws(IndexError) -> Bool {
    let counter = JobCounter(
      control: control, phase: "check nodes", total: layout.nodeCount, unit: "nodes")
    var reader = try SequentialNodeReader(file: file, layout: layout)
    for node in 0..<NodeID(layout.nodeCount) {
      if node & 0xFFF == 0 { try control.checkCancelled() }
      guard
        let page = try faults.collect({ () throws(IndexError) in try reader.page(of: node) })
      else { return false }
      counter.add(1)
      guard let record = layout.record(of: node, in: page), let vector = record.baseAddress else {
        faults.add(kind: "records that cannot be found", path: files.disk) {
          IndexFault(layout.sectorFault(of: node, path: files.disk))
        }
        continue
      }
      if layout.vectorBytes == layout.dimension * 4 {
        let place = layout.sector(of: node) * DiskLayout.sectorBytes + (vector - page)
        verifyVector(vector, at: place, layout.dimension, node, &faults)
      }
      if layout.packing == nil {
        verifyNeighbours(vector, node, &faults)
      } else {
        verifyPackedNeighbours(record, node, &faults)
      }
    }
    return true
  }

  private func verifyReorderData(_ faults: inout FaultList) throws(IndexError) {
    guard let reorder = layout.reorder else { return }
    var reader = try SequentialNodeReader(file: file, layout: layout)
    for node in 0..<NodeID(layout.nodeCount) {
      if node & 0xFFF == 0 { try control.checkCancelled() }
      guard
        let vector = try faults.collect({ () throws(IndexError) in
          try reader.fullVector(of: node)
        })
      else { return }
      verifyVector(
        vector, at: reorder.byteOffset(of: node), reorder.dimension, node, &faults)
    }
  }

  /// - Parameter byteOffset: Where the vector starts in the file.
  private func verifyVector(
    _ record: UnsafeRawPointer, at byteOffset: Int, _ dimension: Int, _ node: NodeID,
    _ faults: inout FaultList
  ) {
    for column in 0..<dimension {
      let value = record.loadUnaligned(fromByteOffset: column * 4, as: Float.self)
      guard !value.isFinite else { continue }
      faults.add(kind: "coordinates that are no numbers", path: files.disk) {
        IndexFault(
          path: files.disk, offset: byteOffset + column * 4,
          field: "coordinate \(column) of node \(node)", expected: "a finite number",
          found: "\(value)")
      }
    }
    verifyLength(record, at: byteOffset, dimension, node, &faults)
  }

  private func verifyLength(
    _ record: UnsafeRawPointer, at byteOffset: Int, _ dimension: Int, _ node: NodeID,
    _ faults: inout FaultList
  ) {
    guard metric != .l2 else { return }
    let length = MetricPreparation.storedLength(record, dimension)
    guard !MetricPreparation.isPossible(storedLength: length) else { return }
    faults.add(kind: "vectors that are not of length 1", path: files.disk) {
      IndexFault(
        path: files.disk, offset: byteOffset,
        field: "length of the vector of node \(node)",
        expected: "1, as vectors prepared for \(metric.rawValue) have", found: "\(length)")
    }
  }

  private func verifyNeighbours(
    _ record: UnsafeRawPointer, _ node: NodeID, _ faults: inout FaultList
  ) {
    let start = layout.byteOffset(of: node) + layout.vectorBytes
    let degree = Int(record.loadUnaligned(fromByteOffset: layout.vectorBytes, as: UInt32.self))
    guard degree <= layout.width else {
      faults.add(kind: "degrees that are too large", path: files.disk) {
        IndexFault(
          path: files.disk, offset: start, field: "degree of node \(node)",
          expected: "at most \(layout.width)", found: "\(degree)")
      }
      return
    }
    let neighbours = (0..<degree).map {
      record.loadUnaligned(fromByteOffset: layout.vectorBytes + 4 + $0 * 4, as: NodeID.self)
    }
    let sorted = neighbours.sorted()
    let isRepeated = zip(sorted, sorted.dropFirst()).contains { $0 == $1 }
    for (slot, neighbour) in neighbours.enumerated() {
      let expected =
        Int(neighbour) >= layout.nodeCount
        ? "below \(layout.nodeCount)"
        : neighbour == node
          ? "another node"
          : isRepeated && neighbours[..<slot].contains(neighbour) ? "each neighbour once" : nil
      guard let expected else { continue }
      faults.add(kind: "impossible neighbours", path: files.disk) {
        IndexFault(
          path: files.disk, offset: start + 4 + slot * 4, field: "neighbour of node \(node)",
          expected: expected, found: "\(neighbour)")
      }
    }
  }

  /// Gaps ascend: only the degree, the code, and neighbours that do not exist or are the node itself can be
  /// wrong.
  private func verifyPackedNeighbours(
    _ record: UnsafeRawBufferPointer, _ node: NodeID, _ faults: inout FaultList
  ) {
    guard let neighbours = layout.neighbours(in: record) else {
      faults.add(kind: "impossible neighbours", path: files.disk) {
        IndexFault(layout.fault(in: record, of: node, path: files.disk))
      }
      return
    }
    guard neighbours.contains(node) else { return }
    faults.add(kind: "impossible neighbours", path: files.disk) {
      IndexFault(
        path: files.disk, offset: layout.byteOffset(of: node),
        field: "neighbours of node \(node)", expected: "other nodes", found: "\(node)")
    }
  }

  /// Walks the graph level by level, each level in the order of the file.
  private func verifyReachability(
    from entries: [NodeID], _ faults: inout FaultList
  ) throws(IndexError) {
    let counter = JobCounter(
      control: control, phase: "walk graph", total: layout.nodeCount, unit: "nodes")
    var reader = try SequentialNodeReader(file: file, layout: layout)
    var reached = DiscoveredNodes(nodeCount: layout.nodeCount)
    var level = reached.add(entries)
    while !level.isEmpty {
      try control.checkCancelled()
      var next: [NodeID] = []
      for node in level.sorted() {
        guard
          let neighbours = try faults.collect({ () throws(IndexError) in
            try reader.possibleNeighbours(of: node)
          })
        else { return }
        next += reached.add(neighbours)
      }
      counter.add(level.count)
      level = next
    }
    guard reached.count < layout.nodeCount,
      let first = (0..<NodeID(layout.nodeCount)).first(where: { !reached.contains($0) })
    else { return }
    faults.add(
      .malformed(
        path: files.disk, offset: nil, field: "graph",
        expected: "all \(layout.nodeCount) nodes within reach of the start nodes",
        found: "\(layout.nodeCount - reached.count) out of reach, node \(first) the first"))
  }
}

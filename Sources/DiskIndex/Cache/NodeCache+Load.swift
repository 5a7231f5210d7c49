import VectorData

/// Which nodes a cache holds. The raw value is the word of the command line.
public enum CachePolicy: String, Sendable, CaseIterable {
  /// The nodes nearest to the start nodes by hops, level after level (DiskANN's default).
  case breadthFirst = "bfs"
  /// The nodes that searches for a sample of queries read most often, and what they lead to.
  case queries
}

extension NodeCache {
  /// Reads the `nodeCount` nodes that `policy` chooses, all that can be reached where it is more.
  ///
  /// - Parameters:
  ///   - samplePath: The queries of a policy by queries; the sample that lies beside the index if `nil`.
  ///   - searches: The searches of that policy; DiskANN's if `nil`.
  /// - Throws: `IndexError.memory` before anything is read when they do not fit the memory that is left,
  ///   `parameter` for a negative count, `system` or `malformed` when a node cannot be read, `cancelled`.
  public static func load(
    index: DiskIndex, nodeCount: Int, policy: CachePolicy = .breadthFirst,
    samplePath: String? = nil, searches: SearchParameters? = nil,
    control: JobControl = JobControl()
  ) throws(IndexError) -> NodeCache {
    guard nodeCount >= 0 else {
      throw .parameter(name: "--cache", expected: "at least 0", found: "\(nodeCount)")
    }
    let target = min(nodeCount, index.layout.nodeCount)
    guard target > 0 else { return .empty }
    let neededBytes = residentBytes(index: index, nodeCount: target)
    let availableBytes = MemoryLimits.availableBytes()
    guard UInt64(neededBytes) <= availableBytes else {
      throw .memory(
        purpose: "a cache of \(target) nodes", neededBytes: UInt64(neededBytes),
        availableBytes: availableBytes)
    }
    let first =
      switch policy {
      case .breadthFirst: index.entryPoints.nodes
      case .queries:
        try QueriedNodes.choose(
          index: index, samplePath: samplePath, parameters: searches, limit: target,
          control: control)
      }
    return try index.withPageSource(
      laneCount: 1, beamWidth: min(target, BreadthFirstLoad.batchSize),
      BreadthFirstLoad(index: index, first: first, targetCount: target, control: control))
  }

  /// Reads exactly `nodes`, all different and below the node count.
  ///
  /// - Throws: as `load(index:nodeCount:)`.
  public static func load(
    index: DiskIndex, nodes: [NodeID], control: JobControl = JobControl()
  ) throws(IndexError) -> NodeCache {
    guard !nodes.isEmpty else { return .empty }
    return try index.withPageSource(
      laneCount: 1, beamWidth: min(nodes.count, BreadthFirstLoad.batchSize),
      BreadthFirstLoad(index: index, first: nodes, targetCount: nodes.count, control: control))
  }

  /// The bytes that a cache of `nodeCount` nodes would hold. Packed records stay packed, each in a place for the
  /// longest.
  public static func residentBytes(index: DiskIndex, nodeCount: Int) -> Int {
    guard nodeCount > 0 else { return 0 }
    return nodeCount * (index.layout.nodeBytes + 4) + (4 << tableBits(nodeCount: nodeCount))
  }
}

/// Reads nodes level by level, each level in the order of the file.
private struct BreadthFirstLoad: PageSourceTask {
  static let batchSize = 128

  let index: DiskIndex
  /// The first level.
  let first: [NodeID]
  let targetCount: Int
  let control: JobControl

  func run<Pages: PageSource>(on pages: Pages) throws(IndexError) -> NodeCache {
    let layout = index.layout
    let records = try AlignedBuffer(
      byteCount: targetCount * layout.nodeBytes, purpose: "the node cache")
    let counter = JobCounter(
      control: control, phase: "fill cache", total: targetCount, unit: "nodes")
    var nodes: [NodeID] = []
    var discovered = DiscoveredNodes(nodeCount: layout.nodeCount)
    var level = discovered.add(first)
    while !level.isEmpty {
      let levelStart = nodes.count
      nodes += level.prefix(targetCount - nodes.count).sorted()
      for start in stride(from: levelStart, to: nodes.count, by: pages.beamWidth) {
        try control.checkCancelled()
        let batch = start..<min(start + pages.beamWidth, nodes.count)
        try read(nodes, batch, from: pages, into: records)
        counter.add(batch.count)
      }
      guard nodes.count < targetCount else { break }
      level = try neighbours(of: levelStart..<nodes.count, nodes, records, &discovered)
    }
    return NodeCache(nodes: nodes, nodeBytes: layout.nodeBytes, records: records)
  }

  private func read<Pages: PageSource>(
    _ nodes: [NodeID], _ batch: Range<Int>, from pages: Pages, into records: AlignedBuffer
  ) throws(IndexError) {
    nodes[batch].withUnsafeBufferPointer { pages.submit($0, lane: 0) }
    let layout = index.layout
    for (place, slot) in batch.enumerated() {
      _ = try pages.wait(lane: 0, place: place)
      let node = nodes[slot]
      let page = pages.record(lane: 0, place: place) - layout.offsetInSector(of: node)
      guard let record = layout.record(of: node, in: page) else {
        throw layout.sectorFault(of: node, path: index.files.disk)
      }
      UnsafeMutableRawBufferPointer(rebasing: records.bytes[(slot * layout.nodeBytes)...])
        .copyMemory(from: record)
    }
  }

  /// The nodes that the nodes in `slots` lead to and nothing led to before.
  private func neighbours(
    of slots: Range<Int>, _ nodes: [NodeID], _ records: AlignedBuffer,
    _ discovered: inout DiscoveredNodes
  ) throws(IndexError) -> [NodeID] {
    let layout = index.layout
    let neighbours = UnsafeMutablePointer<NodeID>.allocate(capacity: layout.width)
    defer { neighbours.deallocate() }
    guard let start = records.bytes.baseAddress else { return [] }
    var found: [NodeID] = []
    for slot in slots {
      let record = UnsafeRawBufferPointer(
        start: start + slot * layout.nodeBytes, count: layout.nodeBytes)
      let degree = layout.copyNeighbours(in: record, into: neighbours)
      guard degree >= 0 else {
        throw layout.fault(in: record, of: nodes[slot], path: index.files.disk)
      }
      found += discovered.add(UnsafeBufferPointer(start: neighbours, count: degree))
    }
    return found
  }
}

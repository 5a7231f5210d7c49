import VectorData

/// The hot loop. Pointers are hoisted into locals once per node; nothing here allocates, retains or goes
/// through a class property per neighbour.
extension BeamSearch {
  /// Expands the nodes of the beam one after another: their exact distances, and their unseen neighbours
  /// into the candidate list.
  ///
  /// - Returns: nanoseconds that reads were waited for.
  mutating func expandBeam() throws(IndexError) -> UInt64 {
    let cachedCount = beamCount - frontierCount
    var waited: UInt64 = 0
    for place in 0..<cachedCount {
      try expand(scratch.beam[place], record: cachedRecord(of: scratch.beam[place]), from: .cache)
    }
    for place in 0..<frontierCount {
      waited += try pages.wait(lane: lane, place: place)
      let node = scratch.beam[cachedCount + place]
      try expand(
        node, record: try readRecord(of: node.candidate.node, place: place),
        from: Observer.isWatching ? source(of: node, place: place) : .cache)
      if parameters.usesWholePages { try useWholePage(of: node.candidate.node, place: place) }
    }
    return waited
  }

  /// The record of a node that the cache holds.
  @inline(__always)
  func cachedRecord(of node: BeamNode) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: cache.record(slot: node.cacheSlot), count: pages.layout.nodeBytes)
  }

  /// The record of `node` in what arrived as number `place` of the lane.
  ///
  /// - Throws: `IndexError.malformed` when its sector is damaged.
  @inline(__always)
  func readRecord(of node: NodeID, place: Int) throws(IndexError) -> UnsafeRawBufferPointer {
    try self.record(
      of: node,
      in: pages.record(lane: lane, place: place) - pages.layout.offsetInSector(of: node))
  }

  /// The record of `node` in its sector.
  @inline(__always)
  func record(
    of node: NodeID, in page: UnsafeRawPointer
  ) throws(IndexError) -> UnsafeRawBufferPointer {
    guard let record = pages.layout.record(of: node, in: page) else {
      throw pages.layout.sectorFault(of: node, path: index.files.disk)
    }
    return record
  }

  @inline(__always)
  mutating func expand(
    _ node: BeamNode, record: UnsafeRawBufferPointer, from source: NodeSource
  ) throws(IndexError) {
    guard let vector = record.baseAddress else { preconditionFailure("a record has bytes") }
    let neighbours = scratch.neighbours
    let unseen = scratch.unseen
    let distances = scratch.unseenDistances
    // The layout in its place: a copy of it would retain its packing for every node.
    let exactDistance = scratch.recordDistance(scratch.query, vector, pages.layout.dimension)
    let degree = pages.layout.copyNeighbours(in: record, into: neighbours)
    guard degree >= 0 else {
      throw pages.layout.fault(in: record, of: node.candidate.node, path: index.files.disk)
    }
    var unseenCount = scratch.visited.appendUnseen(neighbours, count: degree, to: unseen)
    if let filter { unseenCount = filter.keepPassing(unseen, count: unseenCount) }
    index.sumDistances(scratch.distanceTable, of: unseen, count: unseenCount, into: distances)
    scratch.note(Candidate(node: node.candidate.node, distance: exactDistance))
    statistics.comparisonCount += 1 + unseenCount
    if Observer.isWatching {
      observer.expanded(
        node.candidate.node, from: source, sketchDistance: node.candidate.distance,
        exactDistance: exactDistance)
      return rankAndReport(degree: degree, unseenCount: unseenCount)
    }
    var list = list
    for place in 0..<unseenCount {
      _ = list.insert(Candidate(node: unseen[place], distance: distances[place]))
    }
    self.list = list
  }

  /// Ranks the unseen neighbours with an event for every neighbour, those seen before included.
  private mutating func rankAndReport(degree: Int, unseenCount: Int) {
    var next = 0
    for neighbour in UnsafeBufferPointer(start: scratch.neighbours, count: degree) {
      guard next < unseenCount, scratch.unseen[next] == neighbour else {
        observer.considered(
          neighbour, distance: index.sketchDistance(scratch.distanceTable, to: neighbour),
          fate: .seen, rank: nil)
        continue
      }
      let distance = scratch.unseenDistances[next]
      let rank = list.insert(Candidate(node: neighbour, distance: distance))
      observer.considered(
        neighbour, distance: distance, fate: rank >= 0 ? .inserted : .rejected,
        rank: rank >= 0 ? rank : nil)
      next += 1
    }
  }

  func source(of node: BeamNode, place: Int) -> NodeSource {
    .ssd(
      sector: pages.layout.sector(of: node.candidate.node),
      readMicroseconds: Double(pages.readNanoseconds(lane: lane, place: place)) / 1000)
  }
}

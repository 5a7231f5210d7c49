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
      try expand(
        scratch.beam[place], record: cache.record(slot: scratch.beam[place].cacheSlot), from: .cache
      )
    }
    for place in 0..<frontierCount {
      waited += try pages.wait(lane: lane, place: place)
      let node = scratch.beam[cachedCount + place]
      try expand(
        node, record: pages.record(lane: lane, place: place),
        from: Observer.isWatching ? source(of: node, place: place) : .cache)
      if parameters.usesWholePages { try useWholePage(of: node.candidate.node, place: place) }
    }
    return waited
  }

  @inline(__always)
  mutating func expand(
    _ node: BeamNode, record: UnsafeRawPointer, from source: NodeSource
  ) throws(IndexError) {
    let layout = pages.layout
    let neighbours = scratch.neighbours
    let unseen = scratch.unseen
    let distances = scratch.unseenDistances
    let exactDistance = scratch.recordDistance(scratch.query, record, layout.dimension)
    let degree = layout.copyNeighbours(at: record, into: neighbours)
    guard degree >= 0 else {
      throw layout.fault(in: record, of: node.candidate.node, path: index.files.disk)
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

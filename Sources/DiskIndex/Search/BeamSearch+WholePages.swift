import VectorData

/// Page search: a sector that was read is used whole (Wang et al. 2024, Starling, section 5; Gao et al.
/// 2023, DiskANN++).
///
/// The other nodes of the sector cost no read. Each gets its exact distance; one that waits in the candidate
/// list, or would enter it, is expanded at once. So no sector is read twice by a search: none of its nodes
/// can come into the list later.
extension BeamSearch {
  /// The nearest candidate that waits for a read of its own: those whose sector is read in this hop already
  /// are left to it.
  mutating func popNearestOfAnotherPage(beside frontierCount: Int) -> Candidate? {
    let (layout, frontier, cache) = (pages.layout, scratch.frontier, cache)
    return list.popNearest { candidate in
      let sector = layout.sector(of: candidate.node)
      for place in 0..<frontierCount where layout.sector(of: frontier[place]) == sector {
        return cache.slot(of: candidate.node) < 0
      }
      return false
    }
  }

  /// Uses what lies beside `node` in the sector that was read for it as number `place` of the hop.
  mutating func useWholePage(of node: NodeID, place: Int) throws(IndexError) {
    let layout = pages.layout
    guard layout.nodesPerSector > 1 else { return }
    let page = pages.record(lane: lane, place: place) - layout.offsetInSector(of: node)
    let count = takeMates(of: node, layout)
    let (mates, distances) = (scratch.mates, scratch.mateDistances)
    index.sumDistances(scratch.distanceTable, of: mates, count: count, into: distances)
    for number in 0..<count {
      let candidate = Candidate(node: mates[number], distance: distances[number])
      let record = try self.record(of: candidate.node, in: page)
      switch standing(of: candidate) {
      case .wanted:
        statistics.pageHitCount += 1
        try expand(
          BeamNode(candidate: candidate, cacheSlot: -1), record: record,
          from: .page(sector: layout.sector(of: node)))
      case .beyondList: measure(candidate, record: record)
      case .known: continue
      }
    }
  }

  private enum Standing {
    /// It waits in the list, or has just entered it.
    case wanted
    /// The list is full of better ones; its exact distance may still make it an answer.
    case beyondList
    /// It has been expanded, or must not be answered.
    case known
  }

  private mutating func standing(of candidate: Candidate) -> Standing {
    if let filter, !filter.passing.contains(candidate.node) { return .known }
    switch list.mark(candidate) {
    case .marked: return .wanted
    case .markedBefore: return .known
    case .absent: break
    }
    scratch.neighbours[0] = candidate.node
    let isNew = scratch.visited.appendUnseen(scratch.neighbours, count: 1, to: scratch.unseen) > 0
    // A scan has ranked every node that passes: what it left out of the list was looked at.
    guard isNew, filter?.strategy != .scan else { return .beyondList }
    statistics.comparisonCount += 1
    return list.insert(candidate.expanded) >= 0 ? .wanted : .beyondList
  }

  private mutating func measure(_ candidate: Candidate, record: UnsafeRawBufferPointer) {
    guard let vector = record.baseAddress else { preconditionFailure("a record has bytes") }
    let distance = scratch.recordDistance(scratch.query, vector, pages.layout.dimension)
    statistics.comparisonCount += 1
    scratch.note(Candidate(node: candidate.node, distance: distance))
    if Observer.isWatching {
      observer.measured(
        candidate.node, sketchDistance: candidate.distance, exactDistance: distance)
    }
  }

  /// The other nodes of the sector of `node`, and how many they are.
  private func takeMates(of node: NodeID, _ layout: DiskLayout) -> Int {
    var count = 0
    for mate in layout.nodes(beside: node) where mate != Int(node) {
      scratch.mates[count] = NodeID(mate)
      count += 1
    }
    return count
  }
}

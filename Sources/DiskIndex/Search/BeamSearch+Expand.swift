import VectorData

/// The hot loop. Pointers are hoisted into locals once per hop; nothing here allocates, retains or goes
/// through a class property per neighbour.
extension BeamSearch {
  /// Takes exact distances of the beam's nodes and collects their unseen neighbours.
  mutating func expandBeam() throws(IndexError) {
    let layout = pages.layout
    let distance = index.distance.function
    let beam = scratch.beam
    let neighbours = scratch.neighbours
    let unseen = scratch.unseen
    let cachedCount = beamCount - frontierCount
    var unseenCount = 0
    for place in 0..<beamCount {
      let slot = beam[place].cacheSlot
      let record =
        slot >= 0
        ? cache.record(slot: slot) : pages.record(lane: lane, place: place - cachedCount)
      beam[place].exactDistance = distance(scratch.query, record, layout.dimension)
      let degree = layout.copyNeighbours(at: record, into: neighbours)
      guard degree >= 0 else {
        throw layout.fault(in: record, of: beam[place].candidate.node, path: index.files.disk)
      }
      beam[place].unseenStart = unseenCount
      unseenCount += scratch.visited.appendUnseen(
        neighbours, count: degree, to: unseen + unseenCount)
      beam[place].unseenEnd = unseenCount
    }
    index.sumDistances(
      scratch.distanceTable, of: unseen, count: unseenCount, into: scratch.unseenDistances)
    statistics.comparisonCount += beamCount + unseenCount
  }

  /// Puts the unseen neighbours into the candidate list, node by node in the order of expansion.
  mutating func rankUnseen() {
    let unseen = scratch.unseen
    let distances = scratch.unseenDistances
    for place in 0..<beamCount {
      let node = scratch.beam[place]
      scratch.expanded.append(
        Candidate(node: node.candidate.node, distance: node.exactDistance))
      if Observer.isWatching {
        reportAndRank(node, place: place)
        continue
      }
      var list = list
      for next in node.unseenStart..<node.unseenEnd {
        _ = list.insert(Candidate(node: unseen[next], distance: distances[next]))
      }
      self.list = list
    }
  }

  /// The same with an event for every neighbour, those seen before included.
  private mutating func reportAndRank(_ node: BeamNode, place: Int) {
    let cachedCount = beamCount - frontierCount
    let isCached = node.cacheSlot >= 0
    let record =
      isCached
      ? cache.record(slot: node.cacheSlot) : pages.record(lane: lane, place: place - cachedCount)
    observer.expanded(
      node.candidate.node, from: isCached ? .cache : source(of: node, place: place - cachedCount),
      sketchDistance: node.candidate.distance, exactDistance: node.exactDistance)
    let degree = pages.layout.copyNeighbours(at: record, into: scratch.neighbours)
    var next = node.unseenStart
    for neighbour in UnsafeBufferPointer(start: scratch.neighbours, count: max(0, degree)) {
      guard next < node.unseenEnd, scratch.unseen[next] == neighbour else {
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

  private func source(of node: BeamNode, place: Int) -> NodeSource {
    .ssd(
      sector: pages.layout.sector(of: node.candidate.node),
      readMicroseconds: Double(pages.readNanoseconds(lane: lane, place: place)) / 1000)
  }
}

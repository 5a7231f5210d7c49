import CPlatform
import VectorData

/// The reads of a pipelined search: a queue over the places of its lane, the one asked for first in front.
struct ReadWindow {
  let capacity: Int
  private(set) var count = 0
  private(set) var first = 0

  init(capacity: Int) { self.capacity = capacity }

  var isEmpty: Bool { count == 0 }

  /// The place of the read that is number `number` in the queue, or of one that would be.
  func place(_ number: Int) -> Int {
    let place = first + number
    return place < capacity ? place : place - capacity
  }

  mutating func append() { count += 1 }

  mutating func removeFirst() {
    first = place(1)
    count -= 1
  }
}

/// Reads in a row instead of in rounds (PipeANN: Guo and Lu 2025, section 3): W reads are under way, each node is
/// expanded when it has arrived, and the next best candidate takes its place.
///
/// Nodes are expanded in the order in which they were asked for, not in that of their arrival: what is read and
/// answered does not depend on the device.
extension BeamSearch {
  /// Fills the window; a cached node is not waited for but is this step's.
  mutating func beginStep() -> Reads? {
    beamCount = 0
    let asked = window.count
    let room = min(width.current - asked, remainingReads)
    while window.count - asked < room, let candidate = popNearestBesideWindow() {
      let cacheSlot = cache.slot(of: candidate.node)
      guard cacheSlot < 0 else {
        scratch.popped[0] = BeamNode(candidate: candidate, cacheSlot: cacheSlot)
        beamCount = 1
        break
      }
      scratch.beam[window.place(window.count)] = BeamNode(candidate: candidate, cacheSlot: -1)
      window.append()
    }
    guard beamCount > 0 || !window.isEmpty else { return beginRerank() }
    askFor(numbers: asked..<window.count)
    statistics.hopCount += 1
    statistics.cacheHitCount += beamCount
    if Observer.isWatching { reportStep() }
    waitingSince = bp_monotonic_nanoseconds()
    statistics.add(computeNanoseconds: waitingSince - hopBeganAt)
    guard beamCount == 0 else { return Reads(count: 0) }
    pages.expect(lane: lane, place: window.first)
    return Reads(count: window.count)
  }

  /// Expands the cached node, or the one that was asked for first.
  mutating func completeStep() throws(IndexError) {
    let began = bp_monotonic_nanoseconds()
    var waited: UInt64 = 0
    if beamCount > 0 {
      let node = scratch.popped[0]
      try expand(node, record: cachedRecord(of: node), from: .cache)
    } else {
      let place = window.first
      let node = scratch.beam[place]
      waited = try pages.wait(lane: lane, place: place)
      try expand(
        node, record: try readRecord(of: node.candidate.node, place: place),
        from: Observer.isWatching ? source(of: node, place: place) : .cache)
      if parameters.usesWholePages { try useWholePage(of: node.candidate.node, place: place) }
      window.removeFirst()
      statistics.add(readNanoseconds: began - waitingSince + waited)
    }
    width.hopEnded(nearest: list.candidates.first)
    let now = bp_monotonic_nanoseconds()
    statistics.add(computeNanoseconds: now - began - waited)
    if Observer.isWatching {
      statistics.latencyMicroseconds += Double(now - hopBeganAt) / 1000
      observer.hopEnded(list.candidates.span, statistics: statistics)
    }
  }

  /// The nearest candidate that waits, unless the search is to end; with whole pages none that lies in a sector
  /// which is under way.
  private mutating func popNearestBesideWindow() -> Candidate? {
    if parameters.stopFactor != nil, scratch.stopping.ends(at: list.nearestWaiting) { return nil }
    guard parameters.usesWholePages else { return list.popNearest() }
    let (layout, beam, cache, window) = (pages.layout, scratch.beam, cache, window)
    return list.popNearest { candidate in
      let sector = layout.sector(of: candidate.node)
      for number in 0..<window.count
      where layout.sector(of: beam[window.place(number)].candidate.node) == sector {
        return cache.slot(of: candidate.node) < 0
      }
      return false
    }
  }

  /// Starts the reads of these numbers of the window, which lie in one or two runs of places.
  private mutating func askFor(numbers: Range<Int>) {
    statistics.readCount += numbers.count
    statistics.sectorCount += numbers.count * pages.layout.sectorsPerNode
    var next = numbers.lowerBound
    while next < numbers.upperBound {
      let place = window.place(next)
      let end = min(numbers.upperBound, next + window.capacity - place)
      for number in next..<end {
        scratch.frontier[number - next] = scratch.beam[window.place(number)].candidate.node
      }
      pages.add(
        UnsafeBufferPointer(start: scratch.frontier, count: end - next), lane: lane, place: place)
      next = end
    }
  }

  /// What is under way, the node that was asked for first in front.
  private mutating func reportStep() {
    let cached = (0..<beamCount).map { scratch.popped[$0].candidate }
    let asked = (0..<window.count).map { scratch.beam[window.place($0)].candidate }
    let frontier = cached + asked
    observer.hopBegan(
      statistics.hopCount, frontier: frontier.span, candidates: list.candidates.span)
  }
}

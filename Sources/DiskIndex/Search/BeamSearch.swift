import CPlatform
import VectorData

/// One search over an index on disk, as a value that is advanced hop by hop (DiskANN, section 3.1 of
/// docs/formats.md; Subramanya et al. 2019, algorithm 1 with a beam).
///
/// Each hop takes the W best unexpanded candidates, fetches those that are not cached, and ranks their
/// neighbours by PQ distance; the answers are the expanded nodes nearest by exact distance. A search
/// holds a lane of its page source: begin, wait for the lane, complete, and so on until `begin` gives nil.
/// Where full vectors lie behind the graph, the last rounds read those of the best answers.
public struct BeamSearch<Pages: PageSource, Observer: SearchObserver>: ~Copyable {
  /// What a hop waits for.
  public struct Reads: Sendable, Equatable {
    /// Nodes that are being read; 0 when all came from the cache, then the lane need not be waited for.
    public let count: Int
  }

  /// Who watches.
  public internal(set) var observer: Observer
  /// What it took so far.
  public internal(set) var statistics = SearchStatistics()

  let index: DiskIndex
  let cache: NodeCache
  let pages: Pages
  let lane: Int
  let scratch: SearchScratch
  let parameters: SearchParameters
  let filter: SearchFilter?
  let startedAt: UInt64
  var list: CandidateList
  private(set) var hopBeganAt: UInt64 = 0
  /// When a pipelined search began to wait.
  var waitingSince: UInt64 = 0
  var beamCount = 0
  var frontierCount = 0
  /// How many nodes the next hop may take.
  var width: BeamWidthRule
  /// What a pipelined search waits for.
  var window: ReadWindow
  /// `nil` until the beam has found its end, and in an index without reorder data.
  var rerank: Rerank?

  /// A search for the vector at `query`, which has the index's query type and dimension. The first
  /// candidate is the entry node nearest to it; with a navigation graph the first are what the walk finds.
  ///
  /// - Parameters:
  ///   - scratch: Memory that no other search in flight uses, for at least these parameters.
  ///   - filter: Which nodes may be answered; all if `nil`.
  init(
    index: DiskIndex, cache: NodeCache, pages: Pages, lane: Int, scratch: SearchScratch,
    query: UnsafeRawPointer, parameters: SearchParameters, filter: SearchFilter? = nil,
    observer: Observer
  ) {
    precondition(scratch.beamWidth >= parameters.beamWidth, "the scratch holds the beam")
    precondition(pages.beamWidth >= parameters.beamWidth, "the page source serves the beam")
    startedAt = bp_monotonic_nanoseconds()
    self.index = index
    self.cache = cache
    self.pages = pages
    self.lane = lane
    self.scratch = scratch
    self.parameters = parameters
    self.filter = filter
    self.observer = observer
    width = BeamWidthRule(parameters)
    window = ReadWindow(capacity: parameters.beamWidth)
    list = CandidateList(places: scratch.candidates, capacity: scratch.listCapacity)
    scratch.begin(query: query, index: index)
    if let filter {
      insertEntries(of: filter)
    } else if let walk = scratch.navigation {
      insertEntries(foundBy: walk)
    } else {
      insertEntry()
    }
    statistics.add(computeNanoseconds: bp_monotonic_nanoseconds() - startedAt)
  }

  /// Begins a hop: takes the beam, looks it up in the cache, and submits the reads of the rest.
  ///
  /// - Returns: what is being read, `nil` when the search has come to its end.
  public mutating func begin() -> Reads? {
    hopBeganAt = bp_monotonic_nanoseconds()
    guard !parameters.isPipelined else { return beginStep() }
    takeBeam()
    guard beamCount > 0 else { return beginRerank() }
    statistics.hopCount += 1
    statistics.cacheHitCount += beamCount - frontierCount
    statistics.readCount += frontierCount
    statistics.sectorCount += frontierCount * pages.layout.sectorsPerNode
    statistics.add(computeNanoseconds: bp_monotonic_nanoseconds() - hopBeganAt)
    if frontierCount > 0 {
      pages.submit(
        UnsafeBufferPointer(start: scratch.frontier, count: frontierCount), lane: lane)
    }
    return Reads(count: frontierCount)
  }

  /// Completes the hop: expands what was cached, then what was read, and ranks the neighbours. A read
  /// that is still under way is waited for when its turn comes.
  ///
  /// - Throws: `IndexError.system` when a read failed, `malformed` when a node is damaged. The search is
  ///   over then.
  public mutating func complete() throws(IndexError) {
    guard rerank == nil else { return try completeRerank() }
    guard !parameters.isPipelined else { return try completeStep() }
    let began = bp_monotonic_nanoseconds()
    let waited = try expandBeam()
    let now = bp_monotonic_nanoseconds()
    statistics.add(computeNanoseconds: now - began - waited)
    width.hopEnded(nearest: list.candidates.first)
    if frontierCount > 0 {
      statistics.add(readNanoseconds: pages.roundNanoseconds(lane: lane))
    }
    if Observer.isWatching {
      statistics.latencyMicroseconds += Double(now - hopBeganAt) / 1000
      observer.hopEnded(list.candidates.span, statistics: statistics)
    }
  }

  /// One hop with its reads: what one key press does.
  ///
  /// - Returns: false when the search had come to its end before.
  public mutating func advance() throws(IndexError) -> Bool {
    guard begin() != nil else { return false }
    try complete()
    return true
  }

  /// The expanded nodes nearest by exact distance, at most K; ties go to the smaller id.
  public consuming func finish() -> SearchAnswer {
    let results = answers()
    let now = bp_monotonic_nanoseconds()
    statistics.latencyMicroseconds = Double(now - startedAt) / 1000
    return SearchAnswer(results: results, statistics: statistics)
  }

  /// The answers if the search ended now.
  public func answers() -> [SearchResult] {
    scratch.ranked.prefix(parameters.answerCount).map {
      SearchResult(node: index.row(of: $0.node), distance: scratch.scale.value($0.distance))
    }
  }

  /// Whether `begin` would find nothing to do.
  public var isFinished: Bool { hasWalked && !awaitsRerank }

  /// Whether the graph has nothing left for this search.
  var hasWalked: Bool {
    guard window.isEmpty else { return false }
    return !list.hasWaiting || remainingReads == 0 || scratch.stopping.ends(at: list.nearestWaiting)
  }

  var remainingReads: Int {
    parameters.readLimit.map { max(0, $0 - statistics.readCount) } ?? Int.max
  }

  /// The candidates that a walk in memory leads to, all that the list has places for.
  private mutating func insertEntries(foundBy walk: NavigationWalk) {
    let (found, comparisonCount) = walk.run(index: index, table: scratch.distanceTable)
    statistics.comparisonCount += comparisonCount
    for candidate in found {
      guard list.insert(candidate) >= 0 else { break }
      scratch.neighbours[0] = candidate.node
      _ = scratch.visited.appendUnseen(scratch.neighbours, count: 1, to: scratch.unseen)
    }
    if Observer.isWatching { observer.entered(list.candidates.span) }
  }

  private mutating func insertEntry() {
    let entry = index.entryPoints.nearest(to: scratch.queryFloats)
    scratch.neighbours[0] = entry.node
    _ = scratch.visited.appendUnseen(scratch.neighbours, count: 1, to: scratch.unseen)
    index.sumDistances(
      scratch.distanceTable, of: scratch.unseen, count: 1, into: scratch.unseenDistances)
    _ = list.insert(Candidate(node: entry.node, distance: scratch.unseenDistances[0]))
    statistics.comparisonCount += entry.comparisonCount + 1
  }

  /// Pops the beam: cached nodes first, then those to be read, each in order of distance.
  private mutating func takeBeam() {
    beamCount = 0
    frontierCount = 0
    let limit = min(width.current, remainingReads)
    let popped = scratch.popped
    var poppedCount = 0
    while poppedCount < limit, let candidate = popNearest() {
      let cacheSlot = cache.slot(of: candidate.node)
      popped[poppedCount] = BeamNode(candidate: candidate, cacheSlot: cacheSlot)
      poppedCount += 1
      guard cacheSlot < 0 else { continue }
      scratch.frontier[frontierCount] = candidate.node
      frontierCount += 1
    }
    for place in 0..<poppedCount where popped[place].cacheSlot >= 0 {
      scratch.beam[beamCount] = popped[place]
      beamCount += 1
    }
    for place in 0..<poppedCount where popped[place].cacheSlot < 0 {
      scratch.beam[beamCount] = popped[place]
      beamCount += 1
    }
    if Observer.isWatching, poppedCount > 0 { reportBeam(poppedCount) }
  }

  private mutating func popNearest() -> Candidate? {
    if parameters.stopFactor != nil, scratch.stopping.ends(at: list.nearestWaiting) { return nil }
    guard parameters.usesWholePages else { return list.popNearest() }
    return popNearestOfAnotherPage(beside: frontierCount)
  }

  mutating func reportBeam(_ count: Int) {
    let frontier = (0..<count).map { scratch.popped[$0].candidate }
    observer.hopBegan(
      statistics.hopCount + 1, frontier: frontier.span, candidates: list.candidates.span)
  }
}

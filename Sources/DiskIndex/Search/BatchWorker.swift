import VectorData

/// The searches in flight on one thread: each goes on when its own reads have arrived.
struct BatchWorker<Pages: PageSource>: ~Copyable {
  private typealias Search = BeamSearch<Pages, Unobserved>

  /// What came to its end, in the order in which it did.
  private(set) var answers: [(query: Int, answer: SearchAnswer)] = []
  /// What an error ended.
  private(set) var failures: [SearchFailure] = []

  private let index: DiskIndex
  private let cache: NodeCache
  private let pages: Pages
  private let queries: VectorMatrix
  private let parameters: SearchParameters
  private let filters: [SearchFilter]
  private let takeQuery: () -> Int?
  private let scratches: [SearchScratch]
  /// Lane → its search, initialised while `running` says which query it answers.
  private let searches: UnsafeMutablePointer<Search>
  private var running: [Int?]

  /// - Parameter takeQuery: The next row of `queries` to search for, `nil` when there is none left.
  init(
    index: DiskIndex, cache: NodeCache, pages: Pages, queries: VectorMatrix,
    parameters: SearchParameters, filters: [SearchFilter], takeQuery: @escaping () -> Int?
  ) {
    self.index = index
    self.cache = cache
    self.pages = pages
    self.queries = queries
    self.parameters = parameters
    self.filters = filters
    self.takeQuery = takeQuery
    scratches = (0..<pages.laneCount).map { _ in
      SearchScratch(index: index, parameters: parameters)
    }
    searches = .allocate(capacity: pages.laneCount)
    running = Array(repeating: nil, count: pages.laneCount)
  }

  deinit {
    for (lane, query) in running.enumerated() where query != nil {
      (searches + lane).deinitialize(count: 1)
    }
    searches.deallocate()
  }

  /// Searches until no query is left.
  mutating func run() {
    for lane in 0..<pages.laneCount { startSearch(in: lane) }
    while let lane = pages.waitForAnyLane() {
      completeHop(of: lane)
      proceed(lane)
    }
  }

  /// Begins hops of the lane's search, and of the searches that follow it, until one waits for reads.
  private mutating func proceed(_ lane: Int) {
    while running[lane] != nil {
      guard let reads = searches[lane].begin() else {
        endSearch(in: lane)
        startNext(in: lane)
        continue
      }
      if reads.count > 0 { return }
      completeHop(of: lane)
    }
  }

  private mutating func startSearch(in lane: Int) {
    startNext(in: lane)
    proceed(lane)
  }

  private mutating func startNext(in lane: Int) {
    guard let query = takeQuery() else { return }
    let filter = filters.count > 1 ? filters[query] : filters.first
    (searches + lane).initialize(
      to: Search(
        index: index, cache: cache, pages: pages, lane: lane, scratch: scratches[lane],
        query: queries.row(query), parameters: parameters, filter: filter,
        observer: Unobserved()))
    running[lane] = query
  }

  private mutating func completeHop(of lane: Int) {
    guard let query = running[lane] else { return }
    do throws(IndexError) {
      try searches[lane].complete()
    } catch {
      failures.append(SearchFailure(query: query, error: error))
      running[lane] = nil
      (searches + lane).deinitialize(count: 1)
      startNext(in: lane)
    }
  }

  private mutating func endSearch(in lane: Int) {
    guard let query = running[lane] else { return }
    running[lane] = nil
    answers.append((query, (searches + lane).move().finish()))
  }
}

import CPlatform
import Synchronization
import VectorData

/// What a batch of searches gave.
public struct BatchAnswer: Sendable {
  /// One per query, in the order of the queries; without results where the search failed.
  public var answers: [SearchAnswer]
  /// From the first begin to the last answer.
  public var wallSeconds: Double
  /// How reads were made: "io_uring+O_DIRECT", or the fallback in force.
  public var ioDescription: String
  /// Searches that an error ended, by query.
  public var failures: [SearchFailure]
}

/// A search that did not come to its end.
public struct SearchFailure: Error, Sendable, Equatable {
  /// The number of the query.
  public var query: Int
  /// Why.
  public var error: IndexError
}

/// Many searches on several threads, several of them in flight on each.
public enum BatchSearch {
  /// Searches for every row of `queries`. Answers do not depend on threads or `inflight`.
  ///
  /// - Parameters:
  ///   - inflight: Searches that each thread keeps going at once; `nil` fills the device.
  ///   - filters: One per query, or one for all, or none.
  ///   - control: Cancels between searches, and is told of queries done.
  /// - Throws: `IndexError.parameter` or `mismatch` for what cannot be asked, `system` or `memory` when
  ///   no page source can be made, `cancelled`. An error of one search is in `failures` instead.
  public static func run(
    index: DiskIndex, cache: NodeCache = .empty, queries: VectorMatrix,
    parameters: SearchParameters, filters: [SearchFilter] = [], threadCount: Int = 1,
    inflight: Int? = nil, control: JobControl = JobControl()
  ) throws(IndexError) -> BatchAnswer {
    precondition(
      filters.count <= 1 || filters.count == queries.count, "a filter per query, or one for all")
    try parameters.validate(nodeCount: index.layout.nodeCount)
    try index.check(
      elementType: queries.elementType, dimension: queries.dimension, path: queries.path)
    guard (1...maximumThreadCount).contains(threadCount) else {
      throw .parameter(name: "-T", expected: "1 to \(maximumThreadCount)", found: "\(threadCount)")
    }
    if let inflight, !(1...maximumInflight).contains(inflight) {
      throw .parameter(
        name: "--inflight", expected: "1 to \(maximumInflight)", found: "\(inflight)")
    }
    try index.prepare(for: parameters, isFiltered: !filters.isEmpty)
    let threads = min(threadCount, max(1, queries.count))
    let batch = Batch(
      index: index, cache: cache, queries: queries, parameters: parameters, filters: filters,
      laneCount: laneCount(index, parameters, asked: inflight, threads, queries.count),
      control: control)
    let began = bp_monotonic_nanoseconds()
    WorkerTeam(workerCount: threads).forEachChunk(count: threads, chunk: 1) { _, _ in batch.work() }
    let wallSeconds = Double(bp_monotonic_nanoseconds() - began) / 1e9
    try control.checkCancelled()
    return try batch.answer(wallSeconds: wallSeconds)
  }

  /// More threads than this only wait for each other.
  public static let maximumThreadCount = 256
  /// More searches in flight than this only wait for each other.
  public static let maximumInflight = 256
  /// Searches in flight on all threads that fill an SSD with a beam of 4.
  static let defaultInflight = 32
  /// Pages of one thread stay below this.
  private static let maximumPageBytes = 16 << 20

  private static func laneCount(
    _ index: DiskIndex, _ parameters: SearchParameters, asked: Int?, _ threads: Int, _ queries: Int
  ) -> Int {
    let wanted = asked ?? max(1, defaultInflight / threads)
    let laneBytes = index.readsPerRound(parameters) * index.layout.readBytes
    let fitting = max(1, maximumPageBytes / laneBytes)
    return max(1, min(wanted, fitting, (queries + threads - 1) / threads))
  }
}

/// What the threads of a batch share.
private final class Batch: PageSourceTask, Sendable {
  private let index: DiskIndex
  private let cache: NodeCache
  private let queries: VectorMatrix
  private let parameters: SearchParameters
  private let filters: [SearchFilter]
  private let laneCount: Int
  private let control: JobControl
  private let counter: JobCounter
  private let nextQuery = Atomic<Int>(0)
  private let gathered = Locked(Gathered())

  private struct Gathered {
    var done: [(query: Int, answer: SearchAnswer)] = []
    var failures: [SearchFailure] = []
    var workerError: IndexError?
  }

  init(
    index: DiskIndex, cache: NodeCache, queries: VectorMatrix, parameters: SearchParameters,
    filters: [SearchFilter], laneCount: Int, control: JobControl
  ) {
    self.index = index
    self.cache = cache
    self.queries = queries
    self.parameters = parameters
    self.filters = filters
    self.laneCount = laneCount
    self.control = control
    counter = JobCounter(
      control: control, phase: "search", total: queries.count, unit: "queries")
  }

  /// What one thread does.
  func work() {
    do throws(IndexError) {
      try index.withPageSource(
        for: parameters, laneCount: laneCount, beamWidth: index.readsPerRound(parameters), self)
    } catch {
      gathered.withLock { $0.workerError = error }
    }
  }

  func run<Pages: PageSource>(on pages: Pages) {
    var worker = BatchWorker(
      index: index, cache: cache, pages: pages, queries: queries, parameters: parameters,
      filters: filters, takeQuery: takeQuery)
    worker.run()
    let (answers, failures) = (worker.answers, worker.failures)
    gathered.withLock {
      $0.done += answers
      $0.failures += failures
    }
  }

  private func takeQuery() -> Int? {
    guard !control.isCancelled else { return nil }
    let query = nextQuery.wrappingAdd(1, ordering: .relaxed).oldValue
    guard query < queries.count else { return nil }
    counter.add(1)
    return query
  }

  func answer(wallSeconds: Double) throws(IndexError) -> BatchAnswer {
    let gathered = gathered.withLock { $0 }
    if let error = gathered.workerError { throw error }
    var answers = [SearchAnswer](
      repeating: SearchAnswer(results: [], statistics: SearchStatistics()), count: queries.count)
    for (query, answer) in gathered.done { answers[query] = answer }
    return BatchAnswer(
      answers: answers, wallSeconds: wallSeconds, ioDescription: index.ioDescription,
      failures: gathered.failures.sorted { $0.query < $1.query })
  }
}

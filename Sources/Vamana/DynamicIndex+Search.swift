import Synchronization
import VectorData

extension DynamicIndex {
  /// Searches for every row of `queries` (of the index's type and dimension) on `threadCount` threads, while
  /// updates may go on. Answers are tags. A search of an empty index finds nothing.
  ///
  /// - Throws: `IndexError.memory`, `cancelled`.
  public func search(
    _ queries: VectorMatrix, answerCount: Int, searchListSize: Int, threadCount: Int = 1,
    control: JobControl = JobControl()
  ) throws(IndexError) -> MemoryBatchAnswer {
    precondition(
      queries.elementType == elementType && queries.dimension == preparation.dimension,
      "queries are of the type and dimension of the index")
    guard hasStart.load(ordering: .acquiring) else {
      let nothing = MemoryAnswer(
        points: [], hopCount: 0, comparisonCount: 0, latencyMicroseconds: 0)
      return MemoryBatchAnswer(
        answers: Array(repeating: nothing, count: queries.count), wallSeconds: 0)
    }
    let batch = MemoryBatch(queryCount: queries.count, answerCount: answerCount)
    let searchers = try (0..<threadCount).map { _ throws(IndexError) in
      try DynamicSearcher(index: self, searchListSize: searchListSize)
    }
    let failure = Locked<IndexError?>(nil)
    let counter = JobCounter(
      control: control, phase: "search", total: queries.count, unit: "queries")
    let began = MemoryBatch.nanoseconds()
    WorkerTeam(workerCount: threadCount).forEachChunk(count: queries.count, chunk: 16) {
      range, worker in
      do throws(IndexError) {
        for query in range where !control.isCancelled {
          try searchers[worker].search(query, of: queries, into: batch)
        }
        counter.add(range.count)
      } catch {
        failure.withLock { $0 = error }
      }
    }
    let wallSeconds = Double(MemoryBatch.nanoseconds() - began) / 1e9
    try control.checkCancelled()
    if let error = failure.withLock({ $0 }) { throw error }
    return MemoryBatchAnswer(answers: batch.answers(), wallSeconds: wallSeconds)
  }
}

/// Searches of one thread, each in the storage that it finds.
private final class DynamicSearcher: @unchecked Sendable {
  // Sendable: each worker of a team uses the object of its own number,
  // and a team runs each number on one thread at a time.
  private let index: DynamicIndex
  private let searchListSize: Int
  private var storage: DynamicStorage
  private var searcher: MemorySearcher<DynamicRows.View, DynamicTags>

  init(index: DynamicIndex, searchListSize: Int) throws(IndexError) {
    self.index = index
    self.searchListSize = searchListSize
    let side = index.readers.enter()
    defer { index.readers.leave(side) }
    storage = index.current.value
    searcher = try Self.searcher(index, storage, searchListSize)
  }

  func search(
    _ query: Int, of queries: VectorMatrix, into batch: MemoryBatch
  ) throws(IndexError) {
    let side = index.readers.enter()
    defer { index.readers.leave(side) }
    let newest = index.current.value
    if newest !== storage {
      searcher = try Self.searcher(index, newest, searchListSize)
      storage = newest
    }
    batch.run(
      query..<query + 1, of: queries, filters: [], by: searcher, around: OpenGate())
  }

  private static func searcher(
    _ index: DynamicIndex, _ storage: DynamicStorage, _ searchListSize: Int
  ) throws(IndexError) -> MemorySearcher<DynamicRows.View, DynamicTags> {
    try MemorySearcher(
      packed: storage.packed, rows: storage.rows.view, start: storage.startNode,
      maxDegree: storage.rows.width, preparation: index.preparation,
      queryType: index.elementType, numbering: storage.tags, searchListSize: searchListSize)
  }
}

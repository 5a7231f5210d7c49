import Synchronization
import VectorData

extension DynamicIndex {
  /// Searches for every row of `queries` (of the index's type and dimension) on `threadCount` threads, while
  /// updates may go on. Answers are tags. A search of an empty index finds nothing, nor does one under a filter
  /// for a label that has lost its last point.
  ///
  /// - Parameters:
  ///   - filters: What points have to pass: one for each query, or one for all, or none.
  ///   - strategy: How those that pass are looked for.
  /// - Throws: `IndexError.parameter` for a label that no point ever carried, `memory`, `cancelled`.
  public func search(
    _ queries: VectorMatrix, answerCount: Int, searchListSize: Int,
    filters: [FilterExpression] = [], strategy: FilterStrategy = .automatic, threadCount: Int = 1,
    control: JobControl = JobControl()
  ) throws(IndexError) -> MemoryBatchAnswer {
    precondition(
      queries.elementType == elementType && queries.dimension == preparation.dimension,
      "queries are of the type and dimension of the index")
    precondition(
      filters.count <= 1 || filters.count == queries.count, "a filter per query, or one for all")
    guard filters.isEmpty || hasLabels else {
      throw .parameter(
        name: "--filter", expected: "an index with labels", found: "one without")
    }
    guard hasStart.load(ordering: .acquiring) else {
      let nothing = MemoryAnswer(
        points: [], hopCount: 0, comparisonCount: 0, latencyMicroseconds: 0)
      return MemoryBatchAnswer(
        answers: Array(repeating: nothing, count: queries.count), wallSeconds: 0)
    }
    let batch = MemoryBatch(queryCount: queries.count, answerCount: answerCount)
    let searchers = try (0..<threadCount).map { _ throws(IndexError) in
      try DynamicSearcher(
        index: self, searchListSize: searchListSize, filters: filters, strategy: strategy)
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

/// Searches of one thread, each in the storage and under the labels that it finds.
private final class DynamicSearcher: @unchecked Sendable {
  // Sendable: each worker of a team uses the object of its own number,
  // and a team runs each number on one thread at a time.
  private let index: DynamicIndex
  private let searchListSize: Int
  private let filters: [FilterExpression]
  private let strategy: FilterStrategy
  private var storage: DynamicStorage
  private var searcher: MemorySearcher<DynamicRows.View, DynamicTags>
  /// The filter that was decided last, for which query, and by which labels.
  private var decided: (query: Int, labels: PublishedLabels, filter: DynamicFilter)?

  init(
    index: DynamicIndex, searchListSize: Int, filters: [FilterExpression],
    strategy: FilterStrategy
  ) throws(IndexError) {
    self.index = index
    self.searchListSize = searchListSize
    self.filters = filters
    self.strategy = strategy
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
    guard let filter = try filter(ofQuery: query) else {
      return batch.run(
        query..<query + 1, of: queries, filters: [], by: searcher, around: OpenGate())
    }
    search(query, of: queries, filter: filter, into: batch)
  }

  private func search(
    _ query: Int, of queries: VectorMatrix, filter: DynamicFilter, into batch: MemoryBatch
  ) {
    _ = filter.sets.withWords { words in
      let members = LabelSetMembers(
        setOf: storage.labelSets.view, sets: words, setCount: filter.sets.nodeCount)
      batch.run(query..<query + 1) { query, numbers, distances in
        if let starts = filter.starts {
          return searcher.walk(
            queries.row(query), answerCount: batch.answerCount, admission: members,
            starts: starts, numbers: numbers, distances: distances)
        }
        let nodes = LabelSetScan(
          members: members, tags: storage.tags, nodeCount: storage.capacity)
        return searcher.scan(
          queries.row(query), answerCount: batch.answerCount, nodes: nodes, numbers: numbers,
          distances: distances)
      }
    }
  }

  /// The filter of a query by the labels of now.
  private func filter(ofQuery query: Int) throws(IndexError) -> DynamicFilter? {
    guard let newest = index.labels?.value, !filters.isEmpty else { return nil }
    let place = filters.count > 1 ? query : 0
    if let decided, decided.query == place, decided.labels === newest { return decided.filter }
    let filter = try DynamicFilter(filters[place], strategy: strategy, in: newest.labels)
    decided = (place, newest, filter)
    return filter
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

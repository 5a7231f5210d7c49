import VectorData

/// A static index that lies in memory: the graph and the whole vectors, compared exactly.
///
/// Many threads may search it at once. Memory: 4 · (largest degree + 1) bytes per node, and its vector
/// padded to a multiple of 64 bytes; floats that are all whole numbers within a range of 256 lie there as
/// bytes.
public final class MemoryIndex: Sendable {
  /// The files that it was read from.
  public let files: MemoryIndexFiles
  /// Who is whose neighbour; searches start at its medoid.
  public let graph: VamanaGraph
  /// The stored vectors, frozen points included.
  public let vectors: VectorMatrix
  /// How vectors are compared, and how queries are made ready for it.
  public let preparation: MetricPreparation
  /// What the points are called.
  public let tags: MemoryPointTags
  /// Nodes at the end that are no points.
  public let frozenPointCount: Int

  private let packed: PackedRows
  private let wide = LazyRows()

  /// Reads the index at `prefix`: DiskANN's `P`, `P.data` and, where they are there, `P.tags` and `P.del`.
  ///
  /// - Throws: `IndexError.malformed` or `mismatch` with the file and the field, `memory`, `system`.
  public convenience init(
    prefix: String, elementType: ElementType, metric: Metric = .l2,
    team: WorkerTeam = WorkerTeam(workerCount: 1)
  ) throws(IndexError) {
    let files = MemoryIndexFiles(prefix: prefix)
    let file = try MemoryGraphFile.read(path: files.graph)
    let vectors = try BinFile.open(path: files.data, elementType: elementType)
    guard vectors.count == file.graph.nodeCount else {
      throw .mismatch(
        path: files.data, field: "row count",
        expected: "\(file.graph.nodeCount) as in \(files.graph)", found: "\(vectors.count)")
    }
    try self.init(
      files: files, graph: file.graph, vectors: vectors, metric: metric,
      frozenPointCount: file.frozenPointCount, team: team)
  }

  /// An index of `graph` over `vectors`; tags are read where `files` has them.
  init(
    files: MemoryIndexFiles, graph: VamanaGraph, vectors: VectorMatrix, metric: Metric,
    frozenPointCount: Int, team: WorkerTeam
  ) throws(IndexError) {
    try PreparedVectors.requireSupported(metric, vectors.elementType)
    self.files = files
    self.graph = graph
    self.vectors = vectors
    self.frozenPointCount = frozenPointCount
    if files.exists(files.tags) {
      tags = try MemoryPointTags(
        files: files, nodeCount: graph.nodeCount, frozenPointCount: frozenPointCount,
        hasDeleted: files.exists(files.deleted))
    } else {
      tags = MemoryPointTags(rowCount: graph.nodeCount - frozenPointCount)
    }
    preparation = Self.preparation(of: vectors, metric: metric)
    packed =
      metric == .l2
      ? try PackedRows(vectors, team: team)
      : try PackedRows(vectors, preparedBy: preparation, team: team)
  }

  /// How `vectors` are made ready for `metric`. Reads all of them once for inner products.
  static func preparation(of vectors: VectorMatrix, metric: Metric) -> MetricPreparation {
    MetricPreparation(
      metric: metric, dimension: vectors.dimension,
      maximumNorm: metric == .innerProduct ? largestNorm(of: vectors) : 1)
  }

  /// Bytes that stay in memory while the index is open.
  public var residentBytes: Int {
    graph.nodeCount * (4 * (graph.width + 1) + packed.stride + (tags.tags == nil ? 0 : 4))
  }
}

extension MemoryIndex {
  /// Searches for every row of `queries` (of the index's type and dimension) with lists of
  /// `searchListSize`, on `threadCount` threads; answers do not depend on the threads.
  ///
  /// - Parameter filters: Which nodes may be answered: a filter per query, or one for all, or none.
  /// - Throws: `IndexError.memory`, `cancelled`.
  public func search(
    _ queries: VectorMatrix, answerCount: Int, searchListSize: Int,
    filters: [SearchFilter] = [], threadCount: Int = 1, control: JobControl = JobControl()
  ) throws(IndexError) -> MemoryBatchAnswer {
    requireSameShape(queries)
    let packed = try rows(holding: queries)
    let team = WorkerTeam(workerCount: threadCount)
    var searchers: [MemorySearcher<GraphRows, MemoryPointTags>] = []
    for _ in 0..<threadCount {
      try searchers.append(searcher(over: packed, searchListSize: searchListSize))
    }
    return try MemoryBatch.run(
      queries, answerCount: answerCount, filters: filters, searchers: searchers, team: team,
      control: control)
  }

  /// Searches for row `query` of `queries` among the nodes that pass `filter`, and tells `observer` what
  /// happens.
  ///
  /// Observed distances are squared L2 between prepared vectors; `scale(of:query:)` translates.
  /// - Throws: `IndexError.memory`.
  public func search<Observer: GreedySearchObserver>(
    _ queries: VectorMatrix, query: Int, answerCount: Int, searchListSize: Int,
    filter: SearchFilter? = nil, observer: inout Observer
  ) throws(IndexError) -> MemoryAnswer {
    requireSameShape(queries)
    let searcher = try searcher(
      over: rows(holding: queries), searchListSize: searchListSize)
    var points = [NodeDistance](
      repeating: NodeDistance(node: 0, distance: 0), count: answerCount)
    var counts = MemorySearchCounts()
    let began = MemoryBatch.nanoseconds()
    withUnsafeTemporaryAllocation(of: NodeID.self, capacity: answerCount) { numbers in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: answerCount) { distances in
        guard let first = numbers.baseAddress, let near = distances.baseAddress else { return }
        counts = searcher.search(
          queries.row(query), answerCount: answerCount, filter: filter, numbers: first,
          distances: near, observer: &observer)
        for place in 0..<counts.answerCount {
          points[place] = NodeDistance(node: first[place], distance: near[place])
        }
      }
    }
    return MemoryAnswer(
      points: Array(points.prefix(counts.answerCount)), hopCount: counts.hopCount,
      comparisonCount: counts.comparisonCount,
      latencyMicroseconds: Double(MemoryBatch.nanoseconds() - began) / 1000)
  }

  /// What turns the distances observed in a search for row `query` of `queries` into the metric's values.
  public func scale(of queries: VectorMatrix, query: Int) -> MetricScale {
    preparation.scale(query: queries.row(query), queries.elementType)
  }

  private func searcher(
    over packed: PackedRows, searchListSize: Int
  ) throws(IndexError) -> MemorySearcher<GraphRows, MemoryPointTags> {
    try MemorySearcher(
      packed: packed, rows: graph.rows, start: graph.medoid, maxDegree: graph.width,
      preparation: preparation, queryType: vectors.elementType, numbering: tags,
      searchListSize: searchListSize)
  }

  private static func largestNorm(of vectors: VectorMatrix) -> Float {
    var largest = 0.0
    for row in 0..<vectors.count {
      let square = vectors.floats(row: row).reduce(0) { $0 + Double($1) * Double($1) }
      largest = max(largest, square)
    }
    let norm = Float(largest.squareRoot())
    // Of zeros alone, and of numbers that are none, any length does.
    return norm > 0 && norm.isFinite ? norm : 1
  }

  private func requireSameShape(_ queries: VectorMatrix) {
    precondition(
      queries.elementType == vectors.elementType && queries.dimension == vectors.dimension,
      "queries are of the type and dimension of the index")
  }

  /// The rows that all of `queries` can be compared with: where floats lie as bytes and a query has no
  /// bytes, a copy of the floats, made at the first such query and kept.
  private func rows(holding queries: VectorMatrix) throws(IndexError) -> PackedRows {
    guard preparation.metric == .l2,
      !(0..<queries.count).allSatisfy({ packed.holds(queries.row($0)) })
    else { return packed }
    return try wide.rows(of: vectors)
  }
}

/// A copy of floats that most indexes never need.
private final class LazyRows: Sendable {
  private let made = Locked<PackedRows?>(nil)

  func rows(of vectors: VectorMatrix) throws(IndexError) -> PackedRows {
    try made.withLock { made throws(IndexError) in
      if let made { return made }
      let rows = try PackedRows(
        vectors, team: WorkerTeam(workerCount: WorkerTeam.processorCount), keepsFloats: true)
      made = rows
      return rows
    }
  }
}

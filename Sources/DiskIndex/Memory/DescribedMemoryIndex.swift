import Vamana
import VectorData

/// A memory index with what its sidecars say about it.
public struct DescribedMemoryIndex: Sendable {
  /// The graph and the vectors.
  public let index: MemoryIndex
  /// Beamscope's sidecar, `nil` for an index that another program wrote.
  public let metadata: IndexMetadata?

  /// What all file names of the index begin with.
  public var prefix: String { index.files.prefix }

  /// Whether the files of a memory index lie at `prefix`, and no disk index beside them.
  public static func isPresent(at prefix: String) -> Bool {
    let files = MemoryIndexFiles(prefix: prefix)
    return !fileExists(IndexFiles(prefix: prefix).disk) && fileExists(files.graph)
      && fileExists(files.data)
  }

  /// Opens the index whose files begin with `prefix`, of Beamscope or of DiskANN, and checks all of them.
  ///
  /// - Parameters:
  ///   - elementType: For an index of bytes that does not say it.
  ///   - metric: For an index that does not say it; L2 where nobody says.
  /// - Throws: `IndexError.malformed` or `mismatch` with the file and the field, `parameter` when the type
  ///   has to be given or another metric is asked for, `memory`, `system`.
  public static func open(
    prefix: String, elementType: ElementType? = nil, metric: Metric? = nil
  ) throws(IndexError) -> DescribedMemoryIndex {
    let files = IndexFiles(prefix: prefix)
    let metadata = try IndexMetadata.readIfPresent(prefix: prefix)
    let peer = try PeerMetadata.readIfPresent(path: files.peerMetadata)
    let types = [
      (elementType, "--type"), (metadata?.elementType, files.sidecar),
      (peer?.elementType, files.peerMetadata),
    ]
    let said = try agreed(types, field: "element type")
    let type = if let said { said } else { try typeOfSize(prefix: prefix) }
    let metrics = [
      (metric, "--metric"), (metadata?.metric, files.sidecar), (peer?.metric, files.peerMetadata),
    ]
    let index = try MemoryIndex(
      prefix: prefix, elementType: type, metric: try agreed(metrics, field: "metric") ?? .l2,
      team: WorkerTeam(workerCount: WorkerTeam.processorCount))
    try requireShape(of: index, metadata: metadata, peer: peer, files: files)
    return DescribedMemoryIndex(index: index, metadata: metadata)
  }

  /// What those who say something say.
  private static func agreed<Fact: RawRepresentable & Equatable>(
    _ sources: [(Fact?, String)], field: String
  ) throws(IndexError) -> Fact? where Fact.RawValue == String {
    var known: Fact?
    for case (let fact?, let source) in sources {
      guard known == nil || known == fact else {
        throw .mismatch(
          path: source, field: field, expected: known?.rawValue ?? "", found: fact.rawValue)
      }
      known = fact
    }
    return known
  }

  /// The type that the size of the vectors tells: four bytes are floats, one byte may be signed or not.
  private static func typeOfSize(prefix: String) throws(IndexError) -> ElementType {
    let path = MemoryIndexFiles(prefix: prefix).data
    let file = try MappedFile(path: path)
    let block = try BinBlock(in: file.bytes, elementBytes: 1, path: path)
    guard block.endOffset != file.bytes.count else {
      throw .parameter(
        name: "--type", expected: "int8 or uint8 (\(path) does not say it)", found: "none")
    }
    return .float32
  }

  private static func requireShape(
    of index: MemoryIndex, metadata: IndexMetadata?, peer: PeerMetadata?, files: IndexFiles
  ) throws(IndexError) {
    let dimension = index.vectors.dimension
    let facts = [
      (metadata?.dimension, dimension, "dimension", files.sidecar),
      (metadata?.count, index.tags.liveCount, "row count", files.sidecar),
      (peer?.dimension, dimension, "dimension", files.peerMetadata),
    ]
    for case (let found?, let expected, let field, let path) in facts where found != expected {
      throw .mismatch(
        path: path, field: field, expected: "\(expected) as in \(index.files.data)",
        found: "\(found)")
    }
  }
}

extension DescribedMemoryIndex {
  /// Checks that vectors of this kind can be asked for.
  func check(_ queries: VectorMatrix) throws(IndexError) {
    let vectors = index.vectors
    guard queries.dimension == vectors.dimension else {
      throw .mismatch(
        path: queries.path, field: "dimension",
        expected: "\(vectors.dimension) as in \(vectors.path)", found: "\(queries.dimension)")
    }
    guard queries.elementType == vectors.elementType else {
      throw .mismatch(
        path: queries.path, field: "element type",
        expected: "\(vectors.elementType.rawValue) as in \(vectors.path)",
        found: queries.elementType.rawValue)
    }
  }

  /// Searches for every row of `queries`: as `BatchSearch`, without a device to wait for.
  ///
  /// - Parameter filters: A filter per query, or one for all, or none.
  /// - Throws: `IndexError.parameter` or `mismatch` for what cannot be asked, `memory`, `cancelled`.
  public func search(
    _ queries: VectorMatrix, parameters: SearchParameters, filters: [SearchFilter] = [],
    threadCount: Int = 1, control: JobControl = JobControl()
  ) throws(IndexError) -> BatchAnswer {
    try parameters.validate(nodeCount: index.tags.liveCount)
    try check(queries)
    let threads = 1...BatchSearch.maximumThreadCount
    guard threads.contains(threadCount) else {
      throw .parameter(name: "-T", expected: "1 to \(threads.upperBound)", found: "\(threadCount)")
    }
    let batch = try index.search(
      queries, answerCount: parameters.answerCount, searchListSize: parameters.searchListSize,
      filters: filters, threadCount: min(threadCount, max(queries.count, 1)), control: control)
    return BatchAnswer(memory: batch)
  }

  /// Finds everything within `range`, a value of the metric, of every row of `queries`.
  ///
  /// - Throws: as `search`, and `IndexError.parameter` for a range that is no number.
  public func search(
    _ queries: VectorMatrix, within range: Float, parameters: SearchParameters,
    filters: [SearchFilter] = [], threadCount: Int = 1, control: JobControl = JobControl()
  ) throws(IndexError) -> RangeAnswer {
    let space = RangeSearch.Space(
      pointCount: index.tags.liveCount, metric: index.preparation.metric, ioDescription: "memory")
    return try RangeSearch.run(
      in: space, queries: queries, range: range, parameters: parameters, filters: filters
    ) { (queries, parameters, filters) throws(IndexError) in
      try search(
        queries, parameters: parameters, filters: filters, threadCount: threadCount,
        control: control)
    }
  }

  /// One search with everything that it did.
  ///
  /// - Throws: as `search`, and `parameter` for a query that does not exist.
  public func trace(
    _ queries: VectorMatrix, query: Int, parameters: SearchParameters,
    filter: SearchFilter? = nil
  ) throws(IndexError) -> SearchTrace {
    try parameters.validate(nodeCount: index.tags.liveCount)
    try check(queries)
    guard query >= 0, query < queries.count else {
      throw .parameter(name: "--query", expected: "0 to \(queries.count - 1)", found: "\(query)")
    }
    let tags = index.tags
    // 0, which no point has as a tag, is a frozen or a deleted node.
    var recorder = MemoryTraceRecorder(
      query: query, parameters: parameters, metric: index.preparation.metric,
      scale: index.scale(of: queries, query: query), number: { tags.number(of: $0) ?? 0 })
    let answer = try index.search(
      queries, query: query, answerCount: parameters.answerCount,
      searchListSize: parameters.searchListSize, filter: filter, observer: &recorder)
    recorder.finish(SearchAnswer(memory: answer))
    return recorder.trace
  }
}

extension BatchAnswer {
  /// The answers of searches in memory.
  init(memory batch: MemoryBatchAnswer) {
    self.init(
      answers: batch.answers.map { SearchAnswer(memory: $0) }, wallSeconds: batch.wallSeconds,
      ioDescription: "memory", failures: [])
  }
}

extension SearchAnswer {
  init(memory answer: MemoryAnswer) {
    var statistics = SearchStatistics()
    statistics.hopCount = answer.hopCount
    statistics.comparisonCount = answer.comparisonCount
    statistics.latencyMicroseconds = answer.latencyMicroseconds
    statistics.computeMicroseconds = answer.latencyMicroseconds
    self.init(
      results: answer.points.map { SearchResult(node: $0.node, distance: $0.distance) },
      statistics: statistics)
  }
}

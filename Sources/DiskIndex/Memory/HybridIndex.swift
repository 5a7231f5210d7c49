import Vamana
import VectorData

/// A disk index whose graph lies in memory beside the PQ codes: searches rank by the codes, and only the
/// re-rank of the expanded nodes touches whole vectors, which stay mapped from the file.
///
/// Memory: 4 · (width + 1) bytes per node besides the codes. Vectors are page cache.
public final class HybridIndex: Sendable {
  /// The index on disk.
  public let disk: DiskIndex
  private let graph: VamanaGraph
  private let records: MappedRecords

  /// Bytes that stay in memory while the index is open; the mapped vectors are not among them.
  public var residentBytes: Int {
    disk.residentBytes + graph.nodeCount * 4 * (graph.width + 1)
  }

  /// Opens the disk index at `prefix` and reads its graph.
  ///
  /// - Throws: as `DiskIndex.open`, and `IndexError.malformed` for a damaged node, `memory`, `cancelled`.
  public static func open(
    prefix: String, elementType: ElementType? = nil, metric: Metric? = nil,
    control: JobControl = JobControl()
  ) throws(IndexError) -> HybridIndex {
    let disk = try DiskIndex.open(prefix: prefix, elementType: elementType, metric: metric)
    let records = try MappedRecords(index: disk)
    return HybridIndex(
      disk: disk, graph: try graph(of: disk, in: records, control: control), records: records)
  }

  private init(disk: DiskIndex, graph: VamanaGraph, records: MappedRecords) {
    self.disk = disk
    self.graph = graph
    self.records = records
  }

  private static func graph(
    of disk: DiskIndex, in records: MappedRecords, control: JobControl
  ) throws(IndexError) -> VamanaGraph {
    let layout = disk.layout
    let bytes = layout.nodeCount * (layout.width + 1) * 4
    let available = MemoryLimits.availableBytes()
    guard UInt64(bytes) < available else {
      throw .memory(purpose: "graph", neededBytes: UInt64(bytes), availableBytes: available)
    }
    let buffer = try AlignedBuffer(byteCount: bytes, purpose: "graph")
    guard let words = buffer.elements(of: UInt32.self).baseAddress else {
      preconditionFailure("an index with nodes has bytes")
    }
    for node in 0..<layout.nodeCount {
      if node & 0xFFF == 0 { try control.checkCancelled() }
      let row = words + node * (layout.width + 1)
      row[0] = UInt32(try records.copyNeighbours(of: NodeID(node), into: row + 1))
    }
    return VamanaGraph(
      nodeCount: layout.nodeCount, width: layout.width, medoid: layout.medoid, buffer: buffer)
  }
}

extension HybridIndex {
  /// Searches for every row of `queries`; answers do not depend on the threads.
  ///
  /// - Parameter filters: A filter per query, or one for all, or none.
  /// - Throws: `IndexError.parameter` or `mismatch` for what cannot be asked, `memory`, `cancelled`.
  public func search(
    _ queries: VectorMatrix, parameters: SearchParameters, filters: [SearchFilter] = [],
    threadCount: Int = 1, control: JobControl = JobControl()
  ) throws(IndexError) -> BatchAnswer {
    try check(queries, parameters)
    let threads = 1...BatchSearch.maximumThreadCount
    guard threads.contains(threadCount) else {
      throw .parameter(name: "-T", expected: "1 to \(threads.upperBound)", found: "\(threadCount)")
    }
    var searchers: [HybridSearcher] = []
    for _ in 0..<min(threadCount, max(queries.count, 1)) {
      try searchers.append(searcher(parameters))
    }
    let gathered = Locked<[(query: Int, answer: SearchAnswer)]>([])
    let counter = JobCounter(
      control: control, phase: "search", total: queries.count, unit: "queries")
    let team = WorkerTeam(workerCount: searchers.count)
    let start = ContinuousClock.now
    team.forEachChunk(count: queries.count, chunk: 16) { [searchers] range, worker in
      guard !control.isCancelled else { return }
      let answers = range.map { query in
        var nothing = NoSearchObserver()
        let answer = searchers[worker].search(
          queries.row(query), filter: filters.filter(ofQuery: query), observer: &nothing)
        return (query, answer)
      }
      gathered.withLock { $0 += answers }
      counter.add(range.count)
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    try control.checkCancelled()
    let answers = gathered.withLock { $0 }.sorted { $0.query < $1.query }.map(\.answer)
    return BatchAnswer(
      answers: answers, wallSeconds: seconds, ioDescription: Self.sourceDescription, failures: [])
  }

  /// Finds everything within `range`, a value of the metric, of every row of `queries`.
  ///
  /// - Throws: as `search`, and `IndexError.parameter` for a range that is no number.
  public func search(
    _ queries: VectorMatrix, within range: Float, parameters: SearchParameters,
    filters: [SearchFilter] = [], threadCount: Int = 1, control: JobControl = JobControl()
  ) throws(IndexError) -> RangeAnswer {
    let space = RangeSearch.Space(
      pointCount: disk.layout.nodeCount, metric: disk.metric,
      ioDescription: Self.sourceDescription)
    return try RangeSearch.run(
      in: space, queries: queries, range: range, parameters: parameters, filters: filters
    ) { (queries, parameters, filters) throws(IndexError) in
      try search(
        queries, parameters: parameters, filters: filters, threadCount: threadCount,
        control: control)
    }
  }

  /// Graph and codes are in memory; whether a vector is, only the page cache knows.
  public static let sourceDescription = "memory, vectors mapped"

  /// One search with everything that it did.
  ///
  /// - Throws: as `search`, and `parameter` for a query that does not exist.
  public func trace(
    _ queries: VectorMatrix, query: Int, parameters: SearchParameters,
    filter: SearchFilter? = nil
  ) throws(IndexError) -> SearchTrace {
    try check(queries, parameters)
    guard query >= 0, query < queries.count else {
      throw .parameter(name: "--query", expected: "0 to \(queries.count - 1)", found: "\(query)")
    }
    let searcher = try searcher(parameters)
    var recorder = MemoryTraceRecorder(
      query: query, parameters: parameters, metric: disk.metric,
      scale: disk.preparation.scale(query: queries.row(query), disk.queryType),
      number: { self.disk.row(of: $0) },
      exactDistance: { node, _ in searcher.exactDistance(of: node) })
    recorder.finish(
      searcher.search(queries.row(query), filter: filter, observer: &recorder))
    return recorder.trace
  }

  private func searcher(_ parameters: SearchParameters) throws(IndexError) -> HybridSearcher {
    try HybridSearcher(disk: disk, graph: graph, records: records, parameters: parameters)
  }

  private func check(
    _ queries: VectorMatrix, _ parameters: SearchParameters
  ) throws(IndexError) {
    try parameters.validate(nodeCount: disk.layout.nodeCount)
    try disk.check(
      elementType: queries.elementType, dimension: queries.dimension, path: queries.path)
  }
}

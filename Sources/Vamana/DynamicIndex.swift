import Synchronization
import VectorData

/// An index in memory that takes insertions and deletions while it is searched (FreshDiskANN, Singh et al.
/// 2021, its part in memory).
///
/// Any number of threads may search at any time; they wait for nobody. Updates exclude one another, each
/// works on all threads of a team. The same updates in the same order give the same index at any thread
/// count. One frozen point, a copy of the point nearest to the mean of the first points, is where searches
/// start; it is never answered with and never deleted.
///
/// Memory: per place for a point its padded vector and 4 · (1.3 R + 1) bytes, and rows for the updates that
/// searches may still look behind.
public final class DynamicIndex: Sendable {
  /// How vectors are compared.
  public let preparation: MetricPreparation
  /// The type of vectors and queries.
  public let elementType: ElementType
  /// The most points that fit, deleted ones that are not consolidated included.
  public let capacity: Int
  /// R, L, alpha of the links.
  public let parameters: VamanaParameters

  let packed: PackedRows
  let rows: DynamicRows
  let tags: DynamicTags
  let readers = DynamicReaders()
  /// Whether the frozen point has its vector; set once.
  let hasStart = Atomic<Bool>(false)
  let writer: Locked<DynamicWriter>

  /// The node that searches start at.
  var startNode: NodeID { NodeID(capacity) }

  /// An empty index for at most `capacity` vectors of `dimension` components.
  ///
  /// - Parameter minimumWidth: Room for neighbours of a node, where it is more than 1.3 R.
  /// - Throws: `IndexError.parameter` for what cannot be, `memory`.
  public init(
    capacity: Int, dimension: Int, elementType: ElementType, metric: Metric = .l2,
    parameters: VamanaParameters = VamanaParameters(saturates: false), minimumWidth: Int = 0
  ) throws(IndexError) {
    try parameters.validate()
    guard capacity >= 1, capacity < Int(Int32.max) else {
      throw .parameter(
        name: "capacity", expected: "1 to \(Int32.max - 1) points", found: "\(capacity)")
    }
    guard metric == .l2 || (metric == .cosine && elementType == .float32) else {
      throw .parameter(
        name: "--metric", expected: "l2, or cosine for float vectors, of an index that is updated",
        found: metric.rawValue)
    }
    self.capacity = capacity
    self.elementType = elementType
    self.parameters = parameters
    preparation = MetricPreparation(metric: metric, dimension: dimension)
    packed = try PackedRows(count: capacity + 1, dimension: dimension, elementType: elementType)
    tags = DynamicTags(count: capacity + 1)
    let width = max(
      parameters.maxDegree, minimumWidth,
      Int(min(parameters.slackFactor * Float(parameters.maxDegree), Float(1 << 16))))
    // Room for the rows that a batch replaces while those before them may still be read.
    let spare = 2 * DynamicWriter.batchLimit + min(capacity + 1, 8192)
    rows = try DynamicRows(nodeCount: capacity + 1, spareCount: spare, width: width)
    writer = Locked(try DynamicWriter(capacity: capacity, spareCount: spare, width: width))
  }

  /// Points that answers may name.
  public var pointCount: Int { writer.withLock { $0.nodeOfTag.count } }

  /// Points that are deleted and still in the graph.
  public var deletedCount: Int { writer.withLock { $0.deleted.count } }

  /// The tags of all points, ascending.
  public var pointTags: [NodeID] { writer.withLock { $0.nodeOfTag.keys.sorted() } }

  /// Whether a point has this tag.
  public func contains(tag: NodeID) -> Bool { writer.withLock { $0.nodeOfTag[tag] != nil } }
}

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
    var searchers: [MemorySearcher<DynamicRows.View, DynamicTags>] = []
    for _ in 0..<threadCount {
      try searchers.append(
        MemorySearcher(
          packed: packed, rows: rows.view, start: startNode, maxDegree: rows.width,
          preparation: preparation, queryType: elementType, numbering: tags,
          searchListSize: searchListSize))
    }
    return try MemoryBatch.run(
      queries, answerCount: answerCount, searchers: searchers,
      team: WorkerTeam(workerCount: threadCount), control: control,
      around: DynamicReadersGate(readers: readers))
  }
}

/// Counts every search of a batch in and out.
private struct DynamicReadersGate: SearchGate {
  let readers: DynamicReaders
  @inline(__always) func enter() -> Int { readers.enter() }
  @inline(__always) func leave(_ ticket: Int) { readers.leave(ticket) }
}

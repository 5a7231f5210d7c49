import DiskIndex
import VectorData

/// An index of any kind that can be asked for neighbours: what sweeps, searches and traces work on.
public protocol SearchableIndex: Sendable {
  /// What all file names of the index begin with.
  var prefix: String { get }
  /// Points that can be answered with: the largest K.
  var pointCount: Int { get }
  /// Answers are below this: rows, or the user's own numbers.
  var numberLimit: Int { get }
  /// Components of a vector.
  var dimension: Int { get }
  /// The type of queries.
  var queryType: ElementType { get }
  /// How vectors are compared.
  var metric: Metric { get }
  /// How nodes are come by: "io_uring+O_DIRECT", "memory".
  var ioDescription: String { get }
  /// The sidecar, `nil` for an index that another program wrote.
  var metadata: IndexMetadata? { get }

  /// The labels of its points, `nil` for an index without labels.
  ///
  /// - Throws: `IndexError.malformed` or `mismatch` with the file and the line.
  func labels() throws(IndexError) -> IndexLabels?

  /// Takes what searches share into memory, a node cache for example.
  ///
  /// - Throws: `IndexError.parameter` for a resource that this kind of index does not have, and whatever
  ///   taking it in meets; `cancelled`.
  func session(
    _ resources: SearchResources, control: JobControl
  ) throws(IndexError) -> any SearchSession

  /// The sample of its vectors that the build left, as queries; `nil` where there is none.
  ///
  /// - Throws: `IndexError.mismatch` or `malformed` when it is not of this index, `system`.
  func sampleQueries() throws(IndexError) -> VectorMatrix?
}

extension SearchableIndex {
  /// None.
  public func sampleQueries() throws(IndexError) -> VectorMatrix? { nil }
}

/// What searches of one session share.
public struct SearchResources: Sendable, Equatable {
  /// T: threads.
  public var threadCount = 1
  /// Searches that each thread keeps going at once; as many as fill the device if `nil`.
  public var inflight: Int?
  /// Nodes kept in memory.
  public var cachedNodeCount = 0
  /// Which nodes these are.
  public var cachePolicy = CachePolicy.breadthFirst
  /// Which points may be answered: a filter per query, or one for all, or none.
  public var filters: [SearchFilter] = []
  /// The queries that a policy by queries goes by; the sample beside the index if `nil`.
  public var cacheSamplePath: String?
  /// The searches of those queries; DiskANN's if `nil`.
  public var cacheSearches: SearchParameters?

  /// One thread without a cache.
  public init() {}
}

/// An index with the resources of its searches.
public protocol SearchSession: Sendable {
  /// The parameters as this kind of index understands them: what it does not have gets its only value.
  func effective(_ parameters: SearchParameters) -> SearchParameters

  /// Searches for every row of `queries`.
  ///
  /// - Throws: `IndexError.parameter` or `mismatch` for what cannot be asked, `cancelled`.
  func search(
    _ queries: VectorMatrix, parameters: SearchParameters, control: JobControl
  ) throws(IndexError) -> BatchAnswer

  /// Searches for everything within `range`, a value of the metric, of every row of `queries`.
  ///
  /// - Throws: as `search`.
  func search(
    _ queries: VectorMatrix, within range: Float, parameters: SearchParameters, control: JobControl
  ) throws(IndexError) -> RangeAnswer

  /// One search with everything that it did.
  ///
  /// - Throws: as `search`.
  func trace(
    _ queries: VectorMatrix, query: Int, parameters: SearchParameters, control: JobControl
  ) throws(IndexError) -> SearchTrace
}

/// Opens an index of whatever kind lies at a prefix.
public enum IndexOpening {
  /// The index at `prefix`: on disk, or where there is none, in memory.
  ///
  /// - Parameter isHybrid: The graph of a disk index is read into memory, its vectors are mapped.
  /// - Throws: as `DiskIndex.open`, `DescribedMemoryIndex.open` and `HybridIndex.open`.
  public static func open(
    prefix: String, elementType: ElementType? = nil, metric: Metric? = nil, isHybrid: Bool = false
  ) throws(IndexError) -> any SearchableIndex {
    guard !isHybrid else {
      return try HybridIndex.open(prefix: prefix, elementType: elementType, metric: metric)
    }
    guard try isInMemory(prefix) else {
      return try DiskIndex.open(prefix: prefix, elementType: elementType, metric: metric)
    }
    return try DescribedMemoryIndex.open(prefix: prefix, elementType: elementType, metric: metric)
  }

  /// Whether a memory index lies at `prefix`. An update of it that was interrupted is finished first.
  ///
  /// - Throws: `IndexError.system` when that fails.
  public static func isInMemory(_ prefix: String) throws(IndexError) -> Bool {
    try MemoryIndexFolder.finishInterruptedCommit(at: prefix)
    return DescribedMemoryIndex.isPresent(at: prefix)
  }
}

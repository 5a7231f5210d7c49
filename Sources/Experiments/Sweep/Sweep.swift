import DiskIndex
import VectorData

/// Runs the same queries at many settings: what recall costs in reads, latency and queries per second.
public enum Sweep {
  /// The settings of a sweep.
  public struct Request: Sendable, Equatable {
    /// L: candidate list sizes; every one is run with every beam width.
    public var searchListSizes: [Int]
    /// W: beam widths.
    public var beamWidths: [Int]
    /// K: answers wanted.
    public var answerCount: Int
    /// Whether sectors are used whole (`SearchParameters.usesWholePages`).
    public var usesWholePages = false
    /// When searches end early (`SearchParameters.stopFactor`).
    public var stopFactor: Float?
    /// T: thread counts; every L and W is run with each of them.
    public var threadCounts: [Int]
    /// Searches that each thread keeps going at once; as many as fill the device if `nil`.
    public var inflight: Int?
    /// Sizes of the node cache in nodes; every L, W and T is run with each of them.
    public var cachedNodeCounts: [Int]
    /// Which nodes these are.
    public var cachePolicy = CachePolicy.breadthFirst
    /// The queries that a policy by queries goes by; the sample beside the index if `nil`.
    public var cacheSamplePath: String?
    /// Which points may be answered: a filter per query, or one for all, or none.
    public var filters: [SearchFilter] = []

    /// A sweep over L with W = 4 and two threads.
    public init(
      searchListSizes: [Int], beamWidths: [Int] = [4], answerCount: Int = 10,
      threadCount: Int = 2, inflight: Int? = nil, cachedNodeCount: Int = 0
    ) {
      self.searchListSizes = searchListSizes
      self.beamWidths = beamWidths
      self.answerCount = answerCount
      threadCounts = [threadCount]
      self.inflight = inflight
      cachedNodeCounts = [cachedNodeCount]
    }

    /// T where there is one.
    public var threadCount: Int {
      get { threadCounts.first ?? 1 }
      set { threadCounts = [newValue] }
    }

    /// The nodes kept in memory, where there is one size.
    public var cachedNodeCount: Int {
      get { cachedNodeCounts.first ?? 0 }
      set { cachedNodeCounts = [newValue] }
    }

    /// What the searches of a row share, for each size of the cache and each T in it.
    var resources: [SearchResources] {
      cachedNodeCounts.flatMap { nodeCount in
        threadCounts.map { threadCount in
          var resources = SearchResources()
          resources.threadCount = threadCount
          resources.inflight = inflight
          resources.cachedNodeCount = nodeCount
          resources.cachePolicy = cachePolicy
          resources.cacheSamplePath = cacheSamplePath
          resources.filters = filters
          return resources
        }
      }
    }

    /// The settings of each row, L running fastest.
    public var settings: [SearchParameters] {
      beamWidths.flatMap { width in
        searchListSizes.map {
          var parameters = SearchParameters(
            answerCount: answerCount, searchListSize: $0, beamWidth: width)
          parameters.usesWholePages = usesWholePages
          parameters.stopFactor = stopFactor
          return parameters
        }
      }
    }
  }

  /// Runs every setting over all queries and tells each row as soon as it is measured.
  ///
  /// - Throws: `IndexError.parameter` when a setting is impossible, `mismatch` when files do not belong
  ///   together, the first failed read, `cancelled`.
  public static func run(
    index: any SearchableIndex, queries: VectorMatrix, truth: TruthSet?, request: Request,
    control: JobControl, onRow: @Sendable (SweepRow) -> Void = { _ in }
  ) throws(IndexError) -> SweepReport {
    var bench = try SweepBench(
      index: index, queries: queries, truth: truth, request: request, control: control)
    bench.plannedCount = request.resources.count * request.settings.count
    for resources in request.resources {
      for parameters in try bench.settings(with: resources) {
        onRow(try bench.measure(parameters, with: resources))
      }
    }
    return bench.report
  }
}

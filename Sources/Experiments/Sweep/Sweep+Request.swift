import DiskIndex
import VectorData

extension Sweep {
  /// The settings of a sweep.
  public struct Request: Sendable, Equatable {
    /// L: candidate list sizes; every one is run with every beam width.
    public var searchListSizes: [Int]
    /// W: beam widths.
    public var beamWidths: [Int]
    /// Whether the beam width of each list size is found by measuring, instead of `beamWidths`.
    public var findsBeamWidth = false
    /// What 99 of 100 queries may take at the width that is found; the most queries per second if `nil`.
    public var latencyBoundMicroseconds: Double?
    /// K: answers wanted.
    public var answerCount: Int
    /// Everything within this value of the metric is wanted instead of K.
    public var range: Float?
    /// Whether sectors are used whole (`SearchParameters.usesWholePages`).
    public var usesWholePages = false
    /// Whether vectors are read apart from edges (`SearchParameters.usesVectorPages`).
    public var usesVectorPages = false
    /// Whether searches walk the navigation graph first (`SearchParameters.usesNavigation`).
    public var usesNavigation = false
    /// Whether searches keep W reads under way (`SearchParameters.isPipelined`).
    public var isPipelined = false
    /// The width of the first hops (`SearchParameters.approachWidth`).
    public var approachWidth: Int?
    /// When searches end early (`SearchParameters.stopFactor`).
    public var stopFactor: Float?
    /// The most nodes that a search may read; no limit when `nil`.
    public var readLimit: Int?
    /// Which points may be answered: a filter per query, or one for all, or none.
    public var filters: [SearchFilter] = []
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
    /// Whether searches that are not measured come first.
    public var warmsUp = false

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
          resources.cacheSearches = settings.first?.forCacheChoice
          return resources
        }
      }
    }

    /// The settings of each row, L running fastest. A width that is yet to be found is 1.
    public var settings: [SearchParameters] {
      (findsBeamWidth ? [1] : beamWidths).flatMap { width in
        searchListSizes.map {
          var parameters = SearchParameters(
            answerCount: range == nil ? answerCount : 1, searchListSize: $0, beamWidth: width,
            readLimit: readLimit)
          parameters.usesWholePages = usesWholePages
          parameters.usesVectorPages = usesVectorPages
          parameters.usesNavigation = usesNavigation
          parameters.isPipelined = isPipelined
          parameters.approachWidth = approachWidth
          parameters.stopFactor = stopFactor
          return parameters
        }
      }
    }
  }
}

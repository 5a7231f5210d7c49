import ArgumentParser
import DiskIndex
import Experiments
import VectorData

/// K, L and W of one search.
struct SearchOptions: ParsableArguments {
  @Option(name: .customShort("K"), help: "Answers wanted.")
  var answerCount = 10

  @Option(name: .customShort("L"), help: "Size of the candidate list, at least K.")
  var searchListSize = 50

  @Option(name: .customShort("W"), help: "Nodes fetched per hop; auto finds it by measuring.")
  var beamWidth = BeamWidthArgument.fixed(4)

  @OptionGroup var savings: ReadSavingOptions

  /// A width that is yet to be found is 1.
  var parameters: SearchParameters {
    var width = 1
    if case .fixed(let number) = beamWidth { width = number }
    return savings.applied(
      to: SearchParameters(
        answerCount: answerCount, searchListSize: searchListSize, beamWidth: width))
  }
}

/// What makes a search on disk read less; with none of these it is DiskANN's, read for read.
struct ReadSavingOptions: ParsableArguments {
  @Flag(
    name: .customLong("whole-pages"),
    help: "Use the other nodes of a sector that was read; best on an index from layout.")
  var usesWholePages = false

  @Flag(
    name: .customLong("navigation"),
    help: "Walk the navigation graph in memory before the first read (layout --navigation).")
  var usesNavigation = false

  @Flag(
    name: .customLong("vector-pages"),
    help: "Read vectors apart from edges, after --navigation over all (layout --vector-pages).")
  var usesVectorPages = false

  @Flag(
    name: .customLong("pipelined"),
    help: "Keep W reads under way: expand a node when it has arrived, not when all of a hop have.")
  var isPipelined = false

  @Option(
    name: .customLong("approach-width"),
    help: "Begin with hops of this width; widen to W when a hop finds nothing nearer.")
  var approachWidth: Int?

  @Option(
    name: .customLong("stop-factor"),
    help: "End when the nearest candidate is farther than this times the K-th answer found.")
  var stopFactor: Float?

  func applied(to parameters: SearchParameters) -> SearchParameters {
    var parameters = parameters
    parameters.usesWholePages = usesWholePages
    parameters.usesVectorPages = usesVectorPages
    parameters.usesNavigation = usesNavigation
    parameters.isPipelined = isPipelined
    parameters.approachWidth = approachWidth
    parameters.stopFactor = stopFactor
    return parameters
  }
}

/// The nodes that are kept in memory.
struct CacheOptions: ParsableArguments {
  @Option(name: .customLong("cache"), help: "Nodes kept in memory.")
  var nodeCount = 0

  @OptionGroup var choice: CacheChoiceOptions

  /// One thread with this cache.
  var resources: SearchResources {
    var resources = SearchResources()
    resources.cachedNodeCount = nodeCount
    resources.cachePolicy = choice.policy
    resources.cacheSamplePath = choice.samplePath
    return resources
  }
}

/// Which nodes a cache holds.
struct CacheChoiceOptions: ParsableArguments {
  @Option(name: .customLong("cache-policy"), help: "Which nodes these are.")
  var policy = CachePolicy.breadthFirst

  @Option(
    name: .customLong("cache-queries"),
    help: "Queries for --cache-policy queries. (default: the sample beside the index)",
    completion: .vectors)
  var samplePath: String?
}

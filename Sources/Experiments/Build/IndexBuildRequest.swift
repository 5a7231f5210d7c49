import DiskIndex
import Vamana
import VectorData

extension IndexBuild {
  /// What a disk index is built from and how.
  public struct Request: Sendable, Equatable {
    /// How the size of the PQ codes is chosen.
    public enum CodeSize: Sendable, Equatable {
      /// So many bytes per vector.
      case bytes(Int)
      /// B: by DiskANN's formula from the memory that a search may keep, in GiB.
      case searchBudget(gigabytes: Double)
      /// A quarter of the dimension, at least 2 and at most 96 bytes: the user said nothing.
      case automatic
    }

    /// The file of vectors.
    public var dataPath: String
    /// What all files of the index begin with.
    public var prefix: String
    /// The type of the vectors where the extension of the file does not say it.
    public var elementType: ElementType?
    /// How vectors are compared.
    public var metric = Metric.l2
    /// R, L, alpha and seed of the graph.
    public var graph = VamanaParameters()
    /// The size of the codes.
    public var codeSize = CodeSize.automatic
    /// Whether vectors are rotated before they are encoded (OPQ).
    public var rotates = false
    /// Bytes of codes that stand in the nodes in the place of vectors (disk-PQ); `nil` for whole vectors.
    public var diskCodeBytes: Int?
    /// Whether the full vectors go behind the graph of a disk-PQ index, to rank its answers by.
    public var appendsReorderData = false
    /// Bytes of the codes that the graph is linked over in the place of vectors, to save memory; `nil` for whole
    /// vectors.
    public var linkingCodeBytes: Int?
    /// M: the memory that the build may use, in GiB; what the machine has left if `nil`. The graph is linked
    /// in shards where it does not fit in one piece.
    public var buildBudgetGigabytes: Double?
    /// The number of shards, even where one piece would fit; what M needs if `nil`.
    public var shardCount: Int?
    /// Whether the build goes on with what an interrupted one of the same data and parameters left.
    public var resumes = false
    /// Whether a build that fails or is cancelled leaves what a resumed one can go on with, if it is worth
    /// keeping: a linked graph.
    public var keepsFinishedStages = false
    /// T: threads.
    public var threadCount = WorkerTeam.processorCount
    /// The user's names of the rows, a line each.
    public var namesPath: String?
    /// The labels of the rows, a line each, separated by commas.
    public var labelsPath: String?
    /// The label whose rows pass every filter.
    public var universalLabel: String?
    /// What the graph knows of the labels.
    public var filterGraph = FilterGraph.plain
    /// The user's numbers of the rows of an index in memory, which takes updates then; `nil` for a static one.
    public var tags: [NodeID]?
    /// What goes into the sidecar for people and screens.
    public var notes = Notes()

    /// What an index says about itself besides its build.
    public struct Notes: Sendable, Equatable {
      /// A title.
      public var title: String?
      /// Queries that belong to the data.
      public var queriesPath: String?
      /// Their exact neighbours.
      public var truthPath: String?
      /// Their names.
      public var queryNamesPath: String?
      /// How rows are drawn.
      public var picture: RowPicture?

      /// Nothing to say.
      public init() {}
    }

    /// A build with DiskANN's defaults.
    public init(dataPath: String, prefix: String) {
      self.dataPath = dataPath
      self.prefix = prefix
    }

    /// The build that a described data set recommends.
    public init(dataSet: DataSetDescription, prefix: String) {
      self.init(dataPath: dataSet.base, prefix: prefix)
      graph.maxDegree = dataSet.build.R
      graph.searchListSize = dataSet.build.L
      graph.alpha = dataSet.build.alpha
      codeSize = .bytes(dataSet.build.pqBytes)
      namesPath = dataSet.names
      labelsPath = dataSet.labels
      notes.title = dataSet.title
      notes.queriesPath = dataSet.queries
      notes.truthPath = dataSet.truth
      notes.queryNamesPath = dataSet.queryNames
      notes.picture = dataSet.picture
    }
  }
}

extension IndexBuild.Request {
  /// The largest R: DiskANN's loader refuses nodes of more neighbours.
  public static let maximumDegree = 512
  /// Every point goes to two shards, so two would both hold all; each keeps two files open at once.
  public static let shardCounts = 3...400
  /// The most bytes of a code (DiskANN's MAX_PQ_CHUNKS).
  public static let maximumCodeBytes = 512

  /// Checks everything that can be told without the data.
  ///
  /// - Throws: `IndexError.parameter` named as on the command line.
  public func validate() throws(IndexError) {
    try Self.validate(graph)
    try Self.require((1...1024).contains(threadCount), "-T", "1 to 1024", "\(threadCount)")
    if let budget = buildBudgetGigabytes {
      try Self.require(budget > 0 && budget.isFinite, "-M", "more than 0 GiB", "\(budget)")
    }
    if let shardCount {
      let shards = Self.shardCounts
      try Self.require(
        shards.contains(shardCount), "--shards", "\(shards.lowerBound) to \(shards.upperBound)",
        "\(shardCount)")
    }
    switch codeSize {
    case .bytes(let count):
      try Self.require(
        (1...Self.maximumCodeBytes).contains(count), "--pq-bytes",
        "1 to \(Self.maximumCodeBytes)", "\(count)")
    case .searchBudget(let budget):
      try Self.require(budget > 0 && budget.isFinite, "-B", "more than 0 GiB", "\(budget)")
    case .automatic: break
    }
    for (name, count) in [
      ("--disk-pq-bytes", diskCodeBytes), ("--build-pq-bytes", linkingCodeBytes),
    ] {
      guard let count else { continue }
      try Self.require(
        (1...Self.maximumCodeBytes).contains(count), name, "1 to \(Self.maximumCodeBytes)",
        "\(count)")
    }
    try Self.require(
      filterGraph != .stitched || linkingCodeBytes == nil, "--filter-graph",
      "plain or filtered with --build-pq-bytes: stitched graphs are linked over vectors",
      filterGraph.rawValue)
    try Self.require(
      !appendsReorderData || diskCodeBytes != nil, "--reorder-data", "--disk-pq-bytes with it",
      "none: the nodes hold whole vectors")
    try Self.require(
      filterGraph == .plain || labelsPath != nil, "--filter-graph",
      "the labels that it is about (--labels)", "\(filterGraph.rawValue) alone")
    try Self.require(
      filterGraph != .stitched || buildBudgetGigabytes == nil && shardCount == nil,
      "--filter-graph",
      "plain or filtered with -M or --shards: a stitched graph is made of graphs of whole labels",
      filterGraph.rawValue)
    try Self.require(
      graph.reading == .diskann
        || filterGraph == .plain && buildBudgetGigabytes == nil && shardCount == nil, "--passes",
      "diskann with -M, --shards or --filter-graph: the paper's graph is linked in one piece",
      graph.reading.rawValue)
    try Self.require(
      !prefix.isEmpty && !prefix.hasSuffix("/"), "--index", "a name", "\"\(prefix)\"")
  }

  /// Checks R, L and alpha.
  ///
  /// - Throws: `IndexError.parameter` named as on the command line.
  public static func validate(_ graph: VamanaParameters) throws(IndexError) {
    let degrees = 2...maximumDegree
    try require(degrees.contains(graph.maxDegree), "-R", "2 to 512", "\(graph.maxDegree)")
    try require(
      (1...100_000).contains(graph.searchListSize), "-L", "1 to 100000",
      "\(graph.searchListSize)")
    try require((1...16).contains(graph.alpha), "--alpha", "1 to 16", "\(graph.alpha)")
  }

  private static func require(
    _ holds: Bool, _ name: String, _ expected: String, _ found: String
  ) throws(IndexError) {
    guard holds else { throw .parameter(name: name, expected: expected, found: found) }
  }
}

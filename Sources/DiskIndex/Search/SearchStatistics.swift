/// What one search did and how long it took. Counts are exact; times are measured, in microseconds.
public struct SearchStatistics: Sendable, Codable, Equatable {
  /// Rounds of the beam.
  public var hopCount = 0
  /// Reads from the device: nodes, and full vectors for the re-rank.
  public var readCount = 0
  /// 4 KiB sectors fetched.
  public var sectorCount = 0
  /// Those of the reads that fetched full vectors from behind the graph, for the re-rank.
  public var rerankReadCount = 0
  /// Nodes found in the node cache.
  public var cacheHitCount = 0
  /// Nodes expanded because they lay in a sector that was read for another node.
  public var pageHitCount = 0
  /// Distances computed, PQ and exact, each once.
  public var comparisonCount = 0
  /// From begin to answer; while a search is stepped through, the hops alone without the pauses between.
  public var latencyMicroseconds = 0.0
  /// Waiting for reads of this search (other searches may have run meanwhile).
  public var readMicroseconds = 0.0
  /// Computing for this search.
  public var computeMicroseconds = 0.0

  /// A search that has not done anything yet.
  public init() {}

  mutating func add(computeNanoseconds: UInt64) {
    computeMicroseconds += Double(computeNanoseconds) / 1000
  }

  mutating func add(readNanoseconds: UInt64) {
    readMicroseconds += Double(readNanoseconds) / 1000
  }
}

/// One answer of a search.
public struct SearchResult: Sendable, Codable, Equatable {
  /// The row of the data set.
  public var node: UInt32
  /// Exact, on the metric's own scale (squared L2; the inner product; 1 − cos).
  public var distance: Float

  /// A node and its distance.
  public init(node: UInt32, distance: Float) {
    self.node = node
    self.distance = distance
  }
}

/// The answers of one search, nearest first; at most K, fewer if fewer were found.
public struct SearchAnswer: Sendable, Equatable {
  /// Nearest first.
  public var results: [SearchResult]
  /// What it took.
  public var statistics: SearchStatistics

  /// Answers with their statistics.
  public init(results: [SearchResult], statistics: SearchStatistics) {
    self.results = results
    self.statistics = statistics
  }
}

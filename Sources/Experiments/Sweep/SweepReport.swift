/// One line of a sweep: means and percentiles over all queries at one setting. Keys as in docs/cli.md.
public struct SweepRow: Codable, Sendable, Equatable {
  /// Candidate list size.
  public var L: Int
  /// Beam width.
  public var W: Int
  /// Threads.
  public var T: Int
  /// Queries per second over the whole batch.
  public var qps: Double
  /// Mean microseconds of one query from begin to answer.
  public var meanLatencyUs: Double
  /// Median.
  public var p50LatencyUs: Double
  /// 95th percentile.
  public var p95LatencyUs: Double
  /// 99th percentile.
  public var p99LatencyUs: Double
  /// 99.9th percentile.
  public var p999LatencyUs: Double
  /// Nodes fetched from the device per query.
  public var meanReads: Double
  /// Microseconds a query waited for reads.
  public var meanReadUs: Double
  /// Microseconds of computing per query.
  public var meanCpuUs: Double
  /// Rounds of the beam per query.
  public var meanHops: Double
  /// Nodes found in the cache per query.
  public var meanCacheHits: Double
  /// Distances computed per query.
  public var meanComparisons: Double
  /// Fraction of true neighbours found, ties at rank K counted; `nil` without truth.
  public var recall: Double?
  /// Nodes kept in memory, where a sweep has rows with several sizes of the cache.
  public var cache: Int?

  /// Writes every key; without truth `recall` is null, so that a reader always finds it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(L, forKey: .L)
    try container.encode(W, forKey: .W)
    try container.encode(T, forKey: .T)
    for (key, value) in measurements { try container.encode(value, forKey: key) }
    try container.encode(recall, forKey: .recall)
    try container.encodeIfPresent(cache, forKey: .cache)
  }

  private var measurements: [(CodingKeys, Double)] {
    [
      (.qps, qps), (.meanLatencyUs, meanLatencyUs), (.p50LatencyUs, p50LatencyUs),
      (.p95LatencyUs, p95LatencyUs), (.p99LatencyUs, p99LatencyUs),
      (.p999LatencyUs, p999LatencyUs), (.meanReads, meanReads), (.meanReadUs, meanReadUs),
      (.meanCpuUs, meanCpuUs), (.meanHops, meanHops), (.meanCacheHits, meanCacheHits),
      (.meanComparisons, meanComparisons),
    ]
  }
}

/// A whole sweep. Keys as in docs/cli.md.
public struct SweepReport: Codable, Sendable, Equatable {
  /// The index prefix.
  public var index: String
  /// How many queries ran per row.
  public var queries: Int
  /// Answers wanted.
  public var K: Int
  /// How reads were made: "io_uring+O_DIRECT", or the fallback in force.
  public var io: String
  /// One row per setting, in the order run.
  public var rows: [SweepRow]

  /// The report of a sweep.
  public init(index: String, queries: Int, K: Int, io: String, rows: [SweepRow]) {
    self.index = index
    self.queries = queries
    self.K = K
    self.io = io
    self.rows = rows
  }
}

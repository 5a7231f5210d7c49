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
  /// Queries that may have more within the range than their longest list; `nil` for K neighbours.
  public var unexhaustedQueries: Int?

  /// Writes every key; without truth `recall` is null, so that a reader always finds it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(L, forKey: .L)
    try container.encode(W, forKey: .W)
    try container.encode(T, forKey: .T)
    for (key, value) in measurements { try container.encode(value, forKey: key) }
    try container.encode(recall, forKey: .recall)
    try container.encodeIfPresent(cache, forKey: .cache)
    try container.encodeIfPresent(unexhaustedQueries, forKey: .unexhaustedQueries)
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
  /// Answers wanted; without meaning where there is a range.
  public var K: Int
  /// Everything within this value of the metric was wanted instead of K.
  public var range: Float?
  /// How reads were made: "io_uring+O_DIRECT", or the fallback in force.
  public var io: String
  /// One row per setting, in the order run.
  public var rows: [SweepRow]
  /// How the beam width of each list size was found, where it was.
  public var beamWidths: [BeamWidthChoice]?

  /// The report of a sweep.
  public init(index: String, queries: Int, K: Int, io: String, rows: [SweepRow]) {
    self.index = index
    self.queries = queries
    self.K = K
    self.io = io
    self.rows = rows
  }
}

extension SweepReport {
  private enum CodingKeys: String, CodingKey {
    case index, queries, K, range, io, rows, beamWidths
  }

  /// Writes `K`, or `range` in its place.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(index, forKey: .index)
    try container.encode(queries, forKey: .queries)
    if let range {
      try container.encode(range, forKey: .range)
    } else {
      try container.encode(K, forKey: .K)
    }
    try container.encode(io, forKey: .io)
    try container.encode(rows, forKey: .rows)
    try container.encodeIfPresent(beamWidths, forKey: .beamWidths)
  }

  /// Reads what `encode` writes; `K` is 0 where there is a range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    range = try container.decodeIfPresent(Float.self, forKey: .range)
    index = try container.decode(String.self, forKey: .index)
    queries = try container.decode(Int.self, forKey: .queries)
    K = range == nil ? try container.decode(Int.self, forKey: .K) : 0
    io = try container.decode(String.self, forKey: .io)
    rows = try container.decode([SweepRow].self, forKey: .rows)
    beamWidths = try container.decodeIfPresent([BeamWidthChoice].self, forKey: .beamWidths)
  }
}

import DiskIndex

/// What a build did.
public struct IndexBuildReport: Sendable, Equatable {
  /// One step of the build.
  public struct Phase: Sendable, Equatable, Codable {
    /// A few words, as in `JobProgress.phase`.
    public var name: String
    /// Wall seconds.
    public var seconds: Double
  }

  /// What the index says about itself.
  public var metadata: IndexMetadata
  /// In order.
  public var phases: [Phase]
  /// Wall seconds in all.
  public var seconds: Double
  /// The largest memory that the process has had, in bytes.
  public var peakBytes: UInt64
  /// The files of the index, in bytes.
  public var diskBytes: UInt64
  /// Neighbours of a node on average.
  public var meanDegree: Double
  /// The most neighbours of a node.
  public var largestDegree: Int
  /// Nodes by degree: `degreeCounts[d]` nodes have d neighbours.
  public var degreeCounts: [Int]
}

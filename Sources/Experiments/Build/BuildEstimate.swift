/// What a build will take, told before it starts.
public struct BuildEstimate: Sendable, Equatable {
  /// Wall seconds, within a factor of two: measured distances per second of this machine and its threads.
  public var seconds: Double
  /// The largest memory of the whole process, pages of mapped files included.
  public var peakBytes: UInt64
  /// DiskANN's own figure for linking the graph in one piece, which `-M` is compared with there.
  public var oneShotBytes: UInt64
  /// The files of the finished index.
  public var diskBytes: UInt64
  /// What a search keeps in memory: the PQ codes.
  public var residentBytes: UInt64
  /// Bytes of a PQ code.
  public var pqBytes: Int
  /// How many shards the graph is linked in at least; 1 where it is linked in one piece.
  public var shardCount = 1
}

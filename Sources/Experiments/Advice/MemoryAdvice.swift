import DiskIndex
import VectorData

/// What memory is best spent on, found by trying: PQ codes, a navigation graph, a node cache.
public struct MemoryAdvice: Codable, Sendable, Equatable {
  /// One way to spend the memory, and the fewest reads with which it reaches the recall.
  public struct Trial: Codable, Sendable, Equatable {
    /// Bytes of a PQ code.
    public var pqBytes: Int
    /// The navigation graph, `nil` for none.
    public var navigation: NavigationSize?
    /// Nodes kept in memory.
    public var cachedNodeCount: Int
    /// Everything that stays in memory, in bytes.
    public var residentBytes: Int
    /// L: the smallest list that reaches the recall; `nil` where none that was tried does, and nothing below is
    /// known then.
    public var searchListSize: Int?
    /// W.
    public var beamWidth: Int
    /// When searches end early, `nil` for never.
    public var stopFactor: Float?
    /// The recall that it reaches, a fraction.
    public var recall = 0.0
    /// Nodes fetched from the device per query.
    public var meanReads = 0.0
    /// Queries per second on this machine at the time.
    public var queriesPerSecond = 0.0
    /// Mean microseconds from begin to answer, with others in flight.
    public var meanLatencyMicroseconds = 0.0
    /// Whether vectors are read apart from edges.
    public var usesVectorPages = false
  }

  /// The prefix of the index.
  public var index: String
  /// The budget in bytes.
  public var memoryBytes: Int
  /// The recall that is wanted, a fraction.
  public var recall: Double
  /// K: answers wanted.
  public var answerCount: Int
  /// Queries that were tried.
  public var queryCount: Int
  /// Everything that was tried, fewest reads first; what does not reach the recall last.
  public var trials: [Trial]
  /// What builds the best and searches it, a command each; empty where nothing reaches the recall.
  public var commands: [String] = []

  /// The way with the fewest reads, `nil` where none reaches the recall.
  public var best: Trial? { trials.first.flatMap { $0.searchListSize == nil ? nil : $0 } }
}

extension MemoryAdvice {
  /// What is to be found out.
  public struct Request: Sendable, Equatable {
    /// Everything that a search may keep in memory, in bytes.
    public var memoryBytes: Int
    /// The recall that is wanted, a fraction.
    public var recall: Double
    /// K: answers wanted.
    public var answerCount = 10
    /// W of the trials.
    public var beamWidth = 2
    /// T: threads.
    public var threadCount = WorkerTeam.processorCount
    /// Queries to try with, at most.
    public var sampleSize = 500
    /// Whether PQ codes of other sizes are tried, which are trained for it.
    public var triesCodes = true

    /// Advice for a budget and a recall.
    public init(memoryBytes: Int, recall: Double) {
      self.memoryBytes = memoryBytes
      self.recall = recall
    }

    /// Refuses what cannot be.
    ///
    /// - Throws: `IndexError.parameter`.
    public func validate() throws(IndexError) {
      guard recall > 0, recall <= 1 else {
        throw .parameter(name: "--recall", expected: "above 0, at most 1", found: "\(recall)")
      }
      guard sampleSize >= 10 else {
        throw .parameter(name: "--sample", expected: "at least 10", found: "\(sampleSize)")
      }
    }
  }
}

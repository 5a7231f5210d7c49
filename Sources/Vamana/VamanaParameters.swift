import VectorData

/// Which reading of the paper a build follows (DiskANN, NeurIPS 2019, section 2).
public enum VamanaReading: String, Sendable, Codable, CaseIterable {
  /// DiskANN's: one pass over the points; alpha on squared distances, in rounds 1, 1.2, … inside each prune.
  case diskann
  /// The paper's: a random graph first, then two passes, the first with alpha 1; alpha on distances.
  case paper
}

/// What determines a Vamana graph besides the data (DiskANN's names and defaults).
public struct VamanaParameters: Sendable, Codable, Equatable {
  /// R: the largest number of neighbours of a node, at least 2.
  public var maxDegree: Int
  /// L: the candidate list of the searches that find neighbours.
  public var searchListSize: Int
  /// Prune slack on squared distances; rounds run at 1, 1.2, 1.44, … up to it.
  public var alpha: Float
  /// C: candidates that a prune looks at.
  public var maxCandidates: Int
  /// Fill nodes up to R with the nearest candidates left (DiskANN's one-shot disk build does).
  public var saturates: Bool
  /// A node may hold `slackFactor · R` neighbours while building before it is pruned.
  public var slackFactor: Float
  /// Fixes the order of insertion.
  public var seed: UInt64
  /// How many passes there are and what alpha is applied to.
  public var reading = VamanaReading.diskann

  /// DiskANN's defaults for a disk index.
  public init(
    maxDegree: Int = 64, searchListSize: Int = 100, alpha: Float = 1.2, maxCandidates: Int = 750,
    saturates: Bool = true, slackFactor: Float = 1.3, seed: UInt64 = 42
  ) {
    self.maxDegree = maxDegree
    self.searchListSize = searchListSize
    self.alpha = alpha
    self.maxCandidates = maxCandidates
    self.saturates = saturates
    self.slackFactor = slackFactor
    self.seed = seed
  }
}

extension VamanaParameters {
  /// Refuses what no build can work with.
  ///
  /// - Throws: `IndexError.parameter`.
  public func validate() throws(IndexError) {
    try require(maxDegree >= 2, "R", "at least 2", maxDegree)
    try require(searchListSize >= 1, "L", "at least 1", searchListSize)
    try require(alpha >= 1 && alpha.isFinite, "alpha", "1 or more", alpha)
    try require(maxCandidates >= 1, "C", "at least 1", maxCandidates)
    try require(slackFactor >= 1 && slackFactor.isFinite, "slack factor", "1 or more", slackFactor)
  }

  private func require(
    _ isValid: Bool, _ name: String, _ expected: String, _ found: some CustomStringConvertible
  ) throws(IndexError) {
    guard !isValid else { return }
    throw .parameter(name: name, expected: expected, found: "\(found)")
  }
}

/// What one search wants.
public struct SearchParameters: Sendable, Codable, Equatable {
  /// K: answers wanted.
  public var answerCount: Int
  /// L: the candidate list, at least K.
  public var searchListSize: Int
  /// W: nodes fetched per hop, at least 1.
  public var beamWidth: Int

  /// A search for `answerCount` neighbours.
  public init(answerCount: Int = 10, searchListSize: Int = 50, beamWidth: Int = 4) {
    self.answerCount = answerCount
    self.searchListSize = searchListSize
    self.beamWidth = beamWidth
  }
}

import VectorData

/// What one search wants.
public struct SearchParameters: Sendable, Codable, Equatable {
  /// K: answers wanted.
  public var answerCount: Int
  /// L: the candidate list, at least K.
  public var searchListSize: Int
  /// W: nodes fetched per hop, at least 1.
  public var beamWidth: Int
  /// The most nodes that a search may read; no limit when `nil`.
  public var readLimit: Int?
  /// Whether a sector that was read is used whole: its other nodes are ranked, and expanded where they
  /// belong into the list, without a read.
  public var usesWholePages = false
  /// The search ends when the nearest candidate that waits is farther than this many times the K-th answer
  /// found, both as the search ranks them (squared L2 of the prepared vectors); `nil` expands the list.
  public var stopFactor: Float?

  /// Whether a search walks the navigation graph in memory before the first read, instead of beginning at
  /// the medoid. A search under a filter begins where the filter says.
  public var usesNavigation = false

  /// Whether a search that has walked a navigation graph over all nodes reads their vectors alone (`VectorPages`).
  public var usesVectorPages = false

  /// Whether a search keeps W reads under way and expands a node as soon as it has arrived, the one asked for
  /// first, instead of waiting for all of a hop.
  public var isPipelined = false
  /// The width of the first hops, at most W: the beam widens when a hop has found nothing nearer; `nil` for W
  /// from the first hop on.
  public var approachWidth: Int?

  /// A search for `answerCount` neighbours.
  public init(
    answerCount: Int = 10, searchListSize: Int = 50, beamWidth: Int = 4,
    readLimit: Int? = nil
  ) {
    self.answerCount = answerCount
    self.searchListSize = searchListSize
    self.beamWidth = beamWidth
    self.readLimit = readLimit
  }

  /// The widest beam: its pages are registered memory, and DiskANN holds 128 sectors too.
  public static let maximumBeamWidth = 128

  /// Checks that an index of `nodeCount` nodes can be asked so.
  ///
  /// - Throws: `IndexError.parameter` with the letter of the command line.
  public func validate(nodeCount: Int) throws(IndexError) {
    guard answerCount >= 1, answerCount <= nodeCount else {
      throw .parameter(
        name: "-K", expected: "1 to \(nodeCount), the rows of the index", found: "\(answerCount)")
    }
    guard searchListSize >= answerCount else {
      throw .parameter(
        name: "-L", expected: "at least K = \(answerCount)", found: "\(searchListSize)")
    }
    guard searchListSize <= Self.maximumSearchListSize else {
      throw .parameter(
        name: "-L", expected: "at most \(Self.maximumSearchListSize)", found: "\(searchListSize)")
    }
    guard (1...Self.maximumBeamWidth).contains(beamWidth) else {
      throw .parameter(
        name: "-W", expected: "1 to \(Self.maximumBeamWidth)", found: "\(beamWidth)")
    }
    if let readLimit, readLimit < 1 {
      throw .parameter(name: "--io-limit", expected: "at least 1", found: "\(readLimit)")
    }
    if let approachWidth, !(1...beamWidth).contains(approachWidth) {
      throw .parameter(
        name: "--approach-width", expected: "1 to W = \(beamWidth)", found: "\(approachWidth)")
    }
    if let stopFactor, !(stopFactor > 0 && stopFactor.isFinite) {
      throw .parameter(name: "--stop-factor", expected: "a number above 0", found: "\(stopFactor)")
    }
  }

  /// Insertion into the list is linear, and a search that wants more is a scan.
  public static let maximumSearchListSize = 1_000_000
}

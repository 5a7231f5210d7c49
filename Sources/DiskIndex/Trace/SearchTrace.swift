import VectorData

/// Everything that one search did, hop by hop: the model of screens, JSON and tests.
///
/// It is not bound to DiskANN: a hop is one step of any index (a beam round, a layer of HNSW, a split of a
/// tree), a source says where a node came from, and what an index does not have is `nil`.
public struct SearchTrace: Sendable, Equatable {
  /// The number of the query in its file, `nil` for a query made by hand.
  public var query: Int?
  /// What was asked.
  public var parameters: SearchParameters
  /// What the distances are: all of them, sketch and exact, are values of this metric.
  public var metric: Metric
  /// The candidates that a walk over the navigation graph began with, best first; empty where the search began
  /// at an entry point.
  public var entries: [TraceCandidate] = []
  /// In order, the first hop first.
  public var hops: [TraceHop] = []
  /// Answers that were ranked again by full vectors from behind the graph, in the order of their reads;
  /// empty where the index has none.
  public var reranked: [TraceRerank] = []
  /// The answers, empty until the search ended.
  public var results: [SearchResult] = []
  /// Totals so far.
  public var statistics = SearchStatistics()
  /// Whether the search came to its end.
  public var isFinished = false

  /// An empty trace of a search that has not begun.
  public init(query: Int?, parameters: SearchParameters, metric: Metric = .l2) {
    self.query = query
    self.parameters = parameters
    self.metric = metric
  }
}

/// One round: what was expanded and what the candidate list was before and after.
public struct TraceHop: Sendable, Equatable {
  /// 1 for the first.
  public var number: Int
  /// The candidate list when the hop began, best first; members of the frontier are marked `inBeam`.
  public var before: [TraceCandidate] = []
  /// The nodes of the beam in the order in which they were expanded.
  public var expanded: [TraceExpansion] = []
  /// Nodes beside those of the beam that were measured but not expanded.
  public var measured: [TraceMeasurement] = []
  /// The candidate list after the hop, best first.
  public var after: [TraceCandidate] = []
  /// Totals after the hop.
  public var totals = SearchStatistics()

  /// An empty hop.
  public init(number: Int) { self.number = number }
}

/// A line of the candidate list.
public struct TraceCandidate: Sendable, Equatable {
  /// What a candidate is waiting for.
  public enum State: String, Sendable, Codable {
    /// Its neighbours have been looked at.
    case expanded
    /// It is being fetched in this hop.
    case inBeam
    /// Not yet.
    case waiting
  }

  /// The node.
  public var node: UInt32
  /// The distance it is ranked by (PQ distance on disk).
  public var distance: Float
  /// Where it stands.
  public var state: State

  /// A line.
  public init(node: UInt32, distance: Float, state: State) {
    self.node = node
    self.distance = distance
    self.state = state
  }
}

/// Where an expanded node came from.
public enum NodeSource: Sendable, Equatable {
  /// The node cache.
  case cache
  /// The device: the first sector of the node and the microseconds from submission to arrival.
  case ssd(sector: Int, readMicroseconds: Double)
  /// The sector of another node, which the search had read.
  case page(sector: Int)
  /// An index that lies in memory.
  case memory
}

/// A node whose neighbours were looked at.
public struct TraceExpansion: Sendable, Equatable {
  /// The node.
  public var node: UInt32
  /// Where it came from.
  public var source: NodeSource
  /// The distance it was ranked by, from the sketch in memory.
  public var sketchDistance: Float
  /// The exact distance from the stored vector.
  public var exactDistance: Float
  /// Its neighbours in stored order.
  public var neighbours: [TraceNeighbour] = []

  /// An expansion without neighbours yet.
  public init(node: UInt32, source: NodeSource, sketchDistance: Float, exactDistance: Float) {
    self.node = node
    self.source = source
    self.sketchDistance = sketchDistance
    self.exactDistance = exactDistance
  }
}

/// A node that was not expanded, but whose exact distance came with a sector that was read for another.
public struct TraceMeasurement: Sendable, Equatable {
  /// The node.
  public var node: UInt32
  /// The distance it would be ranked by.
  public var sketchDistance: Float
  /// Its exact distance, by which it may be an answer.
  public var exactDistance: Float

  /// A measured node.
  public init(node: UInt32, sketchDistance: Float, exactDistance: Float) {
    self.node = node
    self.sketchDistance = sketchDistance
    self.exactDistance = exactDistance
  }
}

/// A node whose full vector was read after the search over the graph.
public struct TraceRerank: Sendable, Equatable {
  /// The node.
  public var node: UInt32
  /// Where the vector came from.
  public var source: NodeSource
  /// The distance to the vector that the code in the node stands for.
  public var codeDistance: Float
  /// The distance to the full vector.
  public var exactDistance: Float

  /// A node that was ranked again.
  public init(node: UInt32, source: NodeSource, codeDistance: Float, exactDistance: Float) {
    self.node = node
    self.source = source
    self.codeDistance = codeDistance
    self.exactDistance = exactDistance
  }
}

/// What became of a neighbour.
public enum CandidateFate: String, Sendable, Codable {
  /// It entered the candidate list.
  case inserted
  /// It was farther than the worst of a full list.
  case rejected
  /// It had been looked at before.
  case seen
}

/// A neighbour of an expanded node.
public struct TraceNeighbour: Sendable, Equatable {
  /// The neighbour.
  public var node: UInt32
  /// Its sketch distance.
  public var sketchDistance: Float
  /// What became of it.
  public var fate: CandidateFate
  /// Its place in the candidate list right after insertion, 0 the best; `nil` unless inserted.
  public var rank: Int?

  /// A neighbour.
  public init(node: UInt32, sketchDistance: Float, fate: CandidateFate, rank: Int?) {
    self.node = node
    self.sketchDistance = sketchDistance
    self.fate = fate
    self.rank = rank
  }
}

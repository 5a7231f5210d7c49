import VectorData

/// Watches a search. Every default does nothing and is inlined away.
public protocol SearchObserver {
  /// Whether anybody looks. Neighbours seen before are only told, and their distances only computed,
  /// when this is true; a constant, so that the compiler drops the rest.
  static var isWatching: Bool { get }

  /// The search begins with these candidates, best first, which a walk in memory has led to.
  mutating func entered(_ candidates: Span<Candidate>)

  /// Hop `hop` (1 the first) begins: `frontier` are the nodes of the beam, best first, out of
  /// `candidates`, which are marked as expanded already.
  mutating func hopBegan(_ hop: Int, frontier: Span<Candidate>, candidates: Span<Candidate>)

  /// `node` is expanded; its neighbours follow.
  mutating func expanded(
    _ node: NodeID, from source: NodeSource, sketchDistance: Float, exactDistance: Float)

  /// A neighbour of the node expanded last, in stored order; `rank` is its place after insertion.
  mutating func considered(_ neighbour: NodeID, distance: Float, fate: CandidateFate, rank: Int?)

  /// The exact distance of a node that is not expanded: its sector was read for another.
  mutating func measured(_ node: NodeID, sketchDistance: Float, exactDistance: Float)

  /// The search over the graph is over, and `node` was ranked again by its full vector.
  mutating func reranked(
    _ node: NodeID, from source: NodeSource, codeDistance: Float, exactDistance: Float)

  /// The hop is over and left these candidates, best first.
  mutating func hopEnded(_ candidates: Span<Candidate>, statistics: SearchStatistics)
}

extension SearchObserver {
  /// Somebody looks.
  public static var isWatching: Bool { true }

  /// Nothing.
  public mutating func entered(_ candidates: Span<Candidate>) {}

  /// Nothing.
  public mutating func hopBegan(
    _ hop: Int, frontier: Span<Candidate>, candidates: Span<Candidate>
  ) {}

  /// Nothing.
  public mutating func expanded(
    _ node: NodeID, from source: NodeSource, sketchDistance: Float, exactDistance: Float
  ) {}

  /// Nothing.
  public mutating func considered(
    _ neighbour: NodeID, distance: Float, fate: CandidateFate, rank: Int?
  ) {}

  /// Nothing.
  public mutating func measured(_ node: NodeID, sketchDistance: Float, exactDistance: Float) {}

  /// Nothing.
  public mutating func reranked(
    _ node: NodeID, from source: NodeSource, codeDistance: Float, exactDistance: Float
  ) {}

  /// Nothing.
  public mutating func hopEnded(_ candidates: Span<Candidate>, statistics: SearchStatistics) {}
}

/// Nobody looks: what batch searches use.
public struct Unobserved: SearchObserver {
  // A value of no size has no address, and the thread sanitizer looks at the address of an inout argument.
  private let place: UInt8 = 0

  /// Nobody.
  public static var isWatching: Bool { false }

  /// The empty observer.
  public init() {}
}

import VectorData

/// Watches a prune decision by decision. Every default does nothing.
///
/// Rounds count from 0; `alpha` of a round is 1, 1.2, 1.44, … on squared distances.
public protocol PruneObserver {
  /// Whether anything is reported. A constant: `false` compiles the reports away.
  static var watches: Bool { get }
  /// `node` became a neighbour in `round`.
  mutating func kept(_ node: NodeID, distance: Float, round: Int, alpha: Float)
  /// From `round` on `node` is passed over, because `keptNode` is nearer to it by `factor`:
  /// d(p, node) / d(keptNode, node), infinite if the two are equal. Reported once per round it holds for.
  mutating func occluded(_ node: NodeID, by keptNode: NodeID, factor: Float, round: Int)
  /// `node` was not decided: R neighbours were kept before its turn came.
  mutating func leftOver(_ node: NodeID, distance: Float)
  /// `node` fills a place that the rounds left free (saturation).
  mutating func filled(_ node: NodeID, distance: Float)
  /// `node` is not among the C nearest of the pool and was not looked at.
  mutating func beyondPool(_ node: NodeID, distance: Float)
}

extension PruneObserver {
  /// Reports everything.
  @inlinable public static var watches: Bool { true }
  /// Ignores it.
  @inlinable
  public mutating func kept(_ node: NodeID, distance: Float, round: Int, alpha: Float) {}
  /// Ignores it.
  @inlinable
  public mutating func occluded(
    _ node: NodeID, by keptNode: NodeID, factor: Float, round: Int
  ) {}
  /// Ignores it.
  @inlinable public mutating func leftOver(_ node: NodeID, distance: Float) {}
  /// Ignores it.
  @inlinable public mutating func filled(_ node: NodeID, distance: Float) {}
  /// Ignores it.
  @inlinable public mutating func beyondPool(_ node: NodeID, distance: Float) {}
}

/// Watches nothing and costs nothing.
public struct NoPruneObserver: PruneObserver {
  // A value of no size has no address, and the thread sanitizer looks at the address of an inout argument.
  private let place: UInt8 = 0

  /// Nobody looks.
  @inlinable public static var watches: Bool { false }
  /// An observer without state.
  public init() {}
}

import VectorData

/// What RobustPrune made of one candidate.
public struct PruneDecision: Sendable, Equatable {
  /// What became of it.
  public enum Outcome: String, Sendable {
    /// It became a neighbour.
    case kept
    /// A neighbour is nearer to it than the node is, by more than alpha.
    case occluded
    /// It was occluded, and took a place that the rounds left free (saturation).
    case filled
    /// R neighbours were kept before its turn came.
    case full
    /// It is not among the C nearest candidates.
    case beyondPool
  }

  /// Why a candidate is passed over in a round.
  public struct Occlusion: Sendable, Equatable {
    /// The neighbour that occludes it.
    public var keeper: NodeID
    /// Squared L2 from that neighbour to the candidate, d(c, x).
    public var keeperDistance: Float
    /// d(p, x) / d(c, x): above the alpha of the round. Infinite where the two are equal.
    public var factor: Float
    /// The round, counted from 0.
    public var round: Int
  }

  /// The candidate.
  public var node: NodeID
  /// Squared L2 to the node that is pruned, d(p, x).
  public var distance: Float
  /// What became of it.
  public var outcome: Outcome
  /// The round in which it was kept, counted from 0; `nil` unless it was.
  public var keptRound: Int?
  /// What passed it over, round by round, as far as the rounds ran.
  public var occlusions: [Occlusion] = []

  /// The occlusion that decided: that of the last round.
  public var occlusion: Occlusion? {
    outcome == .occluded || outcome == .filled ? occlusions.last : nil
  }

  /// Whether it is a neighbour now.
  public var isNeighbour: Bool { outcome == .kept || outcome == .filled }
}

/// One look at one candidate, in the order in which the prune takes them.
public struct PruneStep: Sendable, Equatable {
  /// What was decided.
  public enum Verdict: Sendable, Equatable {
    /// It becomes a neighbour.
    case keep
    /// It is passed over in this round.
    case passOver(PruneDecision.Occlusion)
    /// It fills a free place.
    case fill
    /// All R places are taken.
    case full
    /// It lies beyond the C nearest and is not looked at.
    case beyondPool
  }

  /// The place of the candidate in the order of distance, 0 the nearest.
  public var place: Int
  /// The round, counted from 0; that of the last one for what comes behind the rounds.
  public var round: Int
  /// What was decided.
  public var verdict: Verdict
  /// Neighbours after this step.
  public var neighbourCount: Int
}

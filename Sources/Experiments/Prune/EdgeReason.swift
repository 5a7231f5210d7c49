import DiskIndex
import Vamana
import VectorData

/// Why a node of an index points to another, or does not, as far as the index itself can tell: its graph of
/// now, its vectors, and the engine's own search and prune over them.
public struct EdgeReason: Sendable, Equatable {
  /// What the index tells.
  public enum Verdict: String, Sendable {
    /// The edge is there.
    case present
    /// A neighbour that is kept before occludes it.
    case occluded
    /// R neighbours are kept before its turn comes.
    case full
    /// It is not among the C nearest candidates.
    case beyondPool
    /// A search for the node does not visit it, so no prune gets to see it.
    case notInPool
    /// A prune of today would keep it: the build saw another graph.
    case keptToday
  }

  /// Where the search for the node met the other, which it did not expand.
  public struct Sighting: Sendable, Equatable {
    /// The hop, 1 the first.
    public var hop: Int
    /// The expanded node that points to it.
    public var from: NodeID
    /// What became of it first.
    public var fate: CandidateFate
    /// Whether it waited in the candidate list when the search ended.
    public var waitedAtEnd: Bool
  }

  /// The node that would point.
  public var from: NodeID
  /// The node that would be pointed to.
  public var to: NodeID
  /// What the index tells.
  public var verdict: Verdict
  /// Whether the other points back.
  public var isReversed: Bool
  /// Squared L2 between the stored vectors.
  public var distance: Float
  /// How many candidates are nearer to the node.
  public var nearerCount: Int
  /// Candidates of the prune.
  public var candidateCount: Int
  /// Where they come from.
  public var origin: CandidatePool.Origin
  /// What the prune of today makes of the other. For one that is not in the pool: what it would make of it.
  public var decision: PruneDecision
  /// The alpha of each round, on squared distances.
  public var roundAlphas: [Float]
  /// R, alpha and C of that prune: those of the build where the index says them.
  public var parameters: VamanaParameters
  /// For a node that is not in the pool: where the search met it; `nil` where it never did.
  public var sighting: Sighting?

  /// Asks `index` why `from` points to `to` or does not. Costs a search and a read per candidate.
  ///
  /// - Throws: `IndexError.parameter` for nodes that are not there and for a node and itself; as
  ///   `CandidatePool.visited`.
  public static func find(
    from: NodeID, to: NodeID, of index: DiskIndex, control: JobControl = JobControl()
  ) throws(IndexError) -> EdgeReason {
    for node in [from, to] where Int(node) >= index.layout.nodeCount {
      throw .parameter(
        name: "node", expected: "0 to \(index.layout.nodeCount - 1)", found: "\(node)")
    }
    guard from != to else {
      throw .parameter(
        name: "node", expected: "two nodes: no node points to itself", found: "\(from) twice")
    }
    let visit = try NodeVisit(to: from, of: index, control: control)
    let pool = try visit.pool(of: index, with: [to], control: control)
    let parameters = index.pruneParameters
    let report = try pool.prune(parameters)
    guard let place = report.decisions.firstIndex(where: { $0.node == to }) else {
      preconditionFailure("every candidate has a decision")
    }
    let decision = report.decisions[place]
    let isEdge = visit.stored.neighbours.contains(to)
    let isVisited = visit.visited.contains(to)
    return EdgeReason(
      from: from, to: to, verdict: verdict(decision, isEdge: isEdge, isVisited: isVisited),
      isReversed: try index.readNode(to).neighbours.contains(from), distance: decision.distance,
      nearerCount: place,
      candidateCount: report.decisions.count - (isEdge || isVisited ? 0 : 1),
      origin: visit.origin, decision: decision, roundAlphas: report.roundAlphas,
      parameters: parameters,
      sighting: isEdge || isVisited ? nil : sighting(of: to, in: visit.trace))
  }

  private static func verdict(
    _ decision: PruneDecision, isEdge: Bool, isVisited: Bool
  ) -> Verdict {
    guard !isEdge else { return .present }
    guard isVisited else { return .notInPool }
    return switch decision.outcome {
    case .kept, .filled: .keptToday
    case .occluded: .occluded
    case .full: .full
    case .beyondPool: .beyondPool
    }
  }

  private static func sighting(of node: NodeID, in trace: SearchTrace) -> Sighting? {
    for hop in trace.hops {
      for expansion in hop.expanded {
        guard let found = expansion.neighbours.first(where: { $0.node == node }) else { continue }
        return Sighting(
          hop: hop.number, from: expansion.node, fate: found.fate,
          waitedAtEnd: trace.hops.last?.after.contains { $0.node == node } ?? false)
      }
    }
    return nil
  }
}

extension DiskIndex {
  /// R, alpha and reading of the build as far as the index says them; places are not filled up.
  var pruneParameters: VamanaParameters {
    var parameters = VamanaParameters(
      maxDegree: max(metadata?.maxDegree ?? layout.width, 2),
      alpha: metadata?.alpha ?? VamanaParameters().alpha, saturates: false)
    parameters.reading =
      metadata?.passes.flatMap { VamanaReading(rawValue: $0) } ?? .diskann
    return parameters
  }
}

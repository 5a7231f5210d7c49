import Vamana
import VectorData

/// A prune, decision by decision.
public struct PruneReport: Sendable, Equatable {
  /// The node.
  public var node: NodeID
  /// R: the most neighbours.
  public var maxDegree: Int
  /// Prune slack on squared distances.
  public var alpha: Float
  /// The alpha of each round: 1, 1.2, 1.44, … up to `alpha`.
  public var roundAlphas: [Float]
  /// Rounds that ran: the prune ends when all places are taken.
  public var roundCount: Int
  /// Every candidate with what became of it, nearest first.
  public var decisions: [PruneDecision]
  /// The neighbours in the order in which they were taken.
  public var neighbours: [NodeID]
  /// Every look at a candidate in the order of the prune.
  public var steps: [PruneStep]
}

extension PruneReport {
  /// A report of what `record` was told.
  init(
    node: NodeID, parameters: VamanaParameters, candidates: [(node: NodeID, distance: Float)],
    record: PruneRecorder
  ) {
    self.node = node
    maxDegree = parameters.maxDegree
    alpha = parameters.alpha
    roundAlphas = RobustPrune.roundAlphas(upTo: parameters.alpha)
    roundCount = record.roundCount(
      of: roundAlphas.count, maxDegree: parameters.maxDegree)
    neighbours = record.neighbours
    let ranRounds = roundCount
    decisions = candidates.map { record.decision(on: $0.node, distance: $0.distance, ranRounds) }
    steps = Self.steps(decisions, roundCount: ranRounds, maxDegree: parameters.maxDegree)
  }

  /// Every round takes the candidates that are not neighbours yet, nearest first, until R are kept; what
  /// had no turn in the last round comes at the end.
  private static func steps(
    _ decisions: [PruneDecision], roundCount: Int, maxDegree: Int
  ) -> [PruneStep] {
    var steps: [PruneStep] = []
    var count = 0
    var lastPlace = 0
    func add(_ place: Int, _ round: Int, _ verdict: PruneStep.Verdict) {
      steps.append(
        PruneStep(place: place, round: round, verdict: verdict, neighbourCount: count))
    }
    for round in 0..<roundCount {
      for (place, decision) in decisions.enumerated() where count < maxDegree {
        lastPlace = place
        if decision.keptRound == round {
          count += 1
          add(place, round, .keep)
        } else if let occlusion = decision.occlusions.first(where: { $0.round == round }) {
          add(place, round, .passOver(occlusion))
        }
      }
    }
    let last = max(roundCount - 1, 0)
    for (place, decision) in decisions.enumerated() {
      switch (decision.outcome, decision.occlusion) {
      case (.filled, _):
        count += 1
        add(place, last, .fill)
      case (.full, _): add(place, last, .full)
      case (.beyondPool, _): add(place, last, .beyondPool)
      case (.occluded, let occlusion?) where place > lastPlace:
        add(place, last, .passOver(occlusion))
      case (.kept, _), (.occluded, _): break
      }
    }
    return steps
  }
}

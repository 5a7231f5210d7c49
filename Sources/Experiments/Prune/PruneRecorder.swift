import Vamana
import VectorData

/// Writes down what a prune reports. The rows of a pool have numbers of their own; here they become nodes.
struct PruneRecorder: PruneObserver {
  private let nodes: [NodeID]
  private let distance: (NodeID, NodeID) -> Float
  private var keptRounds: [NodeID: Int] = [:]
  private var filled: Set<NodeID> = []
  private var full: Set<NodeID> = []
  private var beyond: Set<NodeID> = []
  private var occlusions: [NodeID: [PruneDecision.Occlusion]] = [:]
  /// In the order in which they were taken.
  private(set) var neighbours: [NodeID] = []

  /// A recorder for a pool whose row i is `nodes[i]`; `distance` is between two rows.
  init(nodes: [NodeID], distance: @escaping (NodeID, NodeID) -> Float) {
    self.nodes = nodes
    self.distance = distance
  }

  mutating func kept(_ row: NodeID, distance: Float, round: Int, alpha: Float) {
    keptRounds[nodes[Int(row)]] = round
    neighbours.append(nodes[Int(row)])
  }

  mutating func occluded(_ row: NodeID, by keeper: NodeID, factor: Float, round: Int) {
    occlusions[nodes[Int(row)], default: []].append(
      PruneDecision.Occlusion(
        keeper: nodes[Int(keeper)], keeperDistance: distance(keeper, row), factor: factor,
        round: round))
  }

  mutating func leftOver(_ row: NodeID, distance: Float) { full.insert(nodes[Int(row)]) }

  mutating func filled(_ row: NodeID, distance: Float) {
    filled.insert(nodes[Int(row)])
    neighbours.append(nodes[Int(row)])
  }

  mutating func beyondPool(_ row: NodeID, distance: Float) { beyond.insert(nodes[Int(row)]) }

  /// Rounds that ran, of `count`: none begins once `maxDegree` neighbours are kept.
  func roundCount(of count: Int, maxDegree: Int) -> Int {
    keptRounds.count < maxDegree ? count : (keptRounds.values.max() ?? 0) + 1
  }

  /// What became of a candidate, with the occlusions of the rounds that ran.
  func decision(on node: NodeID, distance: Float, _ ranRounds: Int) -> PruneDecision {
    let outcome: PruneDecision.Outcome =
      if keptRounds[node] != nil {
        .kept
      } else if filled.contains(node) {
        .filled
      } else if full.contains(node) {
        .full
      } else if beyond.contains(node) {
        .beyondPool
      } else {
        .occluded
      }
    let passed = (occlusions[node] ?? []).filter { $0.round < ranRounds }
    return PruneDecision(
      node: node, distance: distance, outcome: outcome, keptRound: keptRounds[node],
      occlusions: passed.sorted { $0.round < $1.round })
  }
}

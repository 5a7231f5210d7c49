import Experiments
import Vamana
import VectorData

@testable import Explorer

/// Pools of the synthetic points: the engine's own prune over them.
extension SyntheticSearch {
  func pool(of node: NodeID, count: Int = 30) -> CandidatePool {
    let nearest = points.indices.map { NodeID($0) }.filter { $0 != node }
      .sorted {
        Self.distance(points[Int($0)], points[Int(node)])
          < Self.distance(points[Int($1)], points[Int(node)])
      }
      .prefix(count)
    let pool = try? CandidatePool(
      node: node, candidates: nearest + links[Int(node)], elementType: .float32, dimension: 2,
      path: "points"
    ) { member in
      let point = points[Int(member)]
      return withUnsafeBytes(of: (point.x, point.y)) { Array($0) }
    }
    guard let pool else { preconditionFailure("a pool of a few points") }
    return pool
  }

  func card(of pool: CandidatePool, hasPicture: Bool) -> PruneCard {
    var labels: [NodeID: NodeLabel] = [:]
    for node in pool.candidates.map(\.node) + [pool.node] {
      labels[node] = label(node)
      if hasPicture { labels[node]?.pixels = (0..<64).map { UInt8(($0 * Int(node)) % 256) } }
    }
    guard let plane = try? pool.plane() else { preconditionFailure("nobody cancels it") }
    return PruneCard(
      node: pool.node, labels: labels, visitedCount: 30, searchListSize: 20,
      storedNeighbours: Set(links[Int(pool.node)]), plane: plane)
  }

  /// What the engine would answer to an effect of the Prune screen, if it is one.
  func answer(
    to effect: Effect, node: NodeID?, hasPicture: Bool
  ) -> Message? {
    switch effect {
    case .openPool(let id, let node, let parameters):
      let pool = pool(of: node)
      guard let report = try? pool.prune(parameters), let outlook = try? pool.outlook(parameters)
      else { return .failed(id, .prune, .cancelled) }
      return .poolOpened(id, card(of: pool, hasPicture: hasPicture), report, outlook)
    case .prune(let id, let parameters):
      guard let node, let report = try? pool(of: node).prune(parameters),
        let outlook = try? pool(of: node).outlook(parameters)
      else { return .failed(id, .prune, .cancelled) }
      return .pruned(id, report, outlook)
    default: return nil
    }
  }
}

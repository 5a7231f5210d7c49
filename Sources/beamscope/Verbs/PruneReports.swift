import Experiments
import Foundation
import VectorData

/// A prune as JSON: the keys are a contract (docs/cli.md).
struct PruneJSON: Encodable {
  private let node: NodeID
  private let R: Int
  private let alpha: Float
  private let decisions: [Decision]
  private let kept: [NodeID]
  private let rules: [PruneRule]?

  /// One candidate.
  private struct Decision: Encodable {
    let node: NodeID
    let distance: Float
    let decision: String
    let by: NodeID?
    let factor: Float?
    let round: Int?

    private enum Key: CodingKey {
      case node, distance, decision, by, factor, round
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(node, forKey: .node)
      try container.encode(distance, forKey: .distance)
      try container.encode(decision, forKey: .decision)
      try container.encodeIfPresent(by, forKey: .by)
      // JSON has no infinity: the factor of two equal vectors is null.
      if let factor { try container.encode(factor.isFinite ? factor : nil, forKey: .factor) }
      try container.encodeIfPresent(round, forKey: .round)
    }
  }

  init(_ report: PruneReport, rules: [PruneRule] = []) {
    self.rules = rules.isEmpty ? nil : rules
    node = report.node
    R = report.maxDegree
    alpha = report.alpha
    kept = report.neighbours
    decisions = report.decisions.map { decision in
      Decision(
        node: decision.node, distance: decision.distance,
        decision: decision.outcome == .filled ? "kept" : decision.outcome.rawValue,
        by: decision.occlusion?.keeper, factor: decision.occlusion?.factor,
        round: decision.keptRound ?? decision.occlusion?.round)
    }
  }
}

/// A prune as lines for a person.
struct PruneText {
  let report: PruneReport
  let names: NameTable?

  var lines: String {
    let rounds = report.roundAlphas.map { Self.short($0) }.joined(separator: ", ")
    var text = "node \(report.node)\(label(of: report.node))\n"
    text += "R \(report.maxDegree)   alpha \(Self.short(report.alpha)) (rounds at \(rounds))"
    text += "   \(report.decisions.count) candidates\n"
    for (place, decision) in report.decisions.enumerated() {
      text += "  \(place + 1)  node \(decision.node)  distance \(decision.distance)  "
      text += words(for: decision) + label(of: decision.node) + "\n"
    }
    text += "kept \(report.neighbours.count):"
    text += report.neighbours.map { " \($0)" }.joined() + "\n"
    return text
  }

  private func words(for decision: PruneDecision) -> String {
    switch decision.outcome {
    case .kept: return "kept at alpha \(alpha(decision.keptRound))"
    case .full: return "full: R are kept"
    case .beyondPool: return "beyond the pool"
    case .occluded: return "occluded" + reason(decision)
    case .filled: return "kept to fill up, although occluded" + reason(decision)
    }
  }

  private func reason(_ decision: PruneDecision) -> String {
    guard let occlusion = decision.occlusion else { return "" }
    return " by \(occlusion.keeper): \(alpha(occlusion.round)) x \(occlusion.keeperDistance)"
      + " < \(decision.distance), factor \(Self.short(occlusion.factor))"
  }

  private func alpha(_ round: Int?) -> String {
    guard let round, report.roundAlphas.indices.contains(round) else { return "?" }
    return Self.short(report.roundAlphas[round])
  }

  private static func short(_ value: Float) -> String {
    value.isFinite ? String(format: "%.4g", value) : "infinite"
  }

  private func label(of node: NodeID) -> String {
    names.map { "  " + $0.identifier(of: node).printable } ?? ""
  }
}

import DiskIndex
import Experiments
import Foundation
import Vamana
import VectorData

/// Why an edge is there or not as JSON: the keys are a contract (docs/cli.md).
struct EdgeJSON: Encodable {
  private let from: NodeID
  private let to: NodeID
  private let verdict: String
  private let reversed: Bool
  private let distance: Float
  private let nearerCandidates: Int
  private let candidates: Int
  private let visited: Int
  private let R: Int
  private let L: Int
  private let alpha: Float
  private let decision: String
  private let by: NodeID?
  private let byDistance: Float?
  private let factor: Float?
  private let round: Int?
  private let seen: Seen?
  private let replay: [String]?
  private let derivedFrom: String

  /// Where the search met it.
  private struct Seen: Encodable {
    let hop: Int
    let from: NodeID
    let fate: String
    let waitedAtEnd: Bool
  }

  init(_ reason: EdgeReason, _ history: EdgeHistory?) {
    from = reason.from
    to = reason.to
    verdict = reason.verdict.rawValue
    reversed = reason.isReversed
    distance = reason.distance
    nearerCandidates = reason.nearerCount
    candidates = reason.candidateCount
    visited = reason.origin.visitedCount
    R = reason.parameters.maxDegree
    L = reason.origin.searchListSize
    alpha = reason.parameters.alpha
    decision = reason.decision.outcome.rawValue
    by = reason.decision.occlusion?.keeper
    byDistance = reason.decision.occlusion?.keeperDistance
    // JSON has no infinity: the factor of two equal vectors is left out.
    factor = reason.decision.occlusion.flatMap { $0.factor.isFinite ? $0.factor : nil }
    round = reason.decision.keptRound ?? reason.decision.occlusion?.round
    seen = reason.sighting.map {
      Seen(hop: $0.hop, from: $0.from, fate: $0.fate.rawValue, waitedAtEnd: $0.waitedAtEnd)
    }
    replay = history.map { EdgeText.replayed($0, reason) }
    derivedFrom = history == nil ? "index" : "index and replay"
  }
}

/// The same as lines for a person.
struct EdgeText {
  let reason: EdgeReason
  let history: EdgeHistory?
  let names: NameTable?

  var lines: String {
    var lines = [
      "A = \(reason.from)\(label(reason.from))", "B = \(reason.to)\(label(reason.to))",
      "d(A,B) = \(reason.distance), squared; \(reason.nearerCount) of"
        + " \(reason.candidateCount) candidates of A are nearer",
      answer, "",
    ]
    lines += explanation
    lines.append(
      "B \(reason.isReversed ? "points" : "does not point") to A.")
    lines += ["", "derived from: " + source]
    if let history {
      lines += ["", "the build, replayed:"]
      lines += Self.replayed(history, reason).map { "  " + $0 }
      lines.append(
        "  at the end the edge is \(history.isEdge ? "there" : "not there"); A's neighbours are"
          + " those of the index")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private var answer: String {
    switch reason.verdict {
    case .present: "A points to B."
    case .occluded: "A does not point to B: it is occluded."
    case .full: "A does not point to B: all R places were taken."
    case .beyondPool: "A does not point to B: too many candidates are nearer."
    case .notInPool: "A does not point to B: it never was in the pool."
    case .keptToday: "A does not point to B, although a prune of today would keep it."
    }
  }

  private var explanation: [String] {
    let decision = Self.words(for: reason)
    switch reason.verdict {
    case .present:
      guard !reason.decision.isNeighbour else { return ["A prune of today keeps it: " + decision] }
      return [
        "A prune of today would not keep it: " + decision,
        "It is there because B chose A and A had room for the back edge, because free places were"
          + " filled up, or because A was pruned when the graph was younger.",
      ]
    case .occluded, .full, .beyondPool: return [decision]
    case .keptToday:
      return [
        decision,
        "The build saw another graph: B came later, its search did not pass B, or A was pruned"
          + " again when back edges were too many. --replay tells which.",
      ]
    case .notInPool: return [sighting, "Had it been there: " + decision]
    }
  }

  private var sighting: String {
    let search =
      "A search for A with L \(reason.origin.searchListSize) expands"
      + " \(reason.origin.visitedCount) nodes; B is not one of them"
    guard let seen = reason.sighting else { return search + " and none of them points to it." }
    let fate =
      seen.waitedAtEnd
      ? "it still waited when the search ended"
      : seen.fate == .rejected
        ? "it was farther than all in the full list" : "it fell out of the list later"
    return search + ". Node \(seen.from) showed it in hop \(seen.hop); \(fate)."
  }

  private var source: String {
    let built = reason.parameters
    return "the graph and the vectors of the index as they are; the candidates are the"
      + " \(reason.origin.visitedCount) nodes that a search by PQ distances visits and A's"
      + " \(reason.origin.neighbours.count) neighbours, pruned with R \(built.maxDegree),"
      + " alpha \(Self.short(built.alpha))"
      + (built.reading == .paper ? " on distances (the paper's)" : " (DiskANN's rounds)")
      + ". The build saw younger graphs."
  }

  /// The decision on B in words and numbers.
  static func words(for reason: EdgeReason) -> String {
    let decision = reason.decision
    switch decision.outcome {
    case .kept: return "kept in the round of alpha \(alpha(decision.keptRound, reason))."
    case .full: return "R = \(reason.parameters.maxDegree) neighbours were kept before its turn."
    case .beyondPool:
      return "only the \(reason.parameters.maxCandidates) nearest candidates are looked at."
    case .occluded, .filled:
      guard let occlusion = decision.occlusion else { return "occluded." }
      return "occluded by \(occlusion.keeper) in the round of alpha"
        + " \(alpha(occlusion.round, reason)): \(alpha(occlusion.round, reason)) x"
        + " d(\(occlusion.keeper),B) = \(short(reason.roundAlphas[occlusion.round] * occlusion.keeperDistance))"
        + " < d(A,B) = \(short(decision.distance)); factor \(short(occlusion.factor))."
    }
  }

  private static func alpha(_ round: Int?, _ reason: EdgeReason) -> String {
    guard let round, reason.roundAlphas.indices.contains(round) else { return "?" }
    return short(reason.roundAlphas[round])
  }

  private static func short(_ value: Float) -> String {
    value.isFinite ? String(format: "%.4g", value) : "infinite"
  }

  /// What happened to the edge, line by line.
  static func replayed(_ history: EdgeHistory, _ reason: EdgeReason) -> [String] {
    guard !history.events.isEmpty else {
      return ["B was in no pool of A, at no time."]
    }
    return history.events.map { words(for: $0, reason) }
  }

  private static func words(for event: EdgeHistory.Event, _ reason: EdgeReason) -> String {
    switch event {
    case .random: return "the edge was drawn by lot at the start"
    case .connected: return "no walk reached B, so A got an edge to it at the end"
    case .backEdge: return "B was inserted and chose A: A got the back edge"
    case .inserted(let pass, let place, let visitedCount, let met, let wasThere):
      let passText = pass > 1 ? "pass \(pass): " : ""
      let meeting =
        met ? "B is one of them" : wasThere ? "B is not one of them" : "B was not in the graph yet"
      return passText
        + "A was inserted as number \(place): its search visited \(visitedCount) nodes, \(meeting)"
    case .pruned(_, let cause, let decision):
      let when =
        switch cause {
        case .insertion: "the prune at A's insertion"
        case .overflow: "back edges made A's neighbours too many; the prune"
        case .trim: "the last look at A"
        }
      return when + ": " + words(for: decision, reason)
    }
  }

  private static func words(for decision: EdgeHistory.Decision, _ reason: EdgeReason) -> String {
    switch decision {
    case .kept(let round): "B is kept, at alpha \(alpha(round, reason))"
    case .filled: "B fills a free place"
    case .full: "R were kept before B's turn"
    case .beyondPool: "B is not among the C nearest"
    case .occluded(let keeper, let factor, let round):
      "B is occluded by \(keeper) at alpha \(alpha(round, reason)), factor \(short(factor))"
    }
  }

  private func label(_ node: NodeID) -> String {
    names.map { "  " + $0.identifier(of: node).printable } ?? ""
  }
}

import Experiments
import Vamana
import VectorData

/// What is known of the pool that is pruned.
struct PruneCard: Sendable, Equatable {
  /// The node.
  var node: NodeID
  /// Names and pictures of the node and its candidates.
  var labels: [NodeID: NodeLabel]
  /// Nodes that the search for it visited.
  var visitedCount: Int
  /// L of that search.
  var searchListSize: Int
  /// Its neighbours in the index.
  var storedNeighbours: Set<NodeID>
  /// Where all of them lie in a plane.
  var plane: PoolPlane
}

/// What the Prune screen has most room for; all of them where they fit.
enum PruneFacet: Sendable {
  /// The candidates and the decisions on them.
  case candidates
  /// What other values of alpha and other rules would keep.
  case dial
  /// The node, its candidates and what they occlude as a picture.
  case plane

  /// The one behind it, around.
  var next: PruneFacet {
    switch self {
    case .candidates: .dial
    case .dial: .plane
    case .plane: .candidates
    }
  }
}

/// The Prune screen: one node's RobustPrune, with a cursor in its steps.
struct PruneState: Sendable, Equatable {
  /// The node that is pruned; `nil` before the first.
  var node: NodeID?
  /// R, alpha, C and whether free places are filled.
  var parameters = VamanaParameters(saturates: false)
  /// The pool; `nil` until it has been read.
  var card: PruneCard?
  /// Every decision at the dials as they stand.
  private(set) var report: PruneReport?
  /// What other values of alpha would keep.
  private(set) var outlook: [CandidatePool.AlphaOutlook] = []
  /// Steps that are shown; `.max` all.
  private(set) var cursor = Int.max
  /// The selected candidate.
  var place = ListPlace()
  /// What stands in front.
  var facet = PruneFacet.candidates
  /// The screen that Esc returns to.
  var origin: ScreenID?

  /// Steps in all.
  var stepCount: Int { report?.steps.count ?? 0 }
  /// Steps that are shown.
  var stepsShown: Int { min(cursor, stepCount) }

  /// The candidate under the marker.
  var selected: PruneDecision? {
    guard let report, let row = place.row(of: report.decisions.count) else { return nil }
    return report.decisions[row]
  }

  /// What has been decided of each candidate so far, by its place.
  var verdicts: [Int: PruneStep] {
    var verdicts: [Int: PruneStep] = [:]
    for step in report?.steps.prefix(stepsShown) ?? [] { verdicts[step.place] = step }
    return verdicts
  }

  /// The last neighbour that was kept, and the round of the step shown: what it occludes is passed over.
  var lastKept: (node: NodeID, round: Int)? {
    guard let report, let kept = neighboursShown.last else { return nil }
    return report.steps.prefix(stepsShown).last.map { (kept, $0.round) }
  }

  /// Neighbours kept so far, in order.
  var neighboursShown: [NodeID] {
    guard let report else { return [] }
    return report.steps.prefix(stepsShown).filter { $0.verdict == .keep || $0.verdict == .fill }
      .map { report.decisions[$0.place].node }
  }

  /// Forgets the pool; another node's is being read.
  mutating func begin(_ node: NodeID) {
    self.node = node
    card = nil
    report = nil
    outlook = []
    cursor = .max
    place = ListPlace()
  }

  /// Takes in a prune. The marker stays on its candidate, the cursor at the end if it was there.
  mutating func take(_ report: PruneReport, _ outlook: [CandidatePool.AlphaOutlook]) {
    if cursor < stepCount { cursor = min(cursor, report.steps.count) } else { cursor = .max }
    self.report = report
    self.outlook = outlook
  }

  /// Stands behind `count` steps, with the marker on the candidate of the last of them.
  mutating func stand(behind count: Int) {
    cursor = count >= stepCount ? .max : max(count, 0)
    guard let report, stepsShown > 0 else {
      place.select(0)
      return
    }
    place.select(report.steps[stepsShown - 1].place)
  }
}

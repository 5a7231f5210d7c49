import Experiments
import Vamana
import VectorData

extension ExplorerState {
  /// Does what a key of the Prune screen says; an index is open.
  mutating func perform(_ action: PruneAction) -> [Effect] {
    switch action {
    case .nextStep: return nextPruneStep()
    case .previousStep: prune.stand(behind: prune.stepsShown - 1)
    case .toEnd: prune.stand(behind: .max)
    case .restart: prune.stand(behind: 0)
    case .raiseAlpha: return turnAlpha(up: true)
    case .lowerAlpha: return turnAlpha(up: false)
    case .raiseDegree: return turn { $0.maxDegree += DegreeLadder.step(above: $0.maxDegree) }
    case .lowerDegree: return turn { $0.maxDegree -= DegreeLadder.step(above: $0.maxDegree - 1) }
    case .nextFacet: prune.facet = prune.facet.next
    case .toggleFill: return turn { $0.saturates.toggle() }
    case .openNode: return prune.selected.map { show(node: $0.node) } ?? []
    case .pruneCandidate: return prune.selected.map { prune(node: $0.node) } ?? []
    case .medoid: return index.map { prune(node: $0.medoid) } ?? []
    case .fromNode: return node.current.map { show(pruneOf: $0) } ?? []
    }
    return []
  }

  /// Brings the Prune screen to the front with a node; Esc leads back to where that was asked for.
  mutating func show(pruneOf wanted: NodeID) -> [Effect] {
    if screen != .prune { prune.origin = screen }
    screen = .prune
    return prune(node: wanted)
  }

  /// The Prune screen comes to the front: with the node of the Node screen at first.
  mutating func enterPrune() -> [Effect] {
    guard let index = readableIndex, prune.node == nil else { return [] }
    return prune(node: node.current ?? index.medoid)
  }

  /// Has the pool of a node read and pruned.
  mutating func prune(node wanted: NodeID) -> [Effect] {
    guard let index = readableIndex,
      wanted != prune.node || (prune.card == nil && jobs[.prune] == nil)
    else {
      return []
    }
    if prune.node == nil {
      prune.parameters.maxDegree = max(index.maxDegree, 2)
      prune.parameters.alpha = index.alpha ?? prune.parameters.alpha
    }
    prune.begin(wanted)
    let job = jobs.start(.prune, title: "prune node \(wanted)", at: seconds)
    return [.openPool(job, wanted, prune.parameters)]
  }

  private mutating func nextPruneStep() -> [Effect] {
    guard prune.stepsShown < prune.stepCount else {
      notice = Notice(text: "all is decided: b takes a step back, r begins from the start")
      return []
    }
    prune.stand(behind: prune.stepsShown + 1)
    return []
  }

  private mutating func turnAlpha(up: Bool) -> [Effect] {
    let alphas = RobustPrune.roundAlphas(upTo: PruneLimits.alpha)
    let now = prune.parameters.alpha
    let next = up ? alphas.first { $0 > now } : alphas.last { $0 < now }
    guard let next else {
      notice = Notice(text: up ? "alpha is as large as can be" : "alpha cannot be below 1")
      return []
    }
    return turn { $0.alpha = next }
  }

  /// Prunes again with other parameters.
  private mutating func turn(_ change: (inout VamanaParameters) -> Void) -> [Effect] {
    var parameters = prune.parameters
    change(&parameters)
    parameters.maxDegree = min(max(parameters.maxDegree, 2), PruneLimits.maxDegree)
    guard parameters != prune.parameters else {
      notice = Notice(text: "R lies between 2 and \(PruneLimits.maxDegree)")
      return []
    }
    prune.parameters = parameters
    return prunedAgain()
  }

  /// Has the pool pruned with the parameters as they stand, if there is one.
  mutating func prunedAgain() -> [Effect] {
    guard prune.card != nil else { return [] }
    let title = "prune node \(prune.node ?? 0)"
    return [.prune(jobs.start(.prune, title: title, at: seconds), prune.parameters)]
  }

  /// Runs a command of the Prune screen.
  mutating func executeInPrune(
    _ command: ExplorerCommand
  ) throws(ExplorerCommand.Fault) -> [Effect] {
    if case .prune(let number) = command {
      try Limits.check(number, "the node", from: 0, to: (index?.nodeCount ?? 1) - 1)
      return show(pruneOf: NodeID(number))
    }
    if let obstacle = obstacle(to: PruneAction.raiseAlpha) { throw .init(message: obstacle) }
    var wanted = prune.parameters
    switch command {
    case .alpha(let alpha):
      guard alpha >= 1, alpha <= PruneLimits.alpha else {
        throw .init(message: "alpha lies between 1 and \(Int(PruneLimits.alpha)), not \(alpha)")
      }
      wanted.alpha = alpha
    case .maxDegree(let degree):
      try Limits.check(degree, "R", from: 2, to: PruneLimits.maxDegree)
      wanted.maxDegree = degree
    case .pool(let count):
      try Limits.check(count, "C", from: 1, to: PruneLimits.candidates)
      wanted.maxCandidates = count
    default: preconditionFailure("the other commands are not of this screen")
    }
    screen = .prune
    return wanted == prune.parameters ? [] : turn { $0 = wanted }
  }

  /// Takes in a pool that was read, and its first prune.
  mutating func takePool(
    _ card: PruneCard, _ report: PruneReport, _ outlook: [CandidatePool.AlphaOutlook]
  ) {
    guard card.node == prune.node else { return }
    prune.card = card
    prune.take(report, outlook)
  }

  /// Takes in a prune at other dials.
  mutating func takePrune(_ report: PruneReport, _ outlook: [CandidatePool.AlphaOutlook]) {
    guard report.node == prune.node else { return }
    prune.take(report, outlook)
  }

  /// Why a key of the Prune screen does nothing now.
  func obstacle(to action: PruneAction) -> String? {
    if let obstacle = indexObstacle { return obstacle }
    switch action {
    case .medoid: return nil
    case .fromNode: return node.current == nil ? "no node is shown yet" : nil
    default:
      if prune.card != nil { return nil }
      return jobs[.prune] == nil
        ? "no pool is open: g asks for a node" : "the pool is being read"
    }
  }
}

/// The steps of R that `>` and `<` take: finer where R is small.
enum DegreeLadder {
  /// From `degree` upward.
  static func step(above degree: Int) -> Int { degree < 16 ? 1 : degree < 64 ? 4 : 16 }
}

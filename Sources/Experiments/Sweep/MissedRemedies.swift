import DiskIndex
import VectorData

/// Finds what would have found a missed neighbour: the smallest L and the smallest W, each alone.
///
/// The engine searches again with every value, the smallest first: with W above 1 a larger L may lose
/// what a smaller one finds, so that halving would not find the smallest.
public enum MissedRemedies {
  /// No larger L is tried.
  public static let largestListSize = 1000
  /// No larger W is tried.
  public static let largestBeamWidth = 64

  /// One search: what was asked, and what it should have answered.
  public struct Question: Sendable {
    /// The query alone: one row.
    public var query: VectorMatrix
    /// K, L and W of the search that missed.
    public var parameters: SearchParameters
    /// Neighbours that count as true, at least K: ties with the K-th are answers too.
    public var truthCount: Int
    /// Points that can be answered.
    public var pointCount: Int

    /// A search for one query.
    public init(
      query: VectorMatrix, parameters: SearchParameters, truthCount: Int, pointCount: Int
    ) {
      precondition(query.count == 1, "remedies are those of one query")
      self.query = query
      self.parameters = parameters
      self.truthCount = truthCount
      self.pointCount = pointCount
    }
  }

  /// The missed neighbours with their remedies.
  ///
  /// - Throws: what the searches throw, `cancelled` between two of them.
  public static func find(
    for missed: [MissedNeighbour], _ question: Question, in session: any SearchSession,
    control: JobControl = JobControl()
  ) throws(IndexError) -> [MissedNeighbour] {
    guard !missed.isEmpty else { return [] }
    let wanted = Set(missed.map(\.node))
    let trial = Trial(question: question, session: session, control: control)
    let sizes = listSizes(of: question)
    // What the longest list does not find is not waited for: no shorter one is likely to.
    let reachable = try trial.answered(with: sizes.upperBound) { $0.searchListSize = $1 }
    let bySize = try trial.smallest(finding: wanted.intersection(reachable), among: sizes) {
      $0.searchListSize = $1
    }
    let widths = beamWidths(of: question, in: session)
    let byWidth = try trial.smallest(finding: wanted, among: widths) { $0.beamWidth = $1 }
    return missed.map { line in
      var line = line
      var remedy = MissedNeighbour.Remedy(
        largestListSize: sizes.upperBound, largestBeamWidth: widths.upperBound)
      remedy.smallestListSize = bySize[line.node]
      remedy.smallestBeamWidth = byWidth[line.node]
      line.remedy = remedy
      return line
    }
  }

  /// The parameters that read whatever a smaller L could read: for a cache of those nodes.
  static func widest(_ question: Question) -> SearchParameters {
    var parameters = question.parameters
    parameters.searchListSize = listSizes(of: question).upperBound
    return parameters
  }

  private static func listSizes(of question: Question) -> ClosedRange<Int> {
    let least = question.parameters.answerCount
    let most = max(largestListSize, 2 * question.parameters.searchListSize)
    return least...max(least, min(question.pointCount, most))
  }

  /// Every W that the kind of index distinguishes; a beam is never wider than the list.
  private static func beamWidths(
    of question: Question, in session: any SearchSession
  ) -> ClosedRange<Int> {
    var parameters = question.parameters
    parameters.beamWidth = min(largestBeamWidth, parameters.searchListSize)
    return 1...session.effective(parameters).beamWidth
  }
}

/// Searches for one query with this and that setting.
private struct Trial {
  let question: MissedRemedies.Question
  let session: any SearchSession
  let control: JobControl

  /// For each of the nodes the first of `values` with which it is answered.
  func smallest(
    finding wanted: Set<NodeID>, among values: ClosedRange<Int>,
    _ change: (inout SearchParameters, Int) -> Void
  ) throws(IndexError) -> [NodeID: Int] {
    var open = wanted
    var found: [NodeID: Int] = [:]
    for value in values where !open.isEmpty {
      let answers = try answered(with: value, change)
      for node in open.intersection(answers) { found[node] = value }
      open.subtract(answers)
    }
    return found
  }

  /// What a search answers with one parameter set to `value`.
  func answered(
    with value: Int, _ change: (inout SearchParameters, Int) -> Void
  ) throws(IndexError) -> Set<NodeID> {
    try control.checkCancelled()
    var parameters = question.parameters
    change(&parameters, value)
    parameters.answerCount = min(
      max(parameters.answerCount, question.truthCount), parameters.searchListSize)
    let batch = try session.search(
      question.query, parameters: parameters, control: JobControl(parent: control))
    if let failure = batch.failures.first { throw failure.error }
    return Set(batch.answers.flatMap { $0.results.map(\.node) })
  }
}

extension DiskIndex {
  /// A session for `question` that has all nodes in memory which its searches are likely to read, so that
  /// hundreds of them take no longer than a few.
  ///
  /// - Throws: as a search.
  public func remedySession(
    for question: MissedRemedies.Question, filter: SearchFilter? = nil,
    control: JobControl = JobControl()
  ) throws(IndexError) -> any SearchSession {
    var resources = SearchResources()
    resources.inflight = 1
    if let filter { resources.filters = [filter] }
    let plain = try session(resources, control: control)
    let widest = try plain.trace(
      question.query, query: 0, parameters: MissedRemedies.widest(question), control: control)
    let nodes = Set(widest.hops.flatMap { $0.expanded.map(\.node) }).sorted()
    let cache = try NodeCache.load(index: self, nodes: nodes, control: control)
    return session(resources, cache: cache)
  }
}

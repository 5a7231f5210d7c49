import DiskIndex
import VectorData

/// The queries that ways to spend memory are tried with.
struct AdviceSample {
  let queries: VectorMatrix
  private let truth: TruthSet
  private let request: MemoryAdvice.Request

  /// No longer list is tried.
  static let largestListSize = 2000

  /// A sample spread over all queries; their exact neighbours are computed where nobody has them.
  ///
  /// - Throws: `IndexError.mismatch` when the truth is not theirs, `parameter` where it cannot be computed.
  init(
    _ all: VectorMatrix, truth whole: TruthSet?, index: DiskIndex, request: MemoryAdvice.Request,
    control: JobControl
  ) throws(IndexError) {
    let wanted = min(all.count, request.sampleSize)
    let picked = (0..<wanted).map { $0 * all.count / wanted }
    queries = try all.gathered(picked, purpose: "sample queries")
    self.request = request
    guard let whole else {
      truth = try Self.computeTruth(of: queries, index: index, request: request, control: control)
      return
    }
    try whole.validate(
      queries: all.count, baseCount: index.layout.nodeCount, answerCount: request.answerCount)
    let count = whole.neighbourCount
    truth = TruthSet(
      queryCount: picked.count, neighbourCount: count,
      ids: picked.flatMap { whole.ids[$0 * count..<($0 + 1) * count] },
      distances: whole.distances.map { distances in
        picked.flatMap { distances[$0 * count..<($0 + 1) * count] }
      }, path: whole.path)
  }

  /// The nodes that fit a cache of so many bytes.
  static func cacheSize(in bytes: Int, of index: DiskIndex) -> Int {
    var (low, high) = (0, index.layout.nodeCount)
    while low < high {
      let middle = (low + high + 1) / 2
      let fits = NodeCache.residentBytes(index: index, nodeCount: middle) <= bytes
      if fits { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// Searches with the smallest list that reaches the recall, found by doubling and halving.
  ///
  /// - Returns: what that search took, or what the longest list gave where none reaches the recall.
  /// - Throws: as a search, the first failed query, `cancelled`.
  func fewestReads(
    _ parameters: SearchParameters, longestList: Int, in session: any SearchSession,
    control: JobControl
  ) throws(IndexError) -> (row: SweepRow, isReached: Bool) {
    let least = parameters.answerCount
    var (low, high) = (least, least)
    var row = try measure(parameters, listSize: least, in: session, control: control)
    while !reaches(row) {
      guard high < longestList else { return (row, false) }
      low = high + 1
      high = min(2 * high, longestList)
      let longer = try measure(parameters, listSize: high, in: session, control: control)
      // A longer list that changes nothing will not either: the search ends before.
      guard longer.meanReads > row.meanReads || reaches(longer) else { return (longer, false) }
      row = longer
    }
    while low < high {
      let middle = (low + high) / 2
      let tried = try measure(parameters, listSize: middle, in: session, control: control)
      if reaches(tried) { (high, row) = (middle, tried) } else { low = middle + 1 }
    }
    return (row, true)
  }

  private func reaches(_ row: SweepRow) -> Bool { (row.recall ?? 0) >= request.recall }

  private func measure(
    _ parameters: SearchParameters, listSize: Int, in session: any SearchSession,
    control: JobControl
  ) throws(IndexError) -> SweepRow {
    try control.checkCancelled()
    var parameters = parameters
    parameters.searchListSize = listSize
    let batch = try session.search(
      queries, parameters: parameters, control: JobControl(parent: control))
    if let failure = batch.failures.first { throw failure.error }
    let recall = Recall.fraction(
      found: batch.answers.map { $0.results.map(\.node) }, truth: truth,
      answerCount: request.answerCount)
    return SweepRow(
      answers: batch.answers, wallSeconds: batch.wallSeconds, parameters: parameters,
      threadCount: request.threadCount, recall: recall)
  }

  /// The truth by the vectors of the index.
  private static func computeTruth(
    of queries: VectorMatrix, index: DiskIndex, request: MemoryAdvice.Request, control: JobControl
  ) throws(IndexError) -> TruthSet {
    guard index.metric == .l2, index.recordQuantizer == nil else {
      throw .parameter(
        name: "--truth",
        expected: "the exact neighbours: \(index.prefix) does not hold the vectors as they were",
        found: "none")
    }
    let base = try index.vectors(of: (0..<NodeID(index.layout.nodeCount)).map { $0 })
    let found = try GroundTruth.compute(
      base: base, queries: queries, neighbourCount: request.answerCount, metric: .l2,
      team: WorkerTeam(workerCount: request.threadCount), control: JobControl(parent: control))
    return TruthSet(
      queryCount: found.queryCount, neighbourCount: found.neighbourCount,
      ids: found.ids.map { index.row(of: $0) }, distances: found.distances)
  }
}

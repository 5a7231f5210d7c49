extension GroundTruth {
  /// All rows of `base` within `range` of each query, nearest first, ties by id.
  ///
  /// A range is a value of the metric, as searches report it: squared L2 or 1 − cos that is not exceeded, an
  /// inner product that is reached. O(queries · base · dimension), on all workers.
  ///
  /// - Parameter filters: The rows that count, one set per query, or one for all, or none for all rows.
  /// - Throws: `IndexError.mismatch` when the vectors do not belong together, `parameter` for a range that is
  ///   no number or has more rows than a file can tell, `malformed` for NaN or infinity, `memory`,
  ///   `cancelled`.
  public static func compute(
    base: VectorMatrix, queries: VectorMatrix, within range: Float, metric: Metric,
    filters: [NodeSet] = [], team: WorkerTeam, control: JobControl
  ) throws(IndexError) -> RangeTruth {
    try requireSameShape(base: base, queries: queries)
    precondition(filters.count <= 1 || filters.count == queries.count, "a filter per query, or one")
    guard range.isFinite else {
      throw .parameter(name: "--range", expected: "a number", found: "\(range)")
    }
    try queries.validateFinite(control: control)
    try base.validateFinite(control: control)
    let scan = try BlockedScan(base: base, queries: queries, metric: metric, filters: filters)
    let lists = (0..<queries.count).map { _ in
      RangeList(farthestDistance: Self.distance(ofValue: range, metric))
    }
    let counter = JobCounter(
      control: control, phase: "compare", total: queries.count, unit: "queries")
    team.forEachChunk(count: queries.count, chunk: BlockedScan.queriesPerBlock) { range, _ in
      guard !control.isCancelled else { return }
      scan.compare(range.map { ($0, lists[$0]) }, control: control)
      counter.add(range.count)
    }
    try control.checkCancelled()
    let neighbours = lists.map(\.nearestFirst)
    let total = neighbours.reduce(0) { $0 + $1.count }
    guard total <= Int(Int32.max) else {
      throw .parameter(
        name: "--range", expected: "a range of at most \(Int32.max) rows for all queries",
        found: "\(total)")
    }
    return RangeTruth(neighbours: neighbours)
  }

  /// What a scan compares where the metric has `value`.
  private static func distance(ofValue value: Float, _ metric: Metric) -> Float {
    switch metric {
    case .l2: value
    case .innerProduct: -value
    case .cosine: 2 * value
    }
  }
}

/// The rows that are not farther than a distance, as a scan comes to them.
private final class RangeList: NeighbourList, @unchecked Sendable {
  // Sendable: the list of a query is written by the one worker that has the query,
  // and read only after the team has finished.
  let farthestDistance: Float
  private var keys: [UInt64] = []

  init(farthestDistance: Float) { self.farthestDistance = farthestDistance }

  func take(distance: Float, row: Int) {
    keys.append(NearestList.key(distance: distance, row: row))
  }

  var nearestFirst: [NodeID] { keys.sorted().map(NearestList.row(of:)) }
}

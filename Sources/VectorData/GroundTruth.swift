/// Exact nearest neighbours by comparing every query with every vector: the oracle of all recall.
public enum GroundTruth {
  /// The `neighbourCount` nearest rows of `base` for each query, ties by id.
  ///
  /// Distances are those of DiskANN's truth files: squared L2, the inner product itself, and for cosine
  /// the squared L2 of the unit vectors, 2 − 2 cos. O(queries · base · dimension), on all workers.
  ///
  /// - Parameter filters: The rows that count, one set per query, or one for all, or none for all rows.
  /// - Throws: `IndexError.mismatch` when the vectors do not belong together, `parameter` when K is 0 or
  ///   more than the base has or a filter passes, `malformed` for NaN or infinity, `memory`, `cancelled`.
  public static func compute(
    base: VectorMatrix, queries: VectorMatrix, neighbourCount: Int, metric: Metric,
    filters: [NodeSet] = [], team: WorkerTeam, control: JobControl
  ) throws(IndexError) -> TruthSet {
    try requireSameShape(base: base, queries: queries)
    guard neighbourCount >= 1, neighbourCount <= base.count else {
      throw .parameter(
        name: "-K", expected: "1 to \(base.count), the rows of \(base.path)",
        found: "\(neighbourCount)")
    }
    try queries.validateFinite(control: control)
    try base.validateFinite(control: control)

    let keys = try AlignedBuffer(
      byteCount: queries.count * neighbourCount * 8, purpose: "ground truth")
    defer { withExtendedLifetime(keys) {} }
    try requireEnough(filters, neighbourCount: neighbourCount, queryCount: queries.count)
    let scan = try BlockedScan(base: base, queries: queries, metric: metric, filters: filters)
    let counter = JobCounter(
      control: control, phase: "compare", total: queries.count, unit: "queries")
    let chunk = min(BlockedScan.queriesPerBlock, max(1, queries.count / (4 * team.workerCount)))
    team.forEachChunk(count: queries.count, chunk: chunk) { range, _ in
      guard !control.isCancelled else { return }
      scan.findNearest(
        of: range, neighbourCount: neighbourCount, into: keys.elements(of: UInt64.self),
        control: control)
      counter.add(range.count)
    }
    try control.checkCancelled()
    return truthSet(keys.elements(of: UInt64.self), queries.count, neighbourCount, metric)
  }

  /// Checks that `queries` can be compared with `base`.
  ///
  /// - Throws: `IndexError.mismatch`.
  public static func requireSameShape(
    base: VectorMatrix, queries: VectorMatrix
  ) throws(IndexError) {
    guard queries.dimension == base.dimension else {
      throw .mismatch(
        path: queries.path, field: "dimension", expected: "\(base.dimension) as \(base.path) has",
        found: "\(queries.dimension)")
    }
    guard queries.elementType == base.elementType else {
      throw .mismatch(
        path: queries.path, field: "type",
        expected: "\(base.elementType.rawValue) as \(base.path) has",
        found: queries.elementType.rawValue)
    }
  }

  private static func requireEnough(
    _ filters: [NodeSet], neighbourCount: Int, queryCount: Int
  ) throws(IndexError) {
    precondition(filters.count <= 1 || filters.count == queryCount, "a filter per query, or one")
    for (query, filter) in filters.enumerated() where filter.count < neighbourCount {
      let whose = filters.count > 1 ? " of query \(query)" : ""
      throw .parameter(
        name: "-K", expected: "at most \(filter.count), the rows that pass the filter\(whose)",
        found: "\(neighbourCount)")
    }
  }

  private static func truthSet(
    _ keys: UnsafeMutableBufferPointer<UInt64>, _ queryCount: Int, _ neighbourCount: Int,
    _ metric: Metric
  ) -> TruthSet {
    let distances = keys.map { key in
      let distance = NearestList.distance(of: key)
      return metric == .innerProduct ? 0 - distance : distance
    }
    return TruthSet(
      queryCount: queryCount, neighbourCount: neighbourCount, ids: keys.map(NearestList.row(of:)),
      distances: distances)
  }
}

/// What a scan gives its rows to: the nearest, or all within a range.
protocol NeighbourList {
  /// No row farther than this takes part.
  var farthestDistance: Float { get }
  /// Takes a row that is not farther than that.
  func take(distance: Float, row: Int)
}

/// Compares a few queries with a block of the base that fits the cache, block after block.
struct BlockedScan: Sendable {
  /// Queries that share one pass over the base.
  static let queriesPerBlock = 8
  private static let blockBytes = 256 << 10

  private let base: VectorMatrix
  private let queries: VectorMatrix
  private let metric: Metric
  private let filters: [NodeSet]
  private let kernel: DistanceKernel
  /// 1 / |row| for cosine, empty otherwise. A zero row has cosine 0 with everything.
  private let inverseNorms: AlignedBuffer?

  init(
    base: VectorMatrix, queries: VectorMatrix, metric: Metric, filters: [NodeSet]
  ) throws(IndexError) {
    self.filters = filters
    self.base = base
    self.queries = queries
    self.metric = metric
    kernel = metric == .l2 ? .squaredL2(base.elementType) : .innerProduct(base.elementType)
    inverseNorms = metric == .cosine ? try Self.inverseNorms(of: base, kernel: kernel) : nil
  }

  /// Fills `keys`, `[queries][neighbourCount]`, for the queries in `range`.
  func findNearest(
    of range: Range<Int>, neighbourCount: Int, into keys: UnsafeMutableBufferPointer<UInt64>,
    control: JobControl
  ) {
    let lists = range.map { query in
      let memory = keys[query * neighbourCount..<(query + 1) * neighbourCount]
      return NearestList(emptyIn: UnsafeMutableBufferPointer(rebasing: memory))
    }
    compare(Array(zip(range, lists)), control: control)
    for list in lists { list.sort() }
  }

  /// Gives every row of the base that passes to the list of each query.
  func compare<List: NeighbourList>(_ lists: [(query: Int, list: List)], control: JobControl) {
    let rowsPerBlock = max(1, Self.blockBytes / base.rowStride)
    var start = 0
    while start < base.count, !control.isCancelled {
      let end = min(start + rowsPerBlock, base.count)
      for (query, list) in lists {
        let filter = filters.count > 1 ? filters[query] : filters.first
        scan(start..<end, query: query, filter: filter, list: list)
      }
      start = end
    }
  }

  private func scan<List: NeighbourList>(
    _ rows: Range<Int>, query: Int, filter: NodeSet?, list: List
  ) {
    let queryRow = queries.row(query)
    let start = base.row(rows.lowerBound)
    switch metric {
    case .l2:
      keep(rows, from: start, to: queryRow, filter, in: list) { distance, _ in distance }
    case .innerProduct:
      keep(rows, from: start, to: queryRow, filter, in: list) { product, _ in 0 - product }
    case .cosine:
      let queryNorm = Self.inverseNorm(queryRow, kernel, base.dimension)
      let norms = inverseNorms?.elements(of: Float.self)
      keep(rows, from: start, to: queryRow, filter, in: list) { product, index in
        max(0, 2 - 2 * product * queryNorm * (norms?[index] ?? 0))
      }
    }
  }

  /// The inner loop, once per metric: what is farther than the list reaches costs one comparison.
  @inline(__always)
  private func keep<List: NeighbourList>(
    _ rows: Range<Int>, from start: UnsafeRawPointer, to query: UnsafeRawPointer,
    _ filter: NodeSet?, in list: List, distance: (_ value: Float, _ index: Int) -> Float
  ) {
    let function = kernel.function
    let stride = base.rowStride
    let dimension = base.dimension
    var row = start
    var farthest = list.farthestDistance
    for index in rows {
      let found = distance(function(query, row, dimension), index)
      row += stride
      guard found <= farthest, filter?.contains(NodeID(index)) ?? true else { continue }
      list.take(distance: found, row: index)
      farthest = list.farthestDistance
    }
  }

  private static func inverseNorms(
    of base: VectorMatrix, kernel: DistanceKernel
  ) throws(IndexError) -> AlignedBuffer {
    let buffer = try AlignedBuffer(byteCount: base.count * 4, purpose: "norms of the base")
    let norms = buffer.elements(of: Float.self)
    for index in 0..<base.count {
      norms[index] = inverseNorm(base.row(index), kernel, base.dimension)
    }
    return buffer
  }

  private static func inverseNorm(
    _ row: UnsafeRawPointer, _ kernel: DistanceKernel, _ dimension: Int
  ) -> Float {
    let square = kernel.function(row, row, dimension)
    return square > 0 ? 1 / square.squareRoot() : 0
  }
}

import VectorData

/// What range searches gave.
public struct RangeAnswer: Sendable {
  /// One answer per query with everything found within the range, best first. Statistics are sums over
  /// all rounds.
  public var batch: BatchAnswer
  /// Queries whose last list was still mostly within the range when it could not grow any more: there may
  /// be more to find.
  public var unexhaustedQueries: [Int]
}

/// Finds all nodes within a range of each query: DiskANN's rounds of ever longer candidate lists.
///
/// A round searches with list L for L answers. Where at least half of them lie within the range the query
/// is searched again with 2 L, and with a beam of at least L / 5 (at most 100).
public enum RangeSearch {
  /// The longest list (DiskANN's app).
  public static let maximumListSize = 10_000
  private static let widestBeam = 100

  /// What a search for a range has to know of an index of any kind.
  struct Space {
    /// Points that can be answered with: the largest K.
    var pointCount: Int
    /// How vectors are compared.
    var metric: Metric
    /// How nodes are come by.
    var ioDescription: String
  }

  /// Searches for every row of `queries`.
  ///
  /// - Parameters:
  ///   - range: A value of the index's metric: answers are not farther than that.
  ///   - parameters: L and W of the first round; K is not used.
  ///   - filters: One per query, or one for all, or none.
  /// - Throws: as `BatchSearch.run`, and `IndexError.parameter` for a range that is no number.
  public static func run(
    index: DiskIndex, cache: NodeCache = .empty, queries: VectorMatrix, range: Float,
    parameters: SearchParameters, filters: [SearchFilter] = [], threadCount: Int = 1,
    inflight: Int? = nil, control: JobControl = JobControl()
  ) throws(IndexError) -> RangeAnswer {
    let space = Space(
      pointCount: index.layout.nodeCount, metric: index.metric,
      ioDescription: index.ioDescription)
    return try run(
      in: space, queries: queries, range: range, parameters: parameters, filters: filters
    ) { (queries, parameters, filters) throws(IndexError) in
      try BatchSearch.run(
        index: index, cache: cache, queries: queries, parameters: parameters, filters: filters,
        threadCount: threadCount, inflight: inflight, control: control)
    }
  }

  /// The rounds over an index of any kind: `search` answers some of the queries, with their filters.
  static func run(
    in space: Space, queries: VectorMatrix, range: Float, parameters: SearchParameters,
    filters: [SearchFilter],
    search: (VectorMatrix, SearchParameters, [SearchFilter]) throws(IndexError) -> BatchAnswer
  ) throws(IndexError) -> RangeAnswer {
    guard range.isFinite else {
      throw .parameter(name: "--range", expected: "a number", found: "\(range)")
    }
    var rounds = Rounds(space: space, queries: queries, range: range, first: parameters)
    while let (parameters, rows) = rounds.next {
      let batch = try search(
        try queries.gathered(rows, purpose: "queries"), parameters,
        filters.count > 1 ? rows.map { filters[$0] } : filters)
      rounds.take(batch, of: rows, parameters)
    }
    return rounds.answer
  }

  /// Which queries are searched again, and what was found so far.
  private struct Rounds {
    private let space: Space
    private let range: Float
    private let first: SearchParameters
    private var level: Int
    private var open: [Int]
    private(set) var answer: RangeAnswer

    init(space: Space, queries: VectorMatrix, range: Float, first: SearchParameters) {
      self.space = space
      self.range = range
      self.first = first
      level = first.searchListSize
      open = Array(0..<queries.count)
      let empty = SearchAnswer(results: [], statistics: SearchStatistics())
      answer = RangeAnswer(
        batch: BatchAnswer(
          answers: Array(repeating: empty, count: queries.count), wallSeconds: 0,
          ioDescription: space.ioDescription, failures: []),
        unexhaustedQueries: [])
    }

    /// The next round, `nil` when every query is exhausted.
    var next: (SearchParameters, rows: [Int])? {
      guard !open.isEmpty else { return nil }
      var parameters = first
      parameters.searchListSize = min(level, space.pointCount)
      parameters.answerCount = parameters.searchListSize
      parameters.beamWidth = max(first.beamWidth, min(widestBeam, level / 5))
      return (parameters, open)
    }

    mutating func take(_ batch: BatchAnswer, of rows: [Int], _ parameters: SearchParameters) {
      let failed = Set(batch.failures.map(\.query))
      let isLast = level >= space.pointCount || level * 2 > maximumListSize
      open = []
      for (place, query) in rows.enumerated() {
        let metric = space.metric
        let within = batch.answers[place].results.prefix {
          !metric.isNearer(range, than: $0.distance)
        }
        answer.batch.answers[query].results = Array(within)
        answer.batch.answers[query].statistics.add(batch.answers[place].statistics)
        guard !failed.contains(place), within.count * 2 >= parameters.answerCount else { continue }
        if !isLast {
          open.append(query)
        } else if level < space.pointCount {
          answer.unexhaustedQueries.append(query)
        }
      }
      level *= 2
      answer.batch.wallSeconds += batch.wallSeconds
      answer.batch.ioDescription = batch.ioDescription
      answer.batch.failures += batch.failures.map {
        SearchFailure(query: rows[$0.query], error: $0.error)
      }
    }
  }
}

extension SearchStatistics {
  /// Adds what a later round of the same query took.
  fileprivate mutating func add(_ other: SearchStatistics) {
    hopCount += other.hopCount
    readCount += other.readCount
    sectorCount += other.sectorCount
    cacheHitCount += other.cacheHitCount
    pageHitCount += other.pageHitCount
    comparisonCount += other.comparisonCount
    latencyMicroseconds += other.latencyMicroseconds
    readMicroseconds += other.readMicroseconds
    computeMicroseconds += other.computeMicroseconds
  }
}

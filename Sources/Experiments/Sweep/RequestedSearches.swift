import DiskIndex
import VectorData

/// What is wanted of a session for every query: K neighbours, or everything within a range.
public struct RequestedSearches: Sendable {
  private let session: any SearchSession
  private let queries: VectorMatrix
  private let resources: SearchResources
  private let range: Float?

  /// Searches for `queries` in a session of `resources`, within `range` where there is one.
  public init(
    session: any SearchSession, queries: VectorMatrix, resources: SearchResources, range: Float?
  ) {
    self.session = session
    self.queries = queries
    self.resources = resources
    self.range = range
  }

  /// The answers at one setting, and with a range the queries that may have more.
  ///
  /// - Throws: as `SearchSession.search`.
  public func run(
    _ parameters: SearchParameters, control: JobControl
  ) throws(IndexError) -> (batch: BatchAnswer, unexhausted: [Int]) {
    try search(queries, parameters, control: control)
  }

  /// The beam width for the other `parameters`, found with a sample of the queries.
  ///
  /// - Throws: as `run`, and the first failed query.
  public func chooseBeamWidth(
    _ parameters: SearchParameters, latencyBoundUs: Double?, control: JobControl
  ) throws(IndexError) -> BeamWidthChoice {
    // Filters of their own belong to all queries.
    let sample =
      resources.filters.count > 1 ? queries : queries.spread(upTo: BeamWidthChoice.sampleSize)
    return try BeamWidthChoice.find(
      parameters, in: session, latencyBoundUs: latencyBoundUs,
      threadCount: resources.threadCount, control: control
    ) { (parameters, control) throws(IndexError) in
      try search(sample, parameters, control: control).batch
    }
  }

  private func search(
    _ queries: VectorMatrix, _ parameters: SearchParameters, control: JobControl
  ) throws(IndexError) -> (batch: BatchAnswer, unexhausted: [Int]) {
    guard let range else {
      return (try session.search(queries, parameters: parameters, control: control), [])
    }
    let answer = try session.search(
      queries, within: range, parameters: parameters, control: control)
    return (answer.batch, answer.unexhaustedQueries)
  }
}

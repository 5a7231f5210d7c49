import VectorData

/// A search that is stepped through hop by hop, with real reads, and written down: the same code as a
/// batch search. For one thread at a time; it may wait for the device.
public final class SearchStepper {
  private let search: any SteppedSearch

  /// Prepares a search for `query`, a vector of the index's query type and dimension as bytes.
  ///
  /// - Parameters:
  ///   - queryNumber: Its row in a query file, for the trace.
  ///   - filter: Which nodes may be answered; all if `nil`.
  /// - Throws: `IndexError.parameter` for what cannot be asked, `mismatch` when the vector is of another
  ///   length, `system` or `memory` when no page source can be made.
  public init(
    index: DiskIndex, cache: NodeCache = .empty, query: [UInt8], queryNumber: Int? = nil,
    parameters: SearchParameters, filter: SearchFilter? = nil
  ) throws(IndexError) {
    try parameters.validate(nodeCount: index.layout.nodeCount)
    guard query.count == index.queryBytes else {
      throw .mismatch(
        path: index.files.disk, field: "query length",
        expected: "\(index.queryBytes) bytes", found: "\(query.count)")
    }
    try index.prepare(for: parameters, isFiltered: filter != nil)
    search = try index.withPageSource(
      for: parameters, laneCount: 1, beamWidth: index.readsPerRound(parameters),
      SteppedSearchTask(
        index: index, cache: cache, query: query, queryNumber: queryNumber, parameters: parameters,
        filter: filter))
  }

  /// Prepares a search for row `queryNumber` of `queries`.
  public convenience init(
    index: DiskIndex, cache: NodeCache = .empty, queries: VectorMatrix, queryNumber: Int,
    parameters: SearchParameters, filter: SearchFilter? = nil
  ) throws(IndexError) {
    try index.check(
      elementType: queries.elementType, dimension: queries.dimension, path: queries.path)
    guard queryNumber >= 0, queryNumber < queries.count else {
      throw .parameter(
        name: "--query", expected: "0 to \(queries.count - 1)", found: "\(queryNumber)")
    }
    let row = UnsafeRawBufferPointer(start: queries.row(queryNumber), count: queries.rowBytes)
    try self.init(
      index: index, cache: cache, query: Array(row), queryNumber: queryNumber,
      parameters: parameters, filter: filter)
  }

  /// Everything that happened so far; finished with its results after the last hop.
  public var trace: SearchTrace { search.trace }

  /// Does one hop.
  ///
  /// - Returns: false when the search had come to its end before.
  /// - Throws: `IndexError` when a node cannot be read or is damaged; the search has ended then.
  public func advance() throws(IndexError) -> Bool { try search.advance() }

  /// Does all hops that are left.
  ///
  /// - Throws: as `advance`, and `cancelled`.
  public func runToEnd(control: JobControl = JobControl()) throws(IndexError) -> SearchTrace {
    while try advance() { try control.checkCancelled() }
    return trace
  }
}

/// A search over a page source of some kind.
private protocol SteppedSearch: AnyObject {
  var trace: SearchTrace { get }
  func advance() throws(IndexError) -> Bool
}

private struct SteppedSearchTask: PageSourceTask {
  let index: DiskIndex
  let cache: NodeCache
  let query: [UInt8]
  let queryNumber: Int?
  let parameters: SearchParameters
  let filter: SearchFilter?

  func run<Pages: PageSource>(on pages: Pages) -> any SteppedSearch {
    let scratch = SearchScratch(index: index, parameters: parameters)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: query.count, alignment: 64)
    defer { buffer.deallocate() }
    buffer.copyBytes(from: query)
    let start = UnsafeRawPointer(buffer.baseAddress ?? scratch.query)
    return SteppedSearchOver(
      BeamSearch(
        index: index, cache: cache, pages: pages, lane: 0, scratch: scratch, query: start,
        parameters: parameters, filter: filter,
        observer: TraceRecorder(
          query: queryNumber, parameters: parameters, metric: index.metric,
          scale: index.preparation.scale(query: start, index.queryType),
          order: index.order)))
  }
}

private final class SteppedSearchOver<Pages: PageSource>: SteppedSearch {
  private var search: BeamSearch<Pages, TraceRecorder>
  private var hasFailed = false

  init(_ search: consuming BeamSearch<Pages, TraceRecorder>) { self.search = search }

  var trace: SearchTrace { search.observer.trace }

  func advance() throws(IndexError) -> Bool {
    guard !hasFailed, !search.observer.trace.isFinished else { return false }
    do throws(IndexError) {
      let hasMoved = try search.advance()
      // The reads of a re-rank belong to the last hop: no key press of their own.
      while search.hasWalked, try search.advance() {}
      if !hasMoved || search.isFinished {
        search.observer.finish(results: search.answers(), statistics: search.statistics)
      }
      return hasMoved
    } catch {
      hasFailed = true
      throw error
    }
  }
}

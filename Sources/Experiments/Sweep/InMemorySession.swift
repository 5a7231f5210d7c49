import DiskIndex
import VectorData

/// An index whose searches wait for no device.
protocol InMemoryIndex: Sendable {
  /// Why it has no use for what only a device needs.
  var reasonForNoDevice: String { get }

  /// Searches for every row of `queries`, with a filter per query, or one for all, or none.
  func search(
    _ queries: VectorMatrix, parameters: SearchParameters, filters: [SearchFilter],
    threadCount: Int, control: JobControl
  ) throws(IndexError) -> BatchAnswer

  /// Finds everything within `range` of every row of `queries`.
  func search(
    _ queries: VectorMatrix, within range: Float, parameters: SearchParameters,
    filters: [SearchFilter], threadCount: Int, control: JobControl
  ) throws(IndexError) -> RangeAnswer

  /// One search with everything that it did.
  func trace(
    _ queries: VectorMatrix, query: Int, parameters: SearchParameters, filter: SearchFilter?
  ) throws(IndexError) -> SearchTrace
}

/// An index in memory and what its searches share: threads and filters.
struct InMemorySession<Index: InMemoryIndex>: SearchSession {
  private let index: Index
  private let threadCount: Int
  private let filters: [SearchFilter]

  /// - Throws: `IndexError.parameter` for a resource that only searches on disk have.
  init(_ index: Index, _ resources: SearchResources) throws(IndexError) {
    let foreign = [
      ("--cache", resources.cachedNodeCount), ("--inflight", resources.inflight ?? 0),
    ]
    for (name, value) in foreign where value != 0 {
      throw .parameter(
        name: name, expected: "none, \(index.reasonForNoDevice)", found: "\(value)")
    }
    self.index = index
    threadCount = resources.threadCount
    filters = resources.filters
  }

  /// A search in memory expands one node per hop and reads none.
  func effective(_ parameters: SearchParameters) -> SearchParameters {
    var parameters = parameters
    parameters.beamWidth = 1
    return parameters
  }

  func search(
    _ queries: VectorMatrix, parameters: SearchParameters, control: JobControl
  ) throws(IndexError) -> BatchAnswer {
    try requireNoDevice(parameters)
    return try index.search(
      queries, parameters: parameters, filters: filters, threadCount: threadCount, control: control)
  }

  func search(
    _ queries: VectorMatrix, within range: Float, parameters: SearchParameters, control: JobControl
  ) throws(IndexError) -> RangeAnswer {
    try requireNoDevice(parameters)
    return try index.search(
      queries, within: range, parameters: parameters, filters: filters, threadCount: threadCount,
      control: control)
  }

  func trace(
    _ queries: VectorMatrix, query: Int, parameters: SearchParameters, control: JobControl
  ) throws(IndexError) -> SearchTrace {
    try index.trace(
      queries, query: query, parameters: parameters, filter: filters.filter(ofQuery: query))
  }

  private func requireNoDevice(_ parameters: SearchParameters) throws(IndexError) {
    let foreign = [
      ("--io-limit", parameters.readLimit.map { "\($0)" }),
      ("--stop-factor", parameters.stopFactor.map { "\($0)" }),
      ("--whole-pages", parameters.usesWholePages ? "given" : nil),
      ("--vector-pages", parameters.usesVectorPages ? "given" : nil),
      ("--pipelined", parameters.isPipelined ? "given" : nil),
      ("--approach-width", parameters.approachWidth.map { "\($0)" }),
      ("--navigation", parameters.usesNavigation ? "given" : nil),
    ]
    for case (let name, let value?) in foreign {
      throw .parameter(
        name: name, expected: "none, \(index.reasonForNoDevice)", found: value)
    }
  }
}

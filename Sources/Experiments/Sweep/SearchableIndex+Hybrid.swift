import DiskIndex
import VectorData

extension HybridIndex: SearchableIndex {
  /// What all file names of the index begin with.
  public var prefix: String { disk.prefix }
  /// Nodes: each is a point.
  public var pointCount: Int { disk.pointCount }
  /// Answers are rows.
  public var numberLimit: Int { disk.numberLimit }
  /// Components of a vector.
  public var dimension: Int { disk.dimension }
  /// The type of queries.
  public var queryType: ElementType { disk.queryType }
  /// How vectors are compared.
  public var metric: Metric { disk.metric }
  /// Graph and codes in memory, vectors mapped.
  public var ioDescription: String { Self.sourceDescription }
  /// The sidecar, `nil` for an index that another program wrote.
  public var metadata: IndexMetadata? { disk.metadata }

  /// Nothing is taken in that the index does not hold.
  public func session(
    _ resources: SearchResources, control: JobControl
  ) throws(IndexError) -> any SearchSession {
    try resources.requireNoDevice(because: "--hybrid searches in memory")
    return HybridSearchSession(index: self, threadCount: resources.threadCount)
  }
}

/// A hybrid index and the threads of its searches.
private struct HybridSearchSession: SearchSession {
  let index: HybridIndex
  let threadCount: Int

  func effective(_ parameters: SearchParameters) -> SearchParameters {
    var parameters = parameters
    parameters.beamWidth = 1
    return parameters
  }

  func search(
    _ queries: VectorMatrix, parameters: SearchParameters, control: JobControl
  ) throws(IndexError) -> BatchAnswer {
    try parameters.requireNoDevice(because: "--hybrid searches in memory")
    return try index.search(
      queries, parameters: parameters, threadCount: threadCount, control: control)
  }

  func search(
    _ queries: VectorMatrix, within range: Float, parameters: SearchParameters, control: JobControl
  ) throws(IndexError) -> RangeAnswer {
    throw .parameter(
      name: "--range", expected: "a search on disk, without --hybrid", found: "\(range)")
  }

  func trace(
    _ queries: VectorMatrix, query: Int, parameters: SearchParameters, control: JobControl
  ) throws(IndexError) -> SearchTrace {
    try index.trace(queries, query: query, parameters: parameters)
  }
}

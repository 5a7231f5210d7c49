import DiskIndex
import VectorData

extension DiskIndex: SearchableIndex {
  /// Nodes: each is a point.
  public var pointCount: Int { layout.nodeCount }
  /// Answers are rows.
  public var numberLimit: Int { layout.nodeCount }

  /// Loads the node cache.
  public func session(
    _ resources: SearchResources, control: JobControl
  ) throws(IndexError) -> any SearchSession {
    let cache = try NodeCache.load(
      index: self, nodeCount: resources.cachedNodeCount, policy: resources.cachePolicy,
      samplePath: resources.cacheSamplePath, searches: resources.cacheSearches, control: control)
    return session(resources, cache: cache)
  }

  /// A session with a cache that is loaded already.
  func session(_ resources: SearchResources, cache: NodeCache) -> any SearchSession {
    DiskSearchSession(index: self, cache: cache, resources: resources)
  }

  /// The labels that its files hold.
  public func labels() throws(IndexError) -> IndexLabels? {
    try IndexLabels.readIfPresent(files: files.labelFiles, nodeCount: layout.nodeCount)
  }
}

/// A disk index with its node cache.
private struct DiskSearchSession: SearchSession {
  let index: DiskIndex
  let cache: NodeCache
  let resources: SearchResources

  func effective(_ parameters: SearchParameters) -> SearchParameters { parameters }

  func search(
    _ queries: VectorMatrix, parameters: SearchParameters, control: JobControl
  ) throws(IndexError) -> BatchAnswer {
    try BatchSearch.run(
      index: index, cache: cache, queries: queries, parameters: parameters,
      filters: resources.filters, threadCount: resources.threadCount, inflight: resources.inflight,
      control: control)
  }

  func search(
    _ queries: VectorMatrix, within range: Float, parameters: SearchParameters, control: JobControl
  ) throws(IndexError) -> RangeAnswer {
    try RangeSearch.run(
      index: index, cache: cache, queries: queries, range: range, parameters: parameters,
      filters: resources.filters, threadCount: resources.threadCount, inflight: resources.inflight,
      control: control)
  }

  func trace(
    _ queries: VectorMatrix, query: Int, parameters: SearchParameters, control: JobControl
  ) throws(IndexError) -> SearchTrace {
    let stepper = try SearchStepper(
      index: index, cache: cache, queries: queries, queryNumber: query, parameters: parameters,
      filter: resources.filters.filter(ofQuery: query))
    return try stepper.runToEnd(control: control)
  }
}

import DiskIndex
import Vamana
import VectorData

extension DescribedMemoryIndex: SearchableIndex {
  /// Points that are not deleted.
  public var pointCount: Int { index.tags.liveCount }
  /// Answers are tags where the index has them, rows where not.
  public var numberLimit: Int { Int(index.tags.largestNumber) + 1 }
  /// Components of a vector.
  public var dimension: Int { index.vectors.dimension }
  /// The type of queries: that of the vectors.
  public var queryType: ElementType { index.vectors.elementType }
  /// How vectors are compared.
  public var metric: Metric { index.preparation.metric }
  /// Nothing is read.
  public var ioDescription: String { "memory" }

  /// Nothing is taken in: all of the index is in memory.
  public func session(
    _ resources: SearchResources, control: JobControl
  ) throws(IndexError) -> any SearchSession {
    try resources.requireNoDevice(because: "\(prefix) lies in memory")
    return MemorySearchSession(index: self, threadCount: resources.threadCount)
  }
}

/// A memory index and the threads of its searches.
private struct MemorySearchSession: SearchSession {
  let index: DescribedMemoryIndex
  let threadCount: Int

  /// A search in memory expands one node per hop and reads none.
  func effective(_ parameters: SearchParameters) -> SearchParameters {
    var parameters = parameters
    parameters.beamWidth = 1
    return parameters
  }

  func search(
    _ queries: VectorMatrix, parameters: SearchParameters, control: JobControl
  ) throws(IndexError) -> BatchAnswer {
    try parameters.requireNoDevice(because: "\(index.prefix) lies in memory")
    return try index.search(
      queries, parameters: parameters, threadCount: threadCount, control: control)
  }

  func search(
    _ queries: VectorMatrix, within range: Float, parameters: SearchParameters, control: JobControl
  ) throws(IndexError) -> RangeAnswer {
    throw .parameter(
      name: "--range", expected: "an index on disk (\(index.prefix) lies in memory)",
      found: "\(range)")
  }

  func trace(
    _ queries: VectorMatrix, query: Int, parameters: SearchParameters, control: JobControl
  ) throws(IndexError) -> SearchTrace {
    try index.trace(queries, query: query, parameters: parameters)
  }
}

extension SearchResources {
  /// Refuses what only searches that read nodes from a device have.
  func requireNoDevice(because reason: String) throws(IndexError) {
    let foreign = [
      ("--cache", cachedNodeCount), ("--inflight", inflight ?? 0), ("--filter", filters.count),
    ]
    for (name, value) in foreign where value != 0 {
      throw .parameter(name: name, expected: "none, \(reason)", found: "\(value)")
    }
  }
}

extension SearchParameters {
  /// Refuses what only searches that read from a device have.
  func requireNoDevice(because reason: String) throws(IndexError) {
    guard let readLimit else { return }
    throw .parameter(name: "--io-limit", expected: "none, \(reason)", found: "\(readLimit)")
  }
}

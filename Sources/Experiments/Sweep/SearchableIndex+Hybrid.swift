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

  /// That of the disk index.
  public func sampleQueries() throws(IndexError) -> VectorMatrix? { try disk.sampleQueries() }

  /// Nothing is taken in that the index does not hold.
  public func session(
    _ resources: SearchResources, control: JobControl
  ) throws(IndexError) -> any SearchSession {
    try InMemorySession(self, resources)
  }

  /// The labels of the index on disk.
  public func labels() throws(IndexError) -> IndexLabels? { try disk.labels() }
}

extension HybridIndex: InMemoryIndex {
  var reasonForNoDevice: String { "--hybrid searches in memory" }
}

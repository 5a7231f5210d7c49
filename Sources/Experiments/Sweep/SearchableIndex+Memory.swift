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
    try InMemorySession(self, resources)
  }

  /// The labels that its files hold.
  public func labels() throws(IndexError) -> IndexLabels? {
    try IndexLabels.readIfPresent(
      files: index.files.labelFiles, nodeCount: index.graph.nodeCount)
  }
}

extension DescribedMemoryIndex: InMemoryIndex {
  var reasonForNoDevice: String { "\(prefix) lies in memory" }
}

import Synchronization
import VectorData

/// An index in memory that takes insertions and deletions while it is searched (FreshDiskANN, Singh et al.
/// 2021, its part in memory).
///
/// Any number of threads may search at any time; they wait for nobody. Updates exclude one another, each
/// works on all threads of a team. The same updates in the same order give the same index at any thread
/// count. One frozen point, a copy of the point nearest to the mean of the first points, is where searches
/// start; it is never answered with and never deleted.
///
/// Points may have labels: then they are linked and pruned as in `FilteredVamana`, and searches may have filters.
///
/// An index that is full grows by half: updates wait while everything is copied, searches do not.
///
/// Memory: per place for a point its padded vector and 4 · (1.3 R + 1) bytes, and rows for the updates that
/// searches may still look behind; while it grows for the old and the new places.
public final class DynamicIndex: Sendable {
  /// How vectors are compared.
  public let preparation: MetricPreparation
  /// The type of vectors and queries.
  public let elementType: ElementType
  /// The points that fit until the index grows, deleted ones that are not consolidated included.
  public var capacity: Int { writer.withLock { _ in current.value.capacity } }
  /// R, L, alpha of the links.
  public let parameters: VamanaParameters

  let current: Current<DynamicStorage>
  /// What searches know of labels, `nil` for an index without.
  let labels: Current<PublishedLabels>?
  let readers = DynamicReaders()
  /// Whether the frozen point has its vector; set once.
  let hasStart = Atomic<Bool>(false)
  let writer: Locked<DynamicWriter>

  /// An empty index of vectors of `dimension` components, with room for `capacity` before it grows.
  ///
  /// - Parameters:
  ///   - minimumWidth: Room for neighbours of a node, where it is more than 1.3 R.
  ///   - labelling: For points with labels.
  /// - Throws: `IndexError.parameter` for what cannot be, `memory`.
  public init(
    capacity: Int, dimension: Int, elementType: ElementType, metric: Metric = .l2,
    parameters: VamanaParameters = VamanaParameters(saturates: false), minimumWidth: Int = 0,
    labelling: Labelling? = nil
  ) throws(IndexError) {
    try parameters.validate()
    guard capacity >= 1, capacity < Int(Int32.max) else {
      throw .parameter(
        name: "capacity", expected: "1 to \(Int32.max - 1) points", found: "\(capacity)")
    }
    try Self.requireSupported(metric, elementType)
    self.elementType = elementType
    self.parameters = parameters
    preparation = MetricPreparation(metric: metric, dimension: dimension)
    let width = max(
      parameters.maxDegree, minimumWidth,
      Int(min(parameters.slackFactor * Float(parameters.maxDegree), Float(1 << 16))))
    let storage = try DynamicStorage(
      capacity: capacity, dimension: dimension, elementType: elementType, width: width)
    current = Current(storage)
    let known = labelling.map { DynamicLabels(names: $0.names, universal: $0.universal) }
    labels = known.map { Current(PublishedLabels($0)) }
    var writer = try DynamicWriter(capacity: capacity, width: width)
    writer.labels = known
    self.writer = Locked(writer)
  }

  /// Refuses metrics under which an update would change what is stored of other points.
  ///
  /// - Throws: `IndexError.parameter`.
  public static func requireSupported(
    _ metric: Metric, _ elementType: ElementType
  ) throws(IndexError) {
    guard metric == .l2 || (metric == .cosine && elementType == .float32) else {
      throw .parameter(
        name: "--metric", expected: "l2, or cosine for float vectors, of an index that is updated",
        found: metric.rawValue)
    }
  }

  /// Points that answers may name.
  public var pointCount: Int { writer.withLock { $0.nodeOfTag.count } }

  /// Points that are deleted and still in the graph.
  public var deletedCount: Int { writer.withLock { $0.deleted.count } }

  /// The tags of all points, ascending.
  public var pointTags: [NodeID] { writer.withLock { $0.nodeOfTag.keys.sorted() } }

  /// Whether a point has this tag.
  public func contains(tag: NodeID) -> Bool { writer.withLock { $0.nodeOfTag[tag] != nil } }
}

import Synchronization
import VectorData

/// The places of a dynamic index for so many points: vectors, rows, tags. An index that is full gets a larger
/// one, into which everything is copied.
final class DynamicStorage: Sendable {
  /// Points that fit.
  let capacity: Int
  let packed: PackedRows
  let rows: DynamicRows
  let tags: DynamicTags
  /// Which labels the points have; set 0 for each in an index without labels.
  let labelSets: PointLabelSets

  /// The node that searches start at, behind all places.
  var startNode: NodeID { NodeID(capacity) }

  /// Room for the rows that a batch replaces while those before them may still be read.
  static func spareCount(capacity: Int) -> Int {
    2 * DynamicWriter.batchLimit + min(capacity + 1, 8192)
  }

  /// Empty places.
  ///
  /// - Throws: `IndexError.memory`.
  init(
    capacity: Int, dimension: Int, elementType: ElementType, width: Int
  ) throws(IndexError) {
    self.capacity = capacity
    packed = try PackedRows(count: capacity + 1, dimension: dimension, elementType: elementType)
    tags = DynamicTags(count: capacity + 1)
    labelSets = PointLabelSets(count: capacity + 1)
    rows = try DynamicRows(
      nodeCount: capacity + 1, spareCount: Self.spareCount(capacity: capacity), width: width)
  }

  /// Copies all of `other`, which is smaller and which nobody changes meanwhile. The start node moves to the
  /// end of the places.
  func takeAll(of other: DynamicStorage) {
    other.packed.copy(0..<other.capacity, to: packed, at: 0)
    other.packed.copy(other.capacity..<other.capacity + 1, to: packed, at: capacity)
    for place in 0...other.capacity {
      let node = NodeID(place)
      let source = other.rows.view.rowToRead(node)
      // Row i is that of node i at first.
      let target = rows.view.draft(node == other.startNode ? startNode : node)
      target[0] = source[0]
      for slot in 1..<Int(source[0]) + 1 {
        target[slot] = source[slot] == other.startNode ? startNode : source[slot]
      }
      if let tag = other.tags.number(of: node) { tags.set(tag, of: node) }
      labelSets.set(other.labelSets[node], of: node)
    }
  }
}

/// A value that searches take as it is, while a writer puts another in its place.
final class Current<Value: AnyObject & Sendable>: Sendable {
  private let current: Atomic<Unmanaged<Value>>

  init(_ value: Value) { current = Atomic(Unmanaged.passRetained(value)) }

  deinit { current.load(ordering: .acquiring).release() }

  /// For a search that has counted itself in, or for the writer.
  @inline(__always)
  var value: Value { current.load(ordering: .acquiring).takeUnretainedValue() }

  /// Puts `value` in place; the caller keeps the old one until every search that may use it has ended.
  func exchange(_ value: Value) -> Value {
    current.exchange(Unmanaged.passRetained(value), ordering: .acquiringAndReleasing)
      .takeRetainedValue()
  }

  /// Puts `value` in place, and lets the old one go when every search that may use it has ended.
  func replace(by value: Value, readers: DynamicReaders) {
    withExtendedLifetime(exchange(value)) { readers.waitForEarlierSearches() }
  }
}

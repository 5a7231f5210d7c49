import CVectorKernels
import Synchronization
import VectorData

/// Adjacency rows that are replaced while searches read them.
///
/// A row is never changed once it is published: a writer fills a free row and then makes it the row of its
/// node in one atomic store. A search sees the row before or the row after, whole. Rows that were replaced
/// are used again when no search can hold them any more (`DynamicReaders`).
final class DynamicRows: @unchecked Sendable {
  // Sendable: words of a row are written by the one writer before the releasing store that publishes it
  // and again only after every search that acquired it has ended; all else is atomic.

  /// What searches and workers see.
  struct View: AdjacencyRows, @unchecked Sendable {
    // Sendable: pointers into the memory of `DynamicRows`,
    // under the rule that is proved there.
    fileprivate let current: UnsafeMutablePointer<Atomic<UInt32>>
    fileprivate let words: UnsafeMutablePointer<UInt32>
    fileprivate let stride: Int

    @inline(__always)
    func rowToRead(_ node: NodeID) -> UnsafePointer<UInt32> {
      let row = current[Int(node)].load(ordering: .acquiring)
      return UnsafePointer(words + Int(row) &* stride)
    }

    @inline(__always)
    func expect(_ node: NodeID) { vk_prefetch(rowToRead(node), stride &* 4) }

    /// The words of a free row, the degree first.
    func draft(_ row: UInt32) -> UnsafeMutablePointer<UInt32> { words + Int(row) &* stride }

    /// Makes `row` the row of `node`; returns the row that it had.
    func publish(_ row: UInt32, of node: NodeID) -> UInt32 {
      current[Int(node)].exchange(row, ordering: .acquiringAndReleasing)
    }
  }

  /// For hot loops; valid while this object lives.
  let view: View
  /// The most neighbours of a node.
  let width: Int
  private let nodeCount: Int
  private let memory: AlignedBuffer

  /// Empty rows for `nodeCount` nodes, and `spareCount` more for replacements: node i has row i at first,
  /// and the rows from `nodeCount` on are free.
  init(nodeCount: Int, spareCount: Int, width: Int) throws(IndexError) {
    self.nodeCount = nodeCount
    self.width = width
    let rowCount = nodeCount + spareCount
    memory = try AlignedBuffer(byteCount: rowCount * (width + 1) * 4, purpose: "graph")
    guard let words = memory.elements(of: UInt32.self).baseAddress else {
      preconditionFailure("a buffer has an address")
    }
    let current = UnsafeMutablePointer<Atomic<UInt32>>.allocate(capacity: nodeCount)
    for node in 0..<nodeCount { (current + node).initialize(to: Atomic(UInt32(node))) }
    view = View(current: current, words: words, stride: width + 1)
  }

  deinit {
    view.current.deinitialize(count: nodeCount)
    view.current.deallocate()
  }
}

/// The tags of the nodes of a dynamic index while they change: 0 for a node that is no point.
final class DynamicTags: @unchecked Sendable, PointNumbering {
  // Sendable: the pointer is constant,
  // and what it leads to is atomic.
  private let tags: UnsafeMutablePointer<Atomic<NodeID>>
  private let count: Int

  init(count: Int) {
    self.count = count
    tags = .allocate(capacity: count)
    for node in 0..<count { (tags + node).initialize(to: Atomic(0)) }
  }

  deinit {
    tags.deinitialize(count: count)
    tags.deallocate()
  }

  @inline(__always)
  func number(of node: NodeID) -> NodeID? {
    let tag = tags[Int(node)].load(ordering: .acquiring)
    return tag == 0 ? nil : tag
  }

  func set(_ tag: NodeID, of node: NodeID) { tags[Int(node)].store(tag, ordering: .releasing) }
}

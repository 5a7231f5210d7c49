import CVectorKernels
import VectorData

/// What one search in memory did.
public struct MemorySearchCounts: Sendable, Equatable {
  /// Nodes expanded.
  public var hopCount = 0
  /// Distances computed.
  public var comparisonCount = 0
  /// Answers written.
  public var answerCount = 0
}

/// Searches one query after the other over the same rows; one thread at a time uses it.
final class MemorySearcher<Rows: AdjacencyRows, Numbering: PointNumbering>: @unchecked Sendable {
  // Sendable: each worker of a team uses the object of its own number,
  // and a team runs each number on one thread at a time.
  private let packed: PackedRows
  private let kernels: PackedKernels
  private let rows: Rows
  private let start: NodeID
  private let preparation: MetricPreparation
  private let queryType: ElementType
  private let numbering: Numbering
  private let scratch: SearchScratch
  private let prepared: AlignedBuffer

  /// A searcher with lists of `searchListSize` (at least 1) over nodes with rows of at most `maxDegree`.
  init(
    packed: PackedRows, rows: Rows, start: NodeID, maxDegree: Int,
    preparation: MetricPreparation, queryType: ElementType, numbering: Numbering,
    searchListSize: Int
  ) throws(IndexError) {
    self.packed = packed
    self.rows = rows
    self.start = start
    self.preparation = preparation
    self.queryType = queryType
    self.numbering = numbering
    kernels = packed.kernels
    scratch = try SearchScratch(
      nodeCount: packed.count, capacity: min(searchListSize, packed.count), maxDegree: maxDegree,
      stride: packed.stride, droppedCount: 1)
    prepared = try AlignedBuffer(byteCount: preparation.preparedDimension * 4, purpose: "query")
  }

  /// Searches for `query` and writes the nearest points that pass `filter`, at most `answerCount`, to
  /// `numbers` and `distances`.
  func search<Observer: GreedySearchObserver>(
    _ query: UnsafeRawPointer, answerCount: Int, filter: SearchFilter? = nil,
    numbers: UnsafeMutablePointer<NodeID>, distances: UnsafeMutablePointer<Float>,
    observer: inout Observer
  ) -> MemorySearchCounts {
    let (comparer, scale) = prepare(query)
    var counting = CountingObserver(watched: observer)
    let comparisons =
      if let filter {
        GreedySearch.run(
          filter: filter, comparer: comparer, insert: kernels.insertKernel, graph: rows,
          start: start, scratch: scratch, isPoint: { numbering.number(of: $0) != nil },
          observer: &counting)
      } else {
        GreedySearch.run(
          comparer: comparer, insert: kernels.insertKernel, graph: rows, start: start,
          scratch: scratch, observer: &counting)
      }
    observer = counting.watched
    return MemorySearchCounts(
      hopCount: counting.hopCount, comparisonCount: comparisons,
      answerCount: collect(answerCount, scale: scale, numbers: numbers, distances: distances))
  }

  /// The same over nodes of `admission`, from `starts`, and from the start of the index if it is one of them.
  func walk<Admission: NodeAdmission>(
    _ query: UnsafeRawPointer, answerCount: Int, admission: Admission, starts: [NodeID],
    numbers: UnsafeMutablePointer<NodeID>, distances: UnsafeMutablePointer<Float>
  ) -> MemorySearchCounts {
    let (comparer, scale) = prepare(query)
    var counting = CountingObserver(watched: NoSearchObserver())
    let starts = admission.contains(start) ? starts + [start] : starts
    let comparisons = starts.withUnsafeBufferPointer { starts in
      GreedySearch.run(
        comparer: comparer, insert: kernels.insertKernel, graph: rows, starts: starts,
        admission: admission, scratch: scratch, observer: &counting)
    }
    return MemorySearchCounts(
      hopCount: counting.hopCount, comparisonCount: comparisons,
      answerCount: collect(answerCount, scale: scale, numbers: numbers, distances: distances))
  }

  /// The same by ranking all of `nodes`.
  func scan<Nodes: ScannedNodes>(
    _ query: UnsafeRawPointer, answerCount: Int, nodes: Nodes,
    numbers: UnsafeMutablePointer<NodeID>, distances: UnsafeMutablePointer<Float>
  ) -> MemorySearchCounts {
    let (comparer, scale) = prepare(query)
    let comparisons = GreedySearch.scan(
      nodes, comparer: comparer, insert: kernels.insertKernel, scratch: scratch,
      isPoint: { _ in true })
    return MemorySearchCounts(
      hopCount: 0, comparisonCount: comparisons,
      answerCount: collect(answerCount, scale: scale, numbers: numbers, distances: distances))
  }

  /// Makes the query ready for comparisons.
  private func prepare(_ query: UnsafeRawPointer) -> (PackedComparer, MetricScale) {
    var (vector, scale) = (query, MetricScale.identity)
    if preparation.metric != .l2, let target = prepared.elements(of: Float.self).baseAddress {
      scale = preparation.prepareQuery(query, queryType, into: target)
      vector = UnsafeRawPointer(target)
    }
    let square = packed.prepareQuery(vector, into: scratch.query)
    return (PackedComparer(kernels: kernels, query: scratch.query, square: square), scale)
  }

  /// Writes the points that the list of a search begins with.
  private func collect(
    _ answerCount: Int, scale: MetricScale, numbers: UnsafeMutablePointer<NodeID>,
    distances: UnsafeMutablePointer<Float>
  ) -> Int {
    let list = scratch.list.pointee
    var found = 0
    for place in 0..<list.count where found < answerCount {
      let key = CandidateKey(bits: list.keys[place])
      guard let number = numbering.number(of: key.node) else { continue }
      numbers[found] = number
      distances[found] = scale.value(key.distance)
      found &+= 1
    }
    return found
  }
}

/// Counts the hops and passes everything on.
private struct CountingObserver<Watched: GreedySearchObserver>: GreedySearchObserver {
  var watched: Watched
  var hopCount = 0

  static var watchesNeighbours: Bool { Watched.watchesNeighbours }

  mutating func searchBegan(starts: Span<CandidateKey>) { watched.searchBegan(starts: starts) }

  @inline(__always)
  mutating func expanded(_ node: NodeID, distance: Float) {
    hopCount &+= 1
    watched.expanded(node, distance: distance)
  }

  mutating func considered(_ neighbour: NodeID, distance: Float?, fate: NeighbourFate) {
    watched.considered(neighbour, distance: distance, fate: fate)
  }

  mutating func expansionEnded(candidates: Span<CandidateKey>) {
    watched.expansionEnded(candidates: candidates)
  }
}

import CVectorKernels
import VectorData

/// Distances of one query to many nodes, in whatever form the nodes are kept.
protocol QueryComparer {
  /// Distances, never negative, of `count` nodes.
  func distances(
    of ids: UnsafePointer<NodeID>, count: Int, into target: UnsafeMutablePointer<Float>)
}

/// Squared L2 to packed rows.
struct PackedComparer: QueryComparer {
  let kernels: PackedKernels
  let query: UnsafeRawPointer
  let square: Int32

  @inline(__always)
  func distances(
    of ids: UnsafePointer<NodeID>, count: Int, into target: UnsafeMutablePointer<Float>
  ) {
    kernels.distances(query, square, ids, count, target)
  }
}

/// Sums of a table of PQ distances.
struct SketchComparer: QueryComparer {
  let sums: vk_pq_sums
  let table: UnsafePointer<Float>
  let codes: UnsafePointer<UInt8>
  let chunkCount: Int

  @inline(__always)
  func distances(
    of ids: UnsafePointer<NodeID>, count: Int, into target: UnsafeMutablePointer<Float>
  ) {
    sums(table, codes, chunkCount, ids, count, target)
  }
}

/// Greedy searches over a graph in memory by the distances of PQ codes; one thread at a time uses it.
public final class SketchSearcher {
  private let graph: VamanaGraph
  private let codes: UnsafePointer<UInt8>
  private let chunkCount: Int
  private let scratch: SearchScratch
  private let sums = vk_pq_sums_at(vk_cpu_best())
  private let insert = vk_packed_kernels_at(vk_cpu_best()).pointee.insert

  /// A searcher with lists of `searchListSize` (at least 1).
  ///
  /// - Parameter codes: `[nodes][chunkCount]`, kept alive by the caller.
  /// - Throws: `IndexError.memory`.
  public init(
    graph: VamanaGraph, codes: UnsafePointer<UInt8>, chunkCount: Int, searchListSize: Int
  ) throws(IndexError) {
    self.graph = graph
    self.codes = codes
    self.chunkCount = chunkCount
    scratch = try SearchScratch(
      nodeCount: graph.nodeCount, capacity: min(searchListSize, graph.nodeCount),
      maxDegree: graph.width, stride: 0, droppedCount: 1)
  }

  /// Searches from `start` by the distances of `table` (`[chunkCount][256]`) and tells `observer` what
  /// happens. Returns the number of distances computed.
  public func search<Observer: GreedySearchObserver>(
    table: UnsafePointer<Float>, start: NodeID, observer: inout Observer
  ) -> Int {
    GreedySearch.run(
      comparer: comparer(table), insert: insert, graph: graph.rows, start: start, scratch: scratch,
      observer: &observer)
  }

  /// The same search for what passes `filter`. A scan expands the whole list that it ends with.
  public func search<Observer: GreedySearchObserver>(
    table: UnsafePointer<Float>, filter: SearchFilter, observer: inout Observer
  ) -> Int {
    let compared = GreedySearch.run(
      filter: filter, comparer: comparer(table), insert: insert, graph: graph.rows, start: nil,
      scratch: scratch, isPoint: { _ in true }, observer: &observer)
    if filter.strategy == .scan { expandAll(observer: &observer) }
    return compared
  }

  private func comparer(_ table: UnsafePointer<Float>) -> SketchComparer {
    SketchComparer(sums: sums, table: table, codes: codes, chunkCount: chunkCount)
  }

  private func expandAll<Observer: GreedySearchObserver>(observer: inout Observer) {
    let list = UnsafeMutableBufferPointer(
      start: scratch.list.pointee.keys, count: scratch.list.pointee.count)
    if Observer.watchesNeighbours {
      let starts = list.map { CandidateKey(bits: $0) }
      observer.searchBegan(starts: starts.span)
    }
    for place in list.indices {
      let candidate = CandidateKey(bits: list[place])
      list[place] |= 1
      observer.expanded(candidate.node, distance: candidate.distance)
      if Observer.watchesNeighbours {
        let candidates = list.map { CandidateKey(bits: $0) }
        observer.expansionEnded(candidates: candidates.span)
      }
    }
  }
}

import CVectorKernels
import VectorData

/// The labels of a graph that is linked, and where a search for each of them starts.
struct LinkedLabels: Sendable {
  let rows: LabelRows
  /// Label → its start.
  let starts: [NodeID]
}

/// What one worker needs to link nodes by searches over points of their own labels.
///
/// Memory: a bit per label, and 16 bytes for each of C candidates.
final class FilteredLinking {
  private let rows: LabelRows
  private let starts: LabelStarts
  private let memory: AlignedBuffer
  private let wanted: UnsafeMutablePointer<UInt64>
  private let fromLabels: UnsafeMutablePointer<UInt64>
  private let fromMedoid: UnsafeMutablePointer<UInt64>
  private let limit: Int
  private var usable: [NodeID] = []

  init(rows: LabelRows, starts: LabelStarts, limit: Int) throws(IndexError) {
    self.rows = rows
    self.starts = starts
    self.limit = limit
    let wordCount = (rows.labelCount + 63) / 64
    memory = try AlignedBuffer(
      byteCount: 8 * (wordCount + 2 * limit), purpose: "label searches")
    guard let start = memory.elements(of: UInt64.self).baseAddress else {
      preconditionFailure("a buffer has an address")
    }
    wanted = start
    fromLabels = start + wordCount
    fromMedoid = fromLabels + limit
  }

  /// Collects what two searches for `node` expand, one over points that share a label with it and one over
  /// all (DiskANN adds the second), nearest first, to `pool`. Returns how many these are.
  ///
  /// - Parameters:
  ///   - linkedCount: Nodes before this place of the order are in the graph; a start behind it has no
  ///     neighbours yet and must not become one.
  ///   - searchFromMedoid: Does the search over all.
  func gather<Comparer: QueryComparer, Rows: AdjacencyRows>(
    _ node: NodeID, linkedCount: Int, comparer: Comparer, insert: vk_list_insert,
    graph: Rows, search: SearchScratch, into pool: UnsafeMutablePointer<UInt64>,
    searchFromMedoid: () -> Void
  ) -> Int {
    var labelled = 0
    // A universal point shares a label with every other.
    if !rows.isUniversal(node) {
      searchLabels(
        of: node, linkedCount: linkedCount, comparer: comparer, insert: insert, graph: graph,
        search: search)
      labelled = search.collectExpanded(into: fromLabels, limit: limit)
    }
    searchFromMedoid()
    let all = search.collectExpanded(into: fromMedoid, limit: limit)
    return merge(labelled, all, into: pool)
  }

  private func searchLabels<Comparer: QueryComparer, Rows: AdjacencyRows>(
    of node: NodeID, linkedCount: Int, comparer: Comparer, insert: vk_list_insert,
    graph: Rows, search: SearchScratch
  ) {
    usable.removeAll(keepingCapacity: true)
    for label in rows.labels(of: node) {
      wanted[Int(label >> 6)] |= 1 << UInt64(label & 63)
      if let start = starts.start(of: Int(label), linkedCount: linkedCount) {
        usable.append(start)
      }
    }
    walk(comparer: comparer, insert: insert, graph: graph, search: search)
    for label in rows.labels(of: node) { wanted[Int(label >> 6)] = 0 }
  }

  /// Leaves in `search` what a walk over the points of `label` by `comparer` ends with.
  func walk<Comparer: QueryComparer, Rows: AdjacencyRows>(
    label: Int, comparer: Comparer, insert: vk_list_insert, graph: Rows, search: SearchScratch
  ) {
    usable = starts.start(of: label, linkedCount: .max).map { [$0] } ?? []
    wanted[label >> 6] = 1 << UInt64(label & 63)
    walk(comparer: comparer, insert: insert, graph: graph, search: search)
    wanted[label >> 6] = 0
  }

  private func walk<Comparer: QueryComparer, Rows: AdjacencyRows>(
    comparer: Comparer, insert: vk_list_insert, graph: Rows, search: SearchScratch
  ) {
    var nothing = NoSearchObserver()
    _ = usable.withUnsafeBufferPointer { starts in
      GreedySearch.run(
        comparer: comparer, insert: insert, graph: graph, starts: starts,
        admission: SharedLabels(rows: rows.view, wanted: wanted),
        scratch: search, observer: &nothing)
    }
  }

  /// The union of both rising lists, each node once, cut at the limit.
  private func merge(
    _ labelled: Int, _ all: Int, into pool: UnsafeMutablePointer<UInt64>
  ) -> Int {
    let (first, second) = (fromLabels, fromMedoid)
    var (a, b, count) = (0, 0, 0)
    while count < limit && (a < labelled || b < all) {
      let left = a < labelled ? first[a] : .max
      let right = b < all ? second[b] : .max
      pool[count] = min(left, right)
      count &+= 1
      a &+= left <= right ? 1 : 0
      b &+= right <= left ? 1 : 0
    }
    return count
  }
}

import CVectorKernels
import VectorData

extension GreedySearch {
  /// A search for points that pass `filter`: a walk over passing nodes, or a scan of all passing points, which
  /// expands nothing. Leaves the candidate list in `scratch` and returns the number of distances computed.
  ///
  /// - Parameters:
  ///   - start: Where a walk begins besides the starts of the labels, if it passes (DiskANN does so in memory).
  ///   - isPoint: Whether a node can be answered; others take no place in the list of a scan.
  static func run<Comparer: QueryComparer, Rows: AdjacencyRows, Observer: GreedySearchObserver>(
    filter: SearchFilter, comparer: Comparer, insert: vk_list_insert, graph: Rows, start: NodeID?,
    scratch: SearchScratch, isPoint: (NodeID) -> Bool, observer: inout Observer
  ) -> Int {
    precondition(filter.passing.nodeCount == scratch.nodeCount, "a filter over the graph's nodes")
    return filter.passing.withWords { words in
      let passing = PassingNodes(words: words)
      switch filter.strategy {
      case .scan:
        return scan(
          PassingScan(words: words, nodeCount: scratch.nodeCount), comparer: comparer,
          insert: insert, scratch: scratch, isPoint: isPoint)
      case .walk(let groups):
        var starts = Array(groups.joined())
        if let start, passing.contains(start) { starts.append(start) }
        return starts.withUnsafeBufferPointer { starts in
          run(
            comparer: comparer, insert: insert, graph: graph, starts: starts, admission: passing,
            scratch: scratch, observer: &observer)
        }
      }
    } ?? 0
  }

  /// Ranks all points of `nodes`, as many at a time as a node has neighbours. Leaves the best in `scratch` and
  /// returns the number of distances computed.
  static func scan<Comparer: QueryComparer, Nodes: ScannedNodes>(
    _ nodes: Nodes, comparer: Comparer, insert: vk_list_insert, scratch: SearchScratch,
    isPoint: (NodeID) -> Bool
  ) -> Int {
    _ = scratch.begin()
    let (list, block, distances) = (scratch.list, scratch.unseen, scratch.distances)
    let blockSize = scratch.blockSize
    var (count, compared, place) = (0, 0, 0)
    while let node = nodes.next(from: place) {
      place = node &+ 1
      guard isPoint(NodeID(node)) else { continue }
      block[count] = NodeID(node)
      count &+= 1
      guard count == blockSize else { continue }
      comparer.distances(of: block, count: count, into: distances)
      _ = insert(list, block, distances, count)
      compared &+= count
      count = 0
    }
    guard count > 0 else { return compared }
    comparer.distances(of: block, count: count, into: distances)
    _ = insert(list, block, distances, count)
    return compared + count
  }
}

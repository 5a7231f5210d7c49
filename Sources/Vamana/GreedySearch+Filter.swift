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
          words, comparer: comparer, insert: insert, scratch: scratch, isPoint: isPoint)
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

  /// Ranks all points whose bits are set, as many at a time as a node has neighbours.
  private static func scan<Comparer: QueryComparer>(
    _ words: UnsafePointer<UInt64>, comparer: Comparer, insert: vk_list_insert,
    scratch: SearchScratch, isPoint: (NodeID) -> Bool
  ) -> Int {
    _ = scratch.begin()
    let (list, block, distances) = (scratch.list, scratch.unseen, scratch.distances)
    let (wordCount, blockSize) = ((scratch.nodeCount + 63) / 64, scratch.blockSize)
    var (count, compared) = (0, 0)
    for place in 0..<wordCount {
      var left = words[place]
      while left != 0 {
        let node = NodeID(place &* 64 &+ left.trailingZeroBitCount)
        left &= left &- 1
        guard isPoint(node) else { continue }
        block[count] = node
        count &+= 1
        guard count == blockSize else { continue }
        comparer.distances(of: block, count: count, into: distances)
        _ = insert(list, block, distances, count)
        compared &+= count
        count = 0
      }
    }
    guard count > 0 else { return compared }
    comparer.distances(of: block, count: count, into: distances)
    _ = insert(list, block, distances, count)
    return compared + count
  }
}

import VectorData

extension VamanaGraph {
  /// The number of nodes of `passing` that a walk over them alone reaches from those of `starts` that are
  /// among them. O(nodes / 8 + edges of what is reached).
  public func reachableCount(from starts: [NodeID], within passing: NodeSet) -> Int {
    precondition(passing.nodeCount == nodeCount, "a set of nodes of the graph")
    var isReached = [Bool](repeating: false, count: nodeCount)
    var (waiting, count) = ([NodeID](), 0)
    func reach(_ node: NodeID) {
      guard passing.contains(node), !isReached[Int(node)] else { return }
      isReached[Int(node)] = true
      count += 1
      waiting.append(node)
    }
    for start in starts { reach(start) }
    while let node = waiting.popLast() {
      for neighbour in neighbours(of: node) { reach(neighbour) }
    }
    return count
  }
}

import VectorData

/// Which nodes a greedy search may come to. A search looks at no others, not even as ways to its answers.
protocol NodeAdmission {
  /// Whether `node` is one of them.
  func contains(_ node: NodeID) -> Bool
  /// Moves those of `count` nodes that are admitted together, in their order, and returns their number.
  func keep(_ nodes: UnsafeMutablePointer<NodeID>, count: Int) -> Int
}

extension NodeAdmission {
  @inline(__always)
  func keep(_ nodes: UnsafeMutablePointer<NodeID>, count: Int) -> Int {
    var kept = 0
    for place in 0..<count {
      let node = nodes[place]
      nodes[kept] = node
      kept &+= contains(node) ? 1 : 0
    }
    return kept
  }
}

/// A search without a filter.
struct EveryNode: NodeAdmission {
  @inline(__always)
  func contains(_ node: NodeID) -> Bool { true }

  @inline(__always)
  func keep(_ nodes: UnsafeMutablePointer<NodeID>, count: Int) -> Int { count }
}

extension PassingNodes: NodeAdmission {}

/// The points that a search ranks one and all, ascending.
protocol ScannedNodes {
  /// The first of them that is not below `node`.
  func next(from node: Int) -> Int?
}

/// The nodes whose bits are set.
struct PassingScan: ScannedNodes {
  let words: UnsafePointer<UInt64>
  let nodeCount: Int

  @inline(__always)
  func next(from node: Int) -> Int? {
    guard node < nodeCount else { return nil }
    var place = node &>> 6
    var left = words[place] & (~0 &<< UInt64(node & 63))
    while left == 0 {
      place &+= 1
      guard place &<< 6 < nodeCount else { return nil }
      left = words[place]
    }
    return place &<< 6 &+ left.trailingZeroBitCount
  }
}

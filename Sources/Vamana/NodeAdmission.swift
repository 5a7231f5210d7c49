import VectorData

/// Which nodes a greedy search may come to. A search looks at no others, not even as ways to its answers.
protocol NodeAdmission {
  /// Whether `node` is one of them.
  func contains(_ node: NodeID) -> Bool
  /// Moves those of `count` nodes that are admitted together, in their order, and returns their number.
  func keep(_ nodes: UnsafeMutablePointer<NodeID>, count: Int) -> Int
}

/// A search without a filter.
struct EveryNode: NodeAdmission {
  @inline(__always)
  func contains(_ node: NodeID) -> Bool { true }

  @inline(__always)
  func keep(_ nodes: UnsafeMutablePointer<NodeID>, count: Int) -> Int { count }
}

extension PassingNodes: NodeAdmission {}

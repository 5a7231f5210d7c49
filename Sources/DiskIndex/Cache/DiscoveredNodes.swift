import VectorData

/// A set of nodes, one bit per node of the index.
struct DiscoveredNodes {
  private var words: [UInt64]
  /// Nodes in the set.
  private(set) var count = 0

  init(nodeCount: Int) { words = Array(repeating: 0, count: (nodeCount + 63) / 64) }

  func contains(_ node: NodeID) -> Bool { words[Int(node) / 64] >> UInt64(node % 64) & 1 != 0 }

  /// Adds `nodes` and returns those that were new, in their order.
  mutating func add(_ nodes: some Sequence<NodeID>) -> [NodeID] {
    nodes.filter { insert($0) }
  }

  /// Adds `node`; false when it was in the set.
  mutating func insert(_ node: NodeID) -> Bool {
    guard !contains(node) else { return false }
    words[Int(node) / 64] |= 1 << UInt64(node % 64)
    count += 1
    return true
  }
}

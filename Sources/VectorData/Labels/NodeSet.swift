/// A set of nodes of one index, a bit each.
public struct NodeSet: Sendable, Equatable {
  /// All nodes there are.
  public let nodeCount: Int
  private var words: [UInt64]

  /// No node.
  public init(nodeCount: Int) {
    self.nodeCount = nodeCount
    words = Array(repeating: 0, count: (nodeCount + 63) / 64)
  }

  /// `nodes`, each below `nodeCount`.
  public init(nodeCount: Int, nodes: some Sequence<NodeID>) {
    self.init(nodeCount: nodeCount)
    for node in nodes { words[Int(node) / 64] |= 1 << (UInt64(node) % 64) }
  }

  /// Nodes in the set; O(nodeCount / 64).
  public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Whether `node` is in the set.
  public func contains(_ node: NodeID) -> Bool {
    precondition(Int(node) < nodeCount, "a node of the index")
    return words[Int(node) / 64] >> (UInt64(node) % 64) & 1 != 0
  }

  /// Every node that is not in the set.
  public var complement: NodeSet {
    var result = self
    for place in words.indices { result.words[place] = ~words[place] }
    if nodeCount % 64 != 0 { result.words[words.count - 1] &= (1 << UInt64(nodeCount % 64)) - 1 }
    return result
  }

  /// Adds the nodes of `other`, a set over the same nodes.
  public mutating func formUnion(_ other: NodeSet) {
    precondition(nodeCount == other.nodeCount, "sets over the same nodes")
    for place in words.indices { words[place] |= other.words[place] }
  }

  /// Keeps the nodes that are in `other` too.
  public mutating func formIntersection(_ other: NodeSet) {
    precondition(nodeCount == other.nodeCount, "sets over the same nodes")
    for place in words.indices { words[place] &= other.words[place] }
  }

  /// The nodes, ascending.
  public var nodes: [NodeID] {
    var result: [NodeID] = []
    for (place, word) in words.enumerated() {
      var left = word
      while left != 0 {
        result.append(NodeID(place * 64 + left.trailingZeroBitCount))
        left &= left - 1
      }
    }
    return result
  }

  /// The bits, node n at bit n % 64 of word n / 64, for loops over many nodes.
  public func withWords<Result>(_ body: (UnsafePointer<UInt64>) -> Result) -> Result? {
    words.withUnsafeBufferPointer { $0.baseAddress.map(body) }
  }
}

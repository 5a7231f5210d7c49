/// Which nodes a search may answer, and how it gets to them.
///
/// A graph whose builder knew the labels is walked from the starts of the labels over passing nodes alone
/// (Gollapudi et al. 2023, Filtered-DiskANN). Any other graph falls apart into islands when nodes are left
/// out: there all passing nodes are ranked, on disk by their PQ codes, which are in memory, and the best L
/// are read.
public struct SearchFilter: Sendable, Equatable {
  /// How a filtered search looks for its answers.
  public enum Strategy: Sendable, Equatable {
    /// All passing nodes by their distance; the graph is not used.
    case scan
    /// Over passing nodes of the graph, from these groups of nodes, one for each label.
    case walk(starts: [[NodeID]])
  }

  /// The nodes that may be answered.
  public let passing: NodeSet
  /// How they are looked for.
  public let strategy: Strategy

  /// A filter for `passing`. Starts that do not pass are left out; a walk without a start is a scan.
  public init(passing: NodeSet, strategy: Strategy) {
    self.passing = passing
    guard case .walk(let starts) = strategy else {
      self.strategy = .scan
      return
    }
    let usable = starts.map { $0.filter(passing.contains) }.filter { !$0.isEmpty }
    self.strategy = usable.isEmpty ? .scan : .walk(starts: usable)
  }

  /// Moves the passing of `count` nodes together and returns their number. A scan has ranked all of them.
  public func keepPassing(_ nodes: UnsafeMutablePointer<NodeID>, count: Int) -> Int {
    guard case .walk = strategy else { return 0 }
    return passing.withWords { PassingNodes(words: $0).keep(nodes, count: count) } ?? 0
  }
}

/// The bits of a set of nodes without their owner, for hot loops.
public struct PassingNodes: @unchecked Sendable {
  // Sendable: the words are those of a `NodeSet` that its user keeps alive,
  // and nobody writes them meanwhile.
  @usableFromInline let words: UnsafePointer<UInt64>

  /// Node n is at bit n % 64 of word n / 64.
  @inlinable
  public init(words: UnsafePointer<UInt64>) { self.words = words }

  /// Whether `node` passes.
  @inlinable @inline(__always)
  public func contains(_ node: NodeID) -> Bool {
    words[Int(node) / 64] >> (UInt64(node) % 64) & 1 != 0
  }

  /// Moves the passing of `count` nodes together, in their order, and returns their number.
  @inlinable @inline(__always)
  public func keep(_ nodes: UnsafeMutablePointer<NodeID>, count: Int) -> Int {
    var kept = 0
    for place in 0..<count {
      let node = nodes[place]
      nodes[kept] = node
      kept &+= contains(node) ? 1 : 0
    }
    return kept
  }
}

extension [SearchFilter] {
  /// The filter of query `number`: its own, or the one for all queries, or none.
  public func filter(ofQuery number: Int) -> SearchFilter? {
    indices.contains(number) && count > 1 ? self[number] : first
  }
}

import DiskIndex
import Quantization
import VectorData

extension CandidatePool {
  /// Where the candidates of a node of an index come from.
  public struct Origin: Sendable, Equatable {
    /// Nodes that a search for the node's vector reads.
    public var visitedCount: Int
    /// Its neighbours in the index.
    public var neighbours: [NodeID]
    /// L of that search: that of the build where the index says it.
    public var searchListSize: Int
  }

  /// The pool that a build would prune: the nodes that a search for `node` visits, and its neighbours of now.
  ///
  /// The search is the index's own, by PQ distances, with the L of the build; a build ranks by exact
  /// distances, so a few nodes at the edge of the pool may differ. Costs a search and a read per candidate.
  /// - Throws: `IndexError.parameter` for a node that does not exist, `system` or `malformed` when a node
  ///   cannot be read, `memory`, `cancelled`.
  public static func visited(
    from node: NodeID, of index: DiskIndex, control: JobControl = JobControl()
  ) throws(IndexError) -> (pool: CandidatePool, origin: Origin) {
    let visit = try NodeVisit(to: node, of: index, control: control)
    let pool = try visit.pool(of: index, control: control)
    return (pool, visit.origin)
  }
}

/// The index's own search for one of its nodes: how a build looks for candidates.
struct NodeVisit {
  /// The node as it is stored.
  let stored: StoredNode
  /// What the search did.
  let trace: SearchTrace
  /// L.
  let searchListSize: Int

  /// Searches for `node`.
  ///
  /// - Throws: as `CandidatePool.visited`.
  init(to node: NodeID, of index: DiskIndex, control: JobControl) throws(IndexError) {
    guard Int(node) < index.layout.nodeCount else {
      throw .parameter(
        name: "--node", expected: "0 to \(index.layout.nodeCount - 1)", found: "\(node)")
    }
    stored = try index.readNode(node)
    searchListSize = index.metadata?.searchListSize ?? SearchDefault.listSize
    let search = try SearchStepper(
      index: index, query: index.query(like: stored),
      parameters: SearchParameters(answerCount: 1, searchListSize: searchListSize))
    trace = try search.runToEnd(control: control)
  }

  /// The nodes that were expanded, in this order, and the node itself where it was among them.
  var visited: [NodeID] { trace.hops.flatMap { $0.expanded.map(\.node) } }

  /// Where the candidates come from.
  var origin: CandidatePool.Origin {
    CandidatePool.Origin(
      visitedCount: visited.count { $0 != stored.node }, neighbours: stored.neighbours,
      searchListSize: searchListSize)
  }

  /// The pool: what was visited, the neighbours of now, and `others`.
  func pool(
    of index: DiskIndex, with others: [NodeID] = [], control: JobControl
  ) throws(IndexError) -> CandidatePool {
    let isCoded = index.recordQuantizer != nil
    return try CandidatePool(
      node: stored.node, candidates: visited + stored.neighbours + others,
      elementType: isCoded ? .float32 : index.elementType, dimension: index.quantizer.dimension,
      path: index.files.disk
    ) { (member) throws(IndexError) in
      try control.checkCancelled()
      let other = try index.readNode(member)
      guard isCoded else { return other.vector }
      return index.floats(of: other).withUnsafeBytes { Array($0) }
    }
  }

  /// L of a build that the index does not tell.
  private enum SearchDefault { static let listSize = 100 }
}

extension DiskIndex {
  /// A stored vector as a query of the index: what the user gave, as far as it can be had back.
  fileprivate func query(like stored: StoredNode) -> [UInt8] {
    guard metric != .l2 || recordQuantizer != nil else { return stored.vector }
    var row = preparation.restoredRow(floats(of: stored))
    let limit: Float = queryType == .int8 ? 127 : 255
    if metric == .cosine, queryType != .float32, let largest = row.map(abs).max(), largest > 0 {
      // Rows of a cosine index lie at length 1; as a query their length is free, so it fills the bytes.
      row = row.map { $0 * limit / largest }
    }
    switch queryType {
    case .float32: return row.withUnsafeBytes { Array($0) }
    case .int8: return row.map { UInt8(bitPattern: Int8(max(-128, min(limit, $0.rounded())))) }
    case .uint8: return row.map { UInt8(max(0, min(limit, $0.rounded()))) }
    }
  }
}

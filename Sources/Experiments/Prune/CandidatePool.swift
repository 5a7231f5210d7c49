import Vamana
import VectorData

/// A node with the candidates that a prune chooses its neighbours from, and all their vectors: the dials of
/// a prune can be turned without reading anything again.
///
/// Memory: the vectors twice (as they are, and packed for the kernels).
public struct CandidatePool: Sendable {
  /// The node.
  public let node: NodeID
  /// The candidates with squared L2 to the node, nearest first, ties by number; without the node itself.
  public let candidates: [(node: NodeID, distance: Float)]
  /// Row i of the pool is this node; ascending, so that ties fall as they do in a build.
  let nodes: [NodeID]
  /// The vectors as they are, in the order of `nodes`.
  let vectors: VectorMatrix
  private let ownRow: NodeID
  private let rows: PackedRows
  /// What other alphas keep, by the dials that it depends on: turning alpha computes nothing of it again.
  let knownOutlooks = Locked<[OutlookKey: [AlphaOutlook]]>([:])

  /// A pool of `node` and `candidates` (in any order, repeats count once), whose vectors `vector` hands out
  /// as bytes of `elementType`.
  ///
  /// - Throws: `IndexError.memory`, and what `vector` throws.
  public init(
    node: NodeID, candidates: some Sequence<NodeID>, elementType: ElementType, dimension: Int,
    path: String, vector: (NodeID) throws(IndexError) -> [UInt8]
  ) throws(IndexError) {
    let nodes = Set(candidates).union([node]).sorted()
    let rowBytes = dimension * elementType.byteCount
    let buffer = try AlignedBuffer(byteCount: nodes.count * rowBytes, purpose: "a prune pool")
    for (row, member) in nodes.enumerated() {
      let bytes = try vector(member)
      precondition(bytes.count == rowBytes, "vectors of one index are of one length")
      UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[(row * rowBytes)...])
        .copyBytes(from: bytes)
    }
    guard let start = buffer.bytes.baseAddress, let own = nodes.firstIndex(of: node) else {
      preconditionFailure("the node itself is a row of the pool")
    }
    let matrix = VectorMatrix(
      count: nodes.count, dimension: dimension, elementType: elementType, path: path,
      start: UnsafeRawPointer(start), owner: buffer)
    let rows = try PackedRows(matrix, team: WorkerTeam(workerCount: 1))
    let ownRow = NodeID(own)
    self.node = node
    self.nodes = nodes
    vectors = matrix
    self.rows = rows
    self.ownRow = ownRow
    let others = nodes.indices.filter { $0 != own }.map { NodeID($0) }
    // Distances are not negative: their bits order as they do, and rows as their nodes.
    let keys = zip(others, rows.distances(from: ownRow, to: others)).map {
      UInt64($1.bitPattern) << 32 | UInt64($0)
    }.sorted()
    self.candidates = keys.map { key in
      (
        node: nodes[Int(UInt32(truncatingIfNeeded: key))],
        distance: Float(bitPattern: UInt32(key >> 32))
      )
    }
  }

  /// Prunes the pool with R, alpha, C and saturation of `parameters`, and tells every decision. The engine's
  /// own RobustPrune does it, watched.
  ///
  /// - Throws: `IndexError.parameter`, `.memory`.
  public func prune(_ parameters: VamanaParameters) throws(IndexError) -> PruneReport {
    let rows = rows
    var record = PruneRecorder(nodes: nodes) { rows.distance($0, $1) }
    _ = try prune(parameters, observer: &record)
    return PruneReport(
      node: node, parameters: parameters, candidates: candidates, record: record)
  }

  /// The neighbours alone, in the order in which they are kept.
  func neighbours(_ parameters: VamanaParameters) throws(IndexError) -> [NodeID] {
    var nothing = NoPruneObserver()
    return try prune(parameters, observer: &nothing).map { nodes[Int($0)] }
  }

  private func prune<Observer: PruneObserver>(
    _ parameters: VamanaParameters, observer: inout Observer
  ) throws(IndexError) -> [NodeID] {
    let others = nodes.indices.map { NodeID($0) }.filter { $0 != ownRow }
    return try RobustPrune(rows: rows, parameters: parameters)
      .prune(node: ownRow, candidates: others, observer: &observer)
  }
}

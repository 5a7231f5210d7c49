import Vamana
import VectorData

/// Every prune of a build, done again in the prune lab: the same candidates have to meet the same fate there.
///
/// The build is the engine's own, watched. All that the lab gets of a prune is which nodes it looked at.
public struct PruneComparison: Sendable, Equatable {
  /// Nodes of the data.
  public var nodeCount: Int
  /// Nodes that were pruned at least once; the medoid, where every search begins, is only pruned where back
  /// edges are too many for it.
  public var prunedNodeCount = 0
  /// Prunes of the build: of insertions, of back edges, of the final look at overfull nodes.
  public var pruneCount = 0
  /// Candidates of all of them.
  public var candidateCount = 0
  /// Prunes whose decisions or neighbours are others in the lab.
  public var differentCount = 0
  /// The node of the first of them.
  public var firstDifferent: NodeID?

  /// Builds a graph of `vectors`, which are finite, and compares. Costs a watched build and a prune more for
  /// each of its prunes.
  ///
  /// - Throws: as `VamanaBuilder.build` and `CandidatePool.prune`.
  public static func run(
    _ vectors: VectorMatrix, parameters: VamanaParameters, control: JobControl = JobControl()
  ) throws(IndexError) -> PruneComparison {
    let rows = try PackedRows(vectors, team: WorkerTeam(workerCount: 1))
    var watcher = PruneWatcher(vectors, rows: rows, parameters: parameters)
    _ = try VamanaBuilder.build(
      vectors, parameters: parameters, observer: &watcher, control: control)
    return try watcher.finish()
  }
}

/// Writes down one prune after the other, and compares each when the next begins.
private struct PruneWatcher: BuildObserver {
  private let vectors: VectorMatrix
  private let rows: PackedRows
  private let numbers: [NodeID]
  /// What the lab prunes with: alpha is that of the pass.
  private var parameters: VamanaParameters
  private var pruned: (node: NodeID, record: PruneRecorder, candidates: Set<NodeID>)?
  private var seen: Set<NodeID> = []
  private var result: PruneComparison
  private var fault: IndexError?

  init(_ vectors: VectorMatrix, rows: PackedRows, parameters: VamanaParameters) {
    self.vectors = vectors
    self.rows = rows
    self.parameters = parameters
    // The paper's build never fills places up.
    if parameters.reading == .paper { self.parameters.saturates = false }
    numbers = (0..<NodeID(vectors.count)).map { $0 }
    result = PruneComparison(nodeCount: vectors.count)
  }

  mutating func finish() throws(IndexError) -> PruneComparison {
    compare()
    if let fault { throw fault }
    result.prunedNodeCount = seen.count
    return result
  }

  mutating func passBegan(_ pass: Int, alpha: Float) {
    compare()
    parameters.alpha = alpha
  }

  mutating func pruneBegan(of node: NodeID, by change: RowChange) {
    compare()
    let rows = rows
    pruned = (node, PruneRecorder(nodes: numbers) { rows.distance($0, $1) }, [])
  }

  mutating func kept(_ node: NodeID, distance: Float, round: Int, alpha: Float) {
    pruned?.candidates.insert(node)
    pruned?.record.kept(node, distance: distance, round: round, alpha: alpha)
  }

  mutating func occluded(_ node: NodeID, by keptNode: NodeID, factor: Float, round: Int) {
    pruned?.candidates.insert(node)
    pruned?.record.occluded(node, by: keptNode, factor: factor, round: round)
  }

  mutating func leftOver(_ node: NodeID, distance: Float) {
    pruned?.candidates.insert(node)
    pruned?.record.leftOver(node, distance: distance)
  }

  mutating func filled(_ node: NodeID, distance: Float) {
    pruned?.candidates.insert(node)
    pruned?.record.filled(node, distance: distance)
  }

  mutating func beyondPool(_ node: NodeID, distance: Float) {
    pruned?.candidates.insert(node)
    pruned?.record.beyondPool(node, distance: distance)
  }

  /// Prunes what the build has pruned last in the lab, and counts where it comes to something else.
  private mutating func compare() {
    guard let (node, record, candidates) = pruned, fault == nil else { return }
    pruned = nil
    seen.insert(node)
    result.pruneCount += 1
    result.candidateCount += candidates.count
    do throws(IndexError) {
      let pool = try CandidatePool(
        node: node, candidates: candidates, elementType: vectors.elementType,
        dimension: vectors.dimension, path: vectors.path
      ) { member in
        Array(UnsafeRawBufferPointer(start: vectors.row(Int(member)), count: vectors.rowBytes))
      }
      let report = try pool.prune(parameters)
      let built = PruneReport(
        node: node, parameters: parameters, candidates: pool.candidates, record: record)
      guard report != built else { return }
      result.differentCount += 1
      result.firstDifferent = result.firstDifferent ?? node
    } catch {
      fault = error
    }
  }
}

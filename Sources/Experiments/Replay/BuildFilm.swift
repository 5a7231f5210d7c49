import Vamana
import VectorData

/// A build written down insertion by insertion: what was searched, pruned and changed, so that the graph of
/// any moment can be had again without building anything.
///
/// Memory: about 4 · R · (R + 1) bytes per insertion.
public struct BuildFilm: Sendable, Equatable {
  /// A new row of a node.
  public struct Change: Sendable, Equatable {
    /// The node.
    public var node: NodeID
    /// Its neighbours from now on.
    public var neighbours: [NodeID]
    /// Why.
    public var cause: RowChange
  }

  /// Why a candidate of a prune did not become a neighbour.
  public struct Occlusion: Sendable, Equatable {
    /// The candidate.
    public var node: NodeID
    /// The neighbour that occludes it.
    public var keeper: NodeID
    /// d(p, x) / d(c, x), of squared distances.
    public var factor: Float
  }

  /// What happens between two moments: an insertion with all it leads to, or the rest at the end.
  public struct Frame: Sendable, Equatable {
    /// The pass, 1 the first; 0 before it.
    public var pass: Int
    /// Its alpha.
    public var alpha: Float
    /// The node that is inserted; `nil` before the first and behind the last.
    public var node: NodeID?
    /// What its search expanded, in this order.
    public var visited: [NodeID] = []
    /// Its candidates that were passed over in the last round.
    public var occlusions: [Occlusion] = []
    /// Every row that changed, in this order.
    public var changes: [Change] = []
  }

  /// Nodes.
  public let nodeCount: Int
  /// Where searches start.
  public let medoid: NodeID
  /// Everything, in order.
  public let frames: [Frame]

  /// Records the build of `vectors`, on the calling thread.
  ///
  /// - Throws: as `VamanaBuilder.build`.
  public static func record(
    _ vectors: VectorMatrix, parameters: VamanaParameters, control: JobControl = JobControl()
  ) throws(IndexError) -> BuildFilm {
    var recorder = FilmRecorder()
    let graph = try VamanaBuilder.build(
      vectors, parameters: parameters, observer: &recorder, control: control)
    return BuildFilm(nodeCount: vectors.count, medoid: graph.medoid, frames: recorder.frames)
  }

  /// The neighbours of all nodes behind the first `count` frames.
  public func lists(after count: Int) -> [[NodeID]] {
    var lists = [[NodeID]](repeating: [], count: nodeCount)
    for frame in frames.prefix(count) {
      for change in frame.changes { lists[Int(change.node)] = change.neighbours }
    }
    return lists
  }

  /// The frames that insert a node, per pass.
  public func insertions(pass: Int) -> [Int] {
    frames.indices.filter { frames[$0].pass == pass && frames[$0].node != nil }
  }
}

/// Makes frames of what a build reports.
private struct FilmRecorder: BuildObserver {
  private(set) var frames: [BuildFilm.Frame] = []
  private var pass = 0
  private var alpha: Float = 1
  private var occlusions: [NodeID: BuildFilm.Occlusion] = [:]
  private var isInsertion = false

  private mutating func edit(_ body: (inout BuildFilm.Frame) -> Void) {
    if frames.isEmpty { frames.append(BuildFilm.Frame(pass: 0, alpha: alpha)) }
    body(&frames[frames.count - 1])
  }

  mutating func passBegan(_ pass: Int, alpha: Float) {
    self.pass = pass
    self.alpha = alpha
  }

  mutating func searched(for node: NodeID, visited: [NodeID]) {
    frames.append(BuildFilm.Frame(pass: pass, alpha: alpha, node: node, visited: visited))
  }

  mutating func pruneBegan(of node: NodeID, by change: RowChange) {
    isInsertion = change == .insertion
    occlusions = [:]
    if change == .trim, frames.last?.node != nil {
      frames.append(BuildFilm.Frame(pass: pass, alpha: alpha))
    }
  }

  mutating func kept(_ node: NodeID, distance: Float, round: Int, alpha: Float) {
    occlusions[node] = nil
  }

  mutating func filled(_ node: NodeID, distance: Float) { occlusions[node] = nil }

  mutating func occluded(_ node: NodeID, by keptNode: NodeID, factor: Float, round: Int) {
    guard isInsertion else { return }
    occlusions[node] = BuildFilm.Occlusion(node: node, keeper: keptNode, factor: factor)
  }

  mutating func changed(_ node: NodeID, to neighbours: [NodeID], by change: RowChange) {
    let passedOver = isInsertion ? occlusions.values.sorted { $0.node < $1.node } : []
    let isOwn = change == .insertion
    if change == .connection, frames.last?.node != nil {
      frames.append(BuildFilm.Frame(pass: pass, alpha: alpha))
    }
    edit { frame in
      if isOwn, frame.node == node { frame.occlusions = passedOver }
      frame.changes.append(
        BuildFilm.Change(node: node, neighbours: neighbours, cause: change))
    }
  }
}

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

  /// A film of more rows would not fit the memory.
  public static let rowLimit = 20_000

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

  /// Frames of one kind, one after the other.
  public struct Part: Sendable, Equatable {
    /// What happens in them.
    public enum Kind: Sendable, Equatable {
      /// Neighbours are drawn by lot.
      case lots
      /// Nodes are inserted, one in each frame.
      case insertions
      /// Nodes of more than R neighbours are looked at again, and what cannot be reached is connected.
      case ending
    }

    /// What happens in them.
    public var kind: Kind
    /// The pass, 0 before the first.
    public var pass: Int
    /// Its alpha.
    public var alpha: Float
    /// Where they lie in `frames`.
    public var frames: Range<Int>
  }

  /// All frames by what they do, in order.
  public var parts: [Part] {
    var parts: [Part] = []
    for (place, frame) in frames.enumerated() {
      let kind: Part.Kind =
        frame.node != nil ? .insertions : frame.pass == 0 ? .lots : .ending
      if let last = parts.indices.last, parts[last].kind == kind, parts[last].pass == frame.pass {
        parts[last].frames = parts[last].frames.lowerBound..<place + 1
      } else {
        parts.append(
          Part(kind: kind, pass: frame.pass, alpha: frame.alpha, frames: place..<place + 1))
      }
    }
    return parts
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
  /// The frame whose insertion was pruned last, until its occlusions stand there.
  private var prunedFrame: Int?

  private mutating func edit(_ body: (inout BuildFilm.Frame) -> Void) {
    if frames.isEmpty { frames.append(BuildFilm.Frame(pass: 0, alpha: alpha)) }
    body(&frames[frames.count - 1])
  }

  /// Hands the occlusions to their frame: the paper's build prunes a whole batch before any row changes.
  private mutating func endPrune() {
    guard let place = prunedFrame else { return }
    frames[place].occlusions = occlusions.values.sorted { $0.node < $1.node }
    occlusions.removeAll(keepingCapacity: true)
    prunedFrame = nil
  }

  mutating func passBegan(_ pass: Int, alpha: Float) {
    self.pass = pass
    self.alpha = alpha
  }

  mutating func searched(for node: NodeID, visited: [NodeID]) {
    endPrune()
    frames.append(BuildFilm.Frame(pass: pass, alpha: alpha, node: node, visited: visited))
  }

  /// Second looks are told by what is left: only insertions are watched candidate by candidate.
  func watchesPrune(by change: RowChange) -> Bool { change == .insertion }

  mutating func pruneBegan(of node: NodeID, by change: RowChange) {
    endPrune()
    if change == .insertion { prunedFrame = frames.indices.last }
    if change == .trim, frames.last?.node != nil {
      frames.append(BuildFilm.Frame(pass: pass, alpha: alpha))
    }
  }

  mutating func kept(_ node: NodeID, distance: Float, round: Int, alpha: Float) {
    occlusions[node] = nil
  }

  mutating func filled(_ node: NodeID, distance: Float) { occlusions[node] = nil }

  mutating func occluded(_ node: NodeID, by keptNode: NodeID, factor: Float, round: Int) {
    occlusions[node] = BuildFilm.Occlusion(node: node, keeper: keptNode, factor: factor)
  }

  mutating func changed(_ node: NodeID, to neighbours: [NodeID], by change: RowChange) {
    endPrune()
    if change == .connection, frames.last?.node != nil {
      frames.append(BuildFilm.Frame(pass: pass, alpha: alpha))
    }
    edit {
      $0.changes.append(BuildFilm.Change(node: node, neighbours: neighbours, cause: change))
    }
  }
}

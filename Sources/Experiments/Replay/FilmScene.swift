import Vamana
import VectorData

/// One moment of a film: the graph as it is then, and what the frame before it did.
public struct FilmScene: Sendable, Equatable {
  /// From a node to another.
  public struct Edge: Sendable, Equatable {
    /// The node that has it.
    public var from: NodeID
    /// Its neighbour.
    public var to: NodeID
  }

  /// A node that back edges made overfull, or that had more than R at the end, and was pruned again.
  public struct SecondLook: Sendable, Equatable {
    /// The node.
    public var node: NodeID
    /// Candidates: its neighbours, and those that came.
    public var candidateCount: Int
    /// What is left.
    public var neighbours: [NodeID]
    /// What is not.
    public var dropped: [NodeID]
  }

  /// What the inserted node's back edge at a neighbour came to.
  public struct BackEdge: Sendable, Equatable {
    /// The neighbour.
    public var node: NodeID
    /// Whether it kept the edge.
    public var isKept: Bool
  }

  /// Frames behind.
  public var moment: Int
  /// The frame that led here; `nil` at the start.
  public var frame: BuildFilm.Frame?
  /// Of what its search expanded, each node that was nearer than all before: the way of the search.
  public var way: [NodeID] = []
  /// What the prune chose from.
  public var pool: [NodeID] = []
  /// What it kept.
  public var kept: [NodeID] = []
  /// The moment at which the neighbours get edges back: this one, or the end of the batch.
  public var backEdgeMoment: Int?
  /// What becomes of them then.
  public var backEdges: [BackEdge] = []
  /// Edges that the frame gave to nodes other than the inserted one, and the nodes whose insertion they are.
  public var newEdges: [Edge] = []
  /// Nodes that were looked at a second time in the frame.
  public var secondLooks: [SecondLook] = []
  /// Edges of the graph, one direction of those that have two; `nil` where they are too many to be drawn.
  public var edges: [Edge]?
  /// All of them, both directions counted.
  public var edgeCount = 0
  /// The nodes that have edges.
  public var linked: [NodeID] = []

  /// More edges are a blot.
  public static let edgeLimit = 4000
}

extension FilmReel {
  /// The film behind its first `moment` frames.
  public func scene(at moment: Int) -> FilmScene {
    precondition((0...film.frames.count).contains(moment), "a moment of the film")
    let lists = lists(at: moment)
    var scene = FilmScene(moment: moment)
    scene.linked = lists.indices.lazy.filter { !lists[$0].isEmpty }.map { NodeID($0) }
    scene.edgeCount = lists.reduce(0) { $0 + $1.count }
    scene.edges = Self.edges(of: lists, count: scene.edgeCount)
    guard moment > 0 else { return scene }
    let frame = film.frames[moment - 1]
    scene.frame = frame
    let before = self.lists(at: moment - 1)
    if let node = frame.node { tell(of: node, before: before, in: &scene) }
    tell(ofOthersIn: frame, before: before, in: &scene)
    return scene
  }

  private static func edges(of lists: [[NodeID]], count: Int) -> [FilmScene.Edge]? {
    guard count <= 2 * FilmScene.edgeLimit else { return nil }
    var edges: [FilmScene.Edge] = []
    for (node, list) in lists.enumerated() {
      for neighbour in list
      where Int(neighbour) > node || !lists[Int(neighbour)].contains(NodeID(node)) {
        edges.append(FilmScene.Edge(from: NodeID(node), to: neighbour))
      }
    }
    return edges.count <= FilmScene.edgeLimit ? edges : nil
  }

  /// What the insertion of `node` did.
  private func tell(of node: NodeID, before: [[NodeID]], in scene: inout FilmScene) {
    guard let frame = scene.frame else { return }
    var nearest = Float.infinity
    for other in frame.visited where other != node {
      let distance = distance(node, other)
      guard distance < nearest else { continue }
      nearest = distance
      scene.way.append(other)
    }
    // The paper's prune chooses from the neighbours of now too.
    let known = Set(frame.visited)
    let others = parameters.reading == .paper ? before[Int(node)] : []
    scene.pool =
      frame.visited.filter { $0 != node } + others.filter { !known.contains($0) }
    let place = scene.moment - 1
    let end = batchEnd(of: place)
    // The paper's build replaces the rows of a batch at its end.
    scene.kept =
      film.frames[place...(end ?? place)].lazy.flatMap(\.changes)
      .first { $0.node == node && $0.cause == .insertion }?.neighbours ?? []
    guard let end else { return }
    let answers = film.frames[end].changes.filter { $0.cause.sources.contains(node) }
    guard !answers.isEmpty else { return }
    scene.backEdgeMoment = end + 1
    scene.backEdges = answers.map {
      FilmScene.BackEdge(node: $0.node, isKept: $0.neighbours.contains(node))
    }
  }

  /// What the frame did to other nodes than the inserted one.
  private func tell(
    ofOthersIn frame: BuildFilm.Frame, before: [[NodeID]], in scene: inout FilmScene
  ) {
    // A row can change twice: its node is inserted, and gets edges back.
    var rows: [NodeID: [NodeID]] = [:]
    for change in frame.changes {
      let old = rows.updateValue(change.neighbours, forKey: change.node) ?? before[Int(change.node)]
      switch change.cause {
      case .appended(let sources):
        scene.newEdges += sources.map { FilmScene.Edge(from: change.node, to: $0) }
      case .overflow(let sources):
        let left = Set(change.neighbours)
        scene.newEdges += sources.filter { left.contains($0) }.map {
          FilmScene.Edge(from: change.node, to: $0)
        }
        scene.secondLooks.append(Self.look(at: change, candidates: old + sources))
      case .trim: scene.secondLooks.append(Self.look(at: change, candidates: old))
      case .connection:
        let known = Set(old)
        scene.newEdges += change.neighbours.filter { !known.contains($0) }.map {
          FilmScene.Edge(from: change.node, to: $0)
        }
      case .random, .insertion: break
      }
    }
  }

  private static func look(
    at change: BuildFilm.Change, candidates: [NodeID]
  ) -> FilmScene.SecondLook {
    let left = Set(change.neighbours)
    return FilmScene.SecondLook(
      node: change.node, candidateCount: candidates.count, neighbours: change.neighbours,
      dropped: candidates.filter { !left.contains($0) })
  }
}

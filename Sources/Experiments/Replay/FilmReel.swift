import Vamana
import VectorData

/// A film with what it takes to look at any of its moments at once: forward, backward or far away.
///
/// Memory, besides the film: a pointer per node and 256 frames, the rows once more, 4 bytes per row for each of
/// 50 queries. A moment costs the changes of at most 255 frames.
public struct FilmReel: Sendable {
  /// What was recorded.
  public let film: BuildFilm
  /// What the build was made with.
  public let parameters: VamanaParameters
  /// Components of a vector: more than 2 are drawn in the plane in which they spread most.
  public let dimension: Int
  /// Where each node is drawn.
  public let points: [MapPoint]
  private let rows: PackedRows
  private let probe: RecallProbe
  /// The neighbours of all nodes behind each 256th frame.
  private let keyframes: [[[NodeID]]]
  /// For each frame the first from it on in which rows get back edges: the end of its batch.
  private let batchEnds: [Int?]

  private static let keyframeDistance = 256
  /// Nodes that a measured walk goes to.
  private static let walkLimit = 1000

  /// Records the build of `vectors`, on the calling thread.
  ///
  /// - Throws: as `VamanaBuilder.build`; `malformed` for values that are not finite.
  public static func record(
    _ vectors: VectorMatrix, parameters: VamanaParameters, control: JobControl = JobControl()
  ) throws(IndexError) -> FilmReel {
    try vectors.validateFinite(control: control)
    let film = try BuildFilm.record(vectors, parameters: parameters, control: control)
    let plane = try PrincipalPlane.compute(
      rowCount: vectors.count, dimension: vectors.dimension, control: control
    ) { (row) throws(IndexError) in vectors.floats(row: row) }
    let rows = try PackedRows(vectors, team: WorkerTeam(workerCount: 1), keepsFloats: true)
    return FilmReel(
      film: film, parameters: parameters, dimension: vectors.dimension,
      points: (0..<vectors.count).map { plane.project(vectors.floats(row: $0)) }, rows: rows)
  }

  private init(
    film: BuildFilm, parameters: VamanaParameters, dimension: Int, points: [MapPoint],
    rows: PackedRows
  ) {
    self.film = film
    self.parameters = parameters
    self.dimension = dimension
    self.points = points
    self.rows = rows
    probe = RecallProbe(rows: rows)
    var keyframes: [[[NodeID]]] = []
    var lists = [[NodeID]](repeating: [], count: film.nodeCount)
    for (place, frame) in film.frames.enumerated() {
      if place % Self.keyframeDistance == 0 { keyframes.append(lists) }
      for change in frame.changes { lists[Int(change.node)] = change.neighbours }
    }
    if film.frames.count % Self.keyframeDistance == 0 { keyframes.append(lists) }
    self.keyframes = keyframes
    var end: Int?
    var ends: [Int?] = []
    for place in film.frames.indices.reversed() {
      if film.frames[place].changes.contains(where: { !$0.cause.sources.isEmpty }) { end = place }
      ends.append(end)
    }
    batchEnds = ends.reversed()
  }

  /// The neighbours of all nodes behind the first `moment` frames.
  public func lists(at moment: Int) -> [[NodeID]] {
    let key = moment / Self.keyframeDistance
    var lists = keyframes[key]
    for frame in film.frames[key * Self.keyframeDistance..<moment] {
      for change in frame.changes { lists[Int(change.node)] = change.neighbours }
    }
    return lists
  }

  /// The end of the batch in which frame `place` lies.
  func batchEnd(of place: Int) -> Int? { batchEnds[place] }

  /// The squared L2 of two nodes.
  func distance(_ a: NodeID, _ b: NodeID) -> Float { rows.distance(a, b) }

  /// The graph behind the first `moment` frames in numbers: with walks to at most 1,000 nodes.
  ///
  /// - Throws: `IndexError.memory`.
  public func measure(at moment: Int) throws(IndexError) -> GraphMoment {
    try film.moment(
      after: moment, lists: lists(at: moment), rows: rows,
      searchListSize: parameters.searchListSize, probe: probe, walkLimit: Self.walkLimit)
  }
}

extension RowChange {
  /// The nodes whose back edges made the change.
  var sources: [NodeID] {
    switch self {
    case .appended(let sources), .overflow(let sources): sources
    case .random, .insertion, .trim, .connection: []
    }
  }
}

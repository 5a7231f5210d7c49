import Vamana
import VectorData

/// The figure of the paper (DiskANN, NeurIPS 2019, figure 2): how the graph over points in the plane comes
/// into being, the first row at alpha 1, the second at a larger alpha.
///
/// With the paper's reading the rows are its two passes; with DiskANN's they are two builds.
public struct PlaneFigure: Sendable, Equatable {
  /// The graph at one moment.
  public struct Panel: Sendable, Equatable {
    /// Points that have been inserted in this pass.
    public var insertedCount: Int
    /// The neighbours of every node.
    public var lists: [[NodeID]]
    /// Its edges in numbers.
    public var lengths: EdgeLengths
  }

  /// A row of panels.
  public struct Row: Sendable, Equatable {
    /// Its alpha.
    public var alpha: Float
    /// The panels, the last one with all points inserted.
    public var panels: [Panel]
  }

  /// Where each point is drawn.
  public let points: [MapPoint]
  /// What the graph was built with.
  public let parameters: VamanaParameters
  /// Components of a vector: more than 2 are drawn in the plane in which they spread most.
  public let dimension: Int
  /// Where searches start.
  public let medoid: NodeID
  /// alpha 1, then `parameters.alpha`.
  public let rows: [Row]

  /// The most points that a picture can show.
  public static let pointLimit = 2000
  /// Panels of a row.
  static let panelCount = 4

  /// Builds the graphs of `vectors` and keeps four moments of each row.
  ///
  /// - Throws: `IndexError.mismatch` for more points than can be drawn; as `VamanaBuilder.build`.
  public static func make(
    of vectors: VectorMatrix, parameters: VamanaParameters, control: JobControl = JobControl()
  ) throws(IndexError) -> PlaneFigure {
    guard (2...pointLimit).contains(vectors.count) else {
      throw .mismatch(
        path: vectors.path, field: "rows", expected: "2 to \(pointLimit) for a picture",
        found: "\(vectors.count)")
    }
    let packed = try PackedRows(
      vectors, team: WorkerTeam(workerCount: 1), keepsFloats: true)
    let plane = try PrincipalPlane.compute(
      rowCount: vectors.count, dimension: vectors.dimension, control: control
    ) { (row) throws(IndexError) in vectors.floats(row: row) }
    var rows: [Row] = []
    var medoid: NodeID = 0
    for (place, alpha) in [1, parameters.alpha].enumerated() {
      var ofRow = parameters
      if parameters.reading == .diskann { ofRow.alpha = alpha }
      let film = try BuildFilm.record(vectors, parameters: ofRow, control: control)
      medoid = film.medoid
      let pass = parameters.reading == .paper ? place + 1 : 1
      rows.append(Row(alpha: alpha, panels: panels(of: film, pass: pass, rows: packed)))
    }
    return PlaneFigure(
      points: (0..<vectors.count).map { plane.project(vectors.floats(row: $0)) },
      parameters: parameters, dimension: vectors.dimension, medoid: medoid, rows: rows)
  }

  private static func panels(of film: BuildFilm, pass: Int, rows: PackedRows) -> [Panel] {
    let insertions = film.insertions(pass: pass)
    let isLastPass = film.insertions(pass: pass + 1).isEmpty
    return (1...panelCount).map { part in
      let count = insertions.count * part / panelCount
      // What is done at the end belongs to the last panel of the last pass.
      let end =
        part == panelCount && isLastPass ? film.frames.count : insertions[max(count - 1, 0)] + 1
      let lists = film.lists(after: end)
      return Panel(
        insertedCount: count, lists: lists,
        lengths: EdgeLengths(lists, rows: rows, medoid: film.medoid))
    }
  }
}

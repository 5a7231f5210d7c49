import ArgumentParser
import Experiments
import Foundation
import Vamana
import VectorData

/// `replay-build`: a build on small data as a film.
struct ReplayBuildVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay-build",
    abstract: "Show a build on small data insertion by insertion.",
    discussion: """
      As text: the graph in numbers at --moments points of the build, or what insertion --frame does. As \
      JSON: every frame with what its search visited, what was occluded by whom and each row that \
      changed. The build is the engine's own, so the same data, parameters and seed give the same film.
      """)

  @Option(help: "A file of at most 20,000 vectors. (default: 200 points of the sample data)")
  var data: String?

  @OptionGroup var build: SmallBuildOptions

  @Option(help: "diskann or paper: passes, and what alpha is applied to.")
  var passes = VamanaReading.diskann

  @Flag(help: "Fill rows up to R with what was occluded, as builds of indexes do.")
  var saturate = false

  @Option(help: "Moments of the table.")
  var moments = 10

  @Option(help: "What one frame does, 0 the first.")
  var frame: Int?

  @Flag(help: "Do every prune of the build again in the prune lab, and say whether all agree.")
  var check = false

  @Option(help: "text or json.")
  var format = TraceVerb.Format.text

  func validate() throws {
    guard (1...1000).contains(moments) else {
      throw ValidationError("--moments: expected 1 to 1000, found \(moments)")
    }
  }

  func run() throws {
    let control = JobControl()
    Interruption.cancels(control)
    let vectors = try build.openVectors(data)
    guard vectors.count <= BuildFilm.rowLimit else {
      throw IndexError.mismatch(
        path: vectors.path, field: "rows", expected: "at most \(BuildFilm.rowLimit) for a film",
        found: "\(vectors.count)")
    }
    try vectors.validateFinite()
    var parameters = try build.parameters(passes)
    parameters.saturates = saturate
    if check { return try compare(vectors, parameters, control) }
    let film = try BuildFilm.record(vectors, parameters: parameters, control: control)
    if let frame, !film.frames.indices.contains(frame) {
      throw IndexError.parameter(
        name: "--frame", expected: "0 to \(film.frames.count - 1)", found: "\(frame)")
    }
    let rows = try PackedRows(vectors, team: WorkerTeam(workerCount: 1))
    let chosen = frame.map { [$0 + 1] } ?? ends(film)
    var found: [GraphMoment] = []
    for count in chosen {
      try control.checkCancelled()
      found.append(try film.moment(after: count, rows: rows, searchListSize: build.searchListSize))
    }
    var output = try TextOutput(path: "-")
    switch format {
    case .json: try output.write(json: FilmJSON(film, moments: found, only: frame))
    case .text:
      try output.write(FilmText.table(found, count: vectors.count))
      if let frame { try output.write(FilmText.lines(of: film.frames[frame])) }
    }
    try output.finish()
  }

  private func compare(
    _ vectors: VectorMatrix, _ parameters: VamanaParameters, _ control: JobControl
  ) throws {
    let found = try PruneComparison.run(vectors, parameters: parameters, control: control)
    print(
      "prunes of the build \(found.pruneCount), of \(found.prunedNodeCount) of \(found.nodeCount) nodes, "
        + "with \(found.candidateCount) candidates")
    guard let node = found.firstDifferent else {
      return print("the prune lab decides all of them alike")
    }
    throw IndexError.mismatch(
      path: vectors.path, field: "prunes of the lab", expected: "those of the build",
      found: "\(found.differentCount) others, the first of node \(node)")
  }

  /// Where the moments of the table lie, the end among them.
  private func ends(_ film: BuildFilm) -> [Int] {
    (1...moments).map { $0 * film.frames.count / moments }
  }
}

/// A film as lines for a person.
enum FilmText {
  /// Moments as a table.
  static func table(_ moments: [GraphMoment], count: Int) -> String {
    var text = "frames  pass  alpha  linked  reached  degree  longest  hops  recall@10\n"
    for moment in moments {
      text += String(
        format: "%6d  %4d  %5g  %6d  %7d  %6.2f  %7.4g  %4.1f  %9.3f\n", moment.frame, moment.pass,
        Double(moment.alpha), moment.linkedCount, moment.reachableCount, moment.lengths.meanDegree,
        moment.lengths.longestLength, moment.lengths.meanHops, moment.recall)
    }
    return text
  }

  /// What happens in a frame.
  static func lines(of frame: BuildFilm.Frame) -> String {
    var text = frame.node.map { "inserts node \($0)\n" } ?? "inserts no node\n"
    if !frame.visited.isEmpty { text += "its search visits \(list(frame.visited))\n" }
    for occlusion in frame.occlusions {
      text += "  \(occlusion.node) is occluded by \(occlusion.keeper), factor "
      text += String(format: "%.4g\n", Double(occlusion.factor))
    }
    for change in frame.changes {
      text += "node \(change.node) (\(word(change.cause))): \(list(change.neighbours))\n"
    }
    return text
  }

  private static func list(_ nodes: [NodeID]) -> String {
    nodes.map(String.init).joined(separator: " ")
  }

  /// A cause as a word of the JSON.
  static func word(_ cause: RowChange) -> String {
    switch cause {
    case .random: "random"
    case .insertion: "insertion"
    case .appended: "backEdge"
    case .overflow: "overflow"
    case .trim: "trim"
    case .connection: "connection"
    }
  }
}

/// A film as JSON: the keys are a contract (docs/cli.md).
struct FilmJSON: Encodable {
  private let nodes: Int
  private let medoid: NodeID
  private let moments: [GraphMoment]
  private let frames: [Frame]

  /// A frame.
  private struct Frame: Encodable {
    let pass: Int
    let alpha: Float
    let node: NodeID?
    let visited: [NodeID]
    let occluded: [Occlusion]
    let changes: [Change]
  }

  /// A candidate that was passed over.
  private struct Occlusion: Encodable {
    let node: NodeID
    let by: NodeID
    let factor: Float?
  }

  /// A row that changed.
  private struct Change: Encodable {
    let node: NodeID
    let cause: String
    let neighbours: [NodeID]
  }

  init(_ film: BuildFilm, moments: [GraphMoment], only frame: Int?) {
    nodes = film.nodeCount
    medoid = film.medoid
    self.moments = moments
    let shown = frame.map { [film.frames[$0]] } ?? film.frames
    frames = shown.map { frame in
      Frame(
        pass: frame.pass, alpha: frame.alpha, node: frame.node, visited: frame.visited,
        occluded: frame.occlusions.map {
          Occlusion(node: $0.node, by: $0.keeper, factor: $0.factor.isFinite ? $0.factor : nil)
        },
        changes: frame.changes.map {
          Change(node: $0.node, cause: FilmText.word($0.cause), neighbours: $0.neighbours)
        })
    }
  }
}

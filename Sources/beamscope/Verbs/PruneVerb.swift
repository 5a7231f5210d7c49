import ArgumentParser
import DiskIndex
import Experiments
import Foundation
import Vamana
import VectorData

/// `prune`: how RobustPrune chooses the neighbours of one node, candidate by candidate.
struct PruneVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Show how RobustPrune chooses the neighbours of one node.",
    discussion: """
      The candidates are the nodes that a search for the node visits and its neighbours of now \
      (--index), or the rows nearest to it (--data). R, alpha and C are those of the index unless \
      given; for data R 64, alpha 1.2 and the 100 nearest rows.
      """)

  @Option(help: "What all file names of the index begin with.", completion: .indexPrefix)
  var index: String?

  @Option(help: "A file of vectors, without an index.", completion: .vectors)
  var data: String?

  @Option(help: "The node or row.")
  var node: UInt32

  @Option(help: "Look at the N nearest candidates only.")
  var pool: Int?

  @Option(name: .customShort("R"), help: "The most neighbours.")
  var maxDegree: Int?

  @Option(help: "Prune slack on squared distances: rounds run at 1, 1.2, 1.44, ... up to it.")
  var alpha: Float?

  @Flag(help: "Fill free places with the nearest candidates left, as builds do.")
  var saturate = false

  @Flag(
    help: "Say too what the rules of the paper and of NSG and HNSW keep of the same candidates.")
  var rules = false

  @OptionGroup var interpretation: IndexInterpretation

  @Option(help: "text or json.")
  var format = TraceVerb.Format.text

  func validate() throws {
    guard (index == nil) != (data == nil) else {
      throw ValidationError("give one of --index and --data")
    }
    if let pool, pool < 1 { throw ValidationError("--pool: expected at least 1, found \(pool)") }
  }

  func run() throws {
    let control = JobControl()
    Interruption.cancels(control)
    let (report, names, kept) =
      if let index {
        try runOnIndex(index, control: control)
      } else {
        try runOnData(data ?? "", control: control)
      }
    var output = try TextOutput(path: "-")
    switch format {
    case .json: try output.write(json: PruneJSON(report, rules: kept))
    case .text:
      try output.write(PruneText(report: report, names: names).lines)
      try output.write(kept.map { $0.line + "\n" }.joined())
    }
    try output.finish()
  }

  private func runOnIndex(
    _ prefix: String, control: JobControl
  ) throws(IndexError) -> (PruneReport, NameTable?, [PruneRule]) {
    guard try !IndexOpening.isInMemory(prefix) else {
      throw .parameter(
        name: "--index", expected: "an index on disk", found: "\(prefix), which lies in memory")
    }
    let index = try interpretation.open(prefix: prefix)
    let defaults = VamanaParameters(
      maxDegree: index.metadata?.maxDegree ?? index.layout.width,
      alpha: index.metadata?.alpha ?? VamanaParameters().alpha)
    let parameters = try parameters(defaults, poolLimit: pool)
    let (candidates, _) = try CandidatePool.visited(from: node, of: index, control: control)
    return (
      try candidates.prune(parameters), try index.openNames(),
      try rules ? PruneRule.all(candidates, parameters) : []
    )
  }

  private func runOnData(
    _ path: String, control: JobControl
  ) throws(IndexError) -> (PruneReport, NameTable?, [PruneRule]) {
    let rows = try BinFile.open(path: path, elementType: interpretation.type)
    let parameters = try parameters(VamanaParameters(), poolLimit: nil)
    let candidates = try CandidatePool.nearestRows(
      to: node, of: rows, count: pool ?? min(Self.defaultPool, max(rows.count - 1, 1)),
      control: control)
    return (
      try candidates.prune(parameters), nil,
      try rules ? PruneRule.all(candidates, parameters) : []
    )
  }

  /// Rows that a pool over data has: about what a search with L = 100 visits.
  private static let defaultPool = 100

  private func parameters(
    _ defaults: VamanaParameters, poolLimit: Int?
  ) throws(IndexError) -> VamanaParameters {
    var parameters = defaults
    parameters.maxDegree = maxDegree ?? defaults.maxDegree
    parameters.alpha = alpha ?? defaults.alpha
    parameters.maxCandidates = poolLimit ?? max(defaults.maxCandidates, pool ?? 0)
    parameters.saturates = saturate
    try parameters.validateForPrune()
    return parameters
  }
}

extension VamanaParameters {
  /// Refuses what no prune can work with, by the names of the command line.
  fileprivate func validateForPrune() throws(IndexError) {
    guard (2...PruneLimits.maxDegree).contains(maxDegree) else {
      throw .parameter(
        name: "-R", expected: "2 to \(PruneLimits.maxDegree)", found: "\(maxDegree)")
    }
    guard alpha >= 1, alpha <= PruneLimits.alpha else {
      throw .parameter(
        name: "--alpha", expected: "1 to \(PruneLimits.alpha)", found: "\(alpha)")
    }
  }
}

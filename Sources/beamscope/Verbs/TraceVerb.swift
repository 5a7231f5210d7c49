import ArgumentParser
import DiskIndex
import Experiments
import VectorData

/// `trace`: one search, hop by hop.
struct TraceVerb: ParsableCommand {
  /// How a trace is written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
  }

  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Show one search hop by hop, and why true neighbours were missed.")

  @OptionGroup var source: IndexOptions

  @Option(help: "The file of queries.")
  var queries: String

  @Option(name: .customLong("query"), help: "Which query, counted from 0.")
  var queryNumber: Int

  @OptionGroup var search: SearchOptions

  @OptionGroup var cache: CacheOptions

  @OptionGroup var filter: SearchFilterOptions

  @Option(help: "The exact neighbours of the queries.")
  var truth: String?

  @Option(help: "text or json.")
  var format = Format.text

  func run() throws {
    let index = try source.open()
    try search.parameters.validate(nodeCount: index.pointCount)
    let queries = try index.openQueries(path: self.queries)
    let trace = try trace(index: index, queries: queries)
    let neighbours = try trueNeighbours(index: index, queryCount: queries.count)
    let missed = neighbours.map { trace.missed(truth: $0) } ?? []

    var output = try TextOutput(path: "-")
    switch format {
    case .json:
      try output.write(TraceJSON.encode(trace, missed: missed))
      try output.write("\n")
    case .text:
      let text = TraceText(trace: trace, missed: missed, names: try index.openNames())
      try output.write(text.lines)
    }
    try output.finish()
  }

  private func trueNeighbours(
    index: any SearchableIndex, queryCount: Int
  ) throws(IndexError) -> [NodeID]? {
    guard let truth else { return nil }
    let set = try TruthSet.open(path: truth)
    try set.validate(
      queries: queryCount, baseCount: index.numberLimit, answerCount: search.answerCount)
    return Array(set.neighbours(of: queryNumber).prefix(search.answerCount))
  }

  private func trace(
    index: any SearchableIndex, queries: VectorMatrix
  ) throws(IndexError) -> SearchTrace {
    let control = JobControl()
    Interruption.cancels(control)
    var resources = cache.resources
    resources.filters = try filter.open(for: index, queryCount: queries.count)
    let session = try index.session(resources, control: control)
    return try session.trace(
      queries, query: queryNumber, parameters: session.effective(search.parameters),
      control: control)
  }
}

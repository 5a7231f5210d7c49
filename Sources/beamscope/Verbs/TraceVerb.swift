import ArgumentParser
import DiskIndex
import Experiments
import VectorData

/// `trace`: one search, hop by hop.
struct TraceVerb: ParsableCommand {
  /// How one thing is written: for people or for programs.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
  }

  /// How a trace is written.
  enum TraceFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
    case feder
  }

  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Show one search hop by hop, and why true neighbours were missed.")

  @OptionGroup var source: IndexOptions

  @Option(help: "The file of queries.", completion: .vectors)
  var queries: String

  @Option(name: .customLong("query"), help: "Which query, counted from 0.")
  var queryNumber: Int

  @OptionGroup var search: SearchOptions

  @OptionGroup var cache: CacheOptions

  @OptionGroup var filter: SearchFilterOptions

  @Option(help: "The exact neighbours of the queries.", completion: .file())
  var truth: String?

  @Flag(
    help:
      "For each missed neighbour, find the smallest L and the smallest W that would have found it.")
  var smallest = false

  @Option(help: "text, json, or feder: as the Knowhere library of Milvus traces DiskANN.")
  var format = TraceFormat.text

  func run() throws {
    guard search.beamWidth != .auto else {
      throw IndexError.parameter(
        name: "-W", expected: "a number: one search has no speed to find it by", found: "auto")
    }
    let index = try source.open()
    try search.parameters.validate(nodeCount: index.pointCount)
    let queries = try index.openQueries(path: self.queries)
    let control = JobControl()
    Interruption.cancels(control)
    let trace = try trace(index: index, queries: queries, control: control)
    let missed = try missed(by: trace, index: index, queries: queries, control: control)

    var output = try TextOutput(path: "-")
    switch format {
    case .json:
      try output.write(TraceJSON.encode(trace, missed: missed))
      try output.write("\n")
    case .feder:
      try output.write(FederTrace.encode(trace))
      try output.write("\n")
    case .text:
      let text = TraceText(trace: trace, missed: missed, names: try index.openNames())
      try output.write(text.lines)
    }
    try output.finish()
  }

  /// The true neighbours that the search missed; none without truth.
  private func missed(
    by trace: SearchTrace, index: any SearchableIndex, queries: VectorMatrix, control: JobControl
  ) throws(IndexError) -> [MissedNeighbour] {
    guard let truth else { return [] }
    let set = try TruthSet.open(path: truth)
    try set.validate(
      queries: queries.count, baseCount: index.numberLimit, answerCount: search.answerCount)
    let neighbours = Array(set.neighbours(of: queryNumber).prefix(search.answerCount))
    let distances = set.distances.map { distances in
      let start = queryNumber * set.neighbourCount
      return distances[start..<start + neighbours.count].map(index.metric.value(ofTruthDistance:))
    }
    let missed = trace.missed(truth: neighbours, distances: distances ?? [])
    guard smallest, !missed.isEmpty else { return missed }
    let question = MissedRemedies.Question(
      query: queries.rows(queryNumber..<queryNumber + 1), parameters: search.parameters,
      truthCount: neighbours.count, pointCount: index.pointCount)
    let resources = try resources(of: index, queryCount: queries.count)
    let filters = resources.filters
    let filter = filters.indices.contains(queryNumber) ? filters[queryNumber] : filters.first
    let session =
      if let disk = index as? DiskIndex {
        try disk.remedySession(for: question, filter: filter, control: control)
      } else {
        try index.session(resources, control: control)
      }
    return try MissedRemedies.find(for: missed, question, in: session, control: control)
  }

  private func resources(
    of index: any SearchableIndex, queryCount: Int
  ) throws(IndexError) -> SearchResources {
    var resources = cache.resources
    resources.cacheSearches = search.parameters.forCacheChoice
    resources.filters = try filter.open(for: index, queryCount: queryCount)
    return resources
  }

  private func trace(
    index: any SearchableIndex, queries: VectorMatrix, control: JobControl
  ) throws(IndexError) -> SearchTrace {
    let resources = try resources(of: index, queryCount: queries.count)
    let session = try index.session(resources, control: control)
    return try session.trace(
      queries, query: queryNumber, parameters: session.effective(search.parameters),
      control: control)
  }
}

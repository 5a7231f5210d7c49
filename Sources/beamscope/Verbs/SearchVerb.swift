import ArgumentParser
import DiskIndex
import Experiments
import VectorData

/// `search`: the nearest neighbours of every query in a file.
struct SearchVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Find the nearest neighbours of every query in a file.")

  @OptionGroup var source: IndexOptions

  @Option(help: "The file of queries.", completion: .vectors)
  var queries: String

  @OptionGroup var search: SearchOptions

  @OptionGroup var measuring: MeasuringOptions

  @Option(name: .customShort("T"), help: "Threads.")
  var threadCount = 1

  @Option(help: "Searches that each thread keeps going at once. (default: fills the device)")
  var inflight: Int?

  @OptionGroup var cache: CacheOptions

  @OptionGroup var filter: SearchFilterOptions

  @Option(help: "The most nodes that one search may read.")
  var ioLimit: Int?

  @Option(help: "Everything within this value of the metric, instead of K; -L is the first list.")
  var range: Float?

  @Option(
    help: "The exact neighbours, for the recall; with --range a range truth file.",
    completion: .file())
  var truth: String?

  @Option(help: "Where results go, - for standard output.", completion: .file())
  var output = "-"

  @Option(help: "table, json or csv.")
  var format = ResultFormat.table

  func run() throws {
    let index = try source.open()
    var parameters = search.parameters
    parameters.readLimit = ioLimit
    if range != nil { parameters.answerCount = 1 }
    try parameters.validate(nodeCount: index.pointCount)
    let queries = try index.openQueries(path: self.queries)
    let names = try index.openNames()
    let recall = try truth.map { path throws(IndexError) in
      try RecallMeter(
        path: path, isRange: range != nil, queryCount: queries.count, index: index,
        answerCount: search.answerCount)
    }
    let bound = try measuring.latencyBound(findsBeamWidth: search.beamWidth == .auto)
    let done = try run(parameters, on: index, queries: queries, latencyBoundUs: bound)
    let (batch, unexhausted) = (done.batch, done.unexhausted)
    let results = SearchResults(
      prefix: source.index, metric: index.metric, batch: batch, parameters: done.parameters,
      threadCount: threadCount, names: names, range: range, recall: recall?.fraction(of: batch),
      beamWidth: done.beamWidth)
    var file = try TextOutput(path: output)
    try results.write(format, to: &file)
    try file.finish()
    if let first = unexhausted.first {
      Ending.say(
        "\(unexhausted.count) queries may have more within the range: -L has come to its limit"
          + " (query \(first) the first)")
    }
    if let first = batch.failures.first {
      let count = "\(batch.failures.count) of \(queries.count) searches failed"
      Ending.say("\(first.error) (query \(first.query) the first; \(count))")
      throw Ending.failed
    }
  }

  /// What was found, and how.
  private struct Done {
    var batch: BatchAnswer
    /// With a range: the queries that may have more.
    var unexhausted: [Int]
    /// As the index understood them.
    var parameters: SearchParameters
    /// How the width was found, where it was.
    var beamWidth: BeamWidthChoice?
  }

  private func run(
    _ parameters: SearchParameters, on index: any SearchableIndex, queries: VectorMatrix,
    latencyBoundUs: Double?
  ) throws -> Done {
    var resources = cache.resources
    resources.threadCount = threadCount
    resources.inflight = inflight
    resources.cacheSearches = parameters.forCacheChoice
    resources.filters = try filter.open(for: index, queryCount: queries.count)
    return try ProgressPrinter.run { [resources] (control, printer) throws(IndexError) in
      let session = try index.session(resources, control: control)
      if measuring.warmUp {
        try WarmUp.run(index: index, queries: queries, resources: resources, control: control)
      }
      let searches = RequestedSearches(
        session: session, queries: queries, resources: resources, range: range)
      var parameters = session.effective(parameters)
      var choice: BeamWidthChoice?
      if search.beamWidth == .auto {
        let found = try searches.chooseBeamWidth(
          parameters, latencyBoundUs: latencyBoundUs, control: control)
        printer.aboveBar { Ending.say("\(found)") }
        parameters.beamWidth = found.W
        choice = found
      }
      let (batch, unexhausted) = try searches.run(parameters, control: control)
      return Done(
        batch: batch, unexhausted: unexhausted, parameters: parameters, beamWidth: choice)
    }
  }
}

import ArgumentParser
import DiskIndex
import Experiments
import VectorData

/// `search`: the nearest neighbours of every query in a file.
struct SearchVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Find the nearest neighbours of every query in a file.")

  @OptionGroup var source: IndexOptions

  @Option(help: "The file of queries.")
  var queries: String

  @OptionGroup var search: SearchOptions

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

  @Option(help: "The exact neighbours, for the recall; with --range a range truth file.")
  var truth: String?

  @Option(help: "Where results go, - for standard output.")
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
    let recall = try RecallMeter(
      truthPath: truth, isRange: range != nil, queries: queries, index: index,
      answerCount: search.answerCount)
    let (batch, unexhausted) = try run(&parameters, on: index, queries: queries)
    let results = SearchResults(
      prefix: source.index, metric: index.metric, batch: batch, parameters: parameters,
      threadCount: threadCount, names: names, range: range, recall: recall?.fraction(of: batch))
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

  /// The answers, and with a range the queries that may have more.
  private func run(
    _ parameters: inout SearchParameters, on index: any SearchableIndex, queries: VectorMatrix
  ) throws -> (BatchAnswer, unexhausted: [Int]) {
    var resources = cache.resources
    resources.threadCount = threadCount
    resources.inflight = inflight
    resources.filters = try filter.open(for: index, queryCount: queries.count)
    return try ProgressPrinter.run { (control, _) throws(IndexError) in
      let session = try index.session(resources, control: control)
      parameters = session.effective(parameters)
      guard let range else {
        return (try session.search(queries, parameters: parameters, control: control), [])
      }
      let answer = try session.search(
        queries, within: range, parameters: parameters, control: control)
      return (answer.batch, answer.unexhaustedQueries)
    }
  }
}

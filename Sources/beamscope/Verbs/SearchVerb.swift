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

  @Option(help: "The most nodes that one search may read.")
  var ioLimit: Int?

  @Option(help: "Where results go, - for standard output.")
  var output = "-"

  @Option(help: "table, json or csv.")
  var format = ResultFormat.table

  func run() throws {
    let index = try source.open()
    var parameters = search.parameters
    parameters.readLimit = ioLimit
    try parameters.validate(nodeCount: index.layout.nodeCount)
    let queries = try index.openQueries(path: self.queries)
    let names = try index.openNames()
    let batch = try ProgressPrinter.run { (control, _) throws(IndexError) in
      try BatchSearch.run(
        index: index, cache: try cache.load(for: index, control: control), queries: queries,
        parameters: parameters, threadCount: threadCount, inflight: inflight, control: control)
    }
    let results = SearchResults(
      prefix: source.index, batch: batch, parameters: parameters, threadCount: threadCount,
      names: names)
    var file = try TextOutput(path: output)
    try results.write(format, to: &file)
    try file.finish()
    if let first = batch.failures.first {
      let count = "\(batch.failures.count) of \(queries.count) searches failed"
      Ending.say("\(first.error) (query \(first.query) the first; \(count))")
      throw Ending.failed
    }
  }
}

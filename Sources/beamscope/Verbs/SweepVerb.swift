import ArgumentParser
import DiskIndex
import Experiments
import VectorData

/// `sweep`: the same queries at many settings.
struct SweepVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Measure recall, queries per second, latency and reads at many settings.",
    discussion: """
      Lists are 10,20,50; a range is 10-14 or 10..14, with a step 10-100:10, 10..100:10 or \
      "10..100 step 10". Every L is run with every W, every -T and every --cache.
      """)

  @OptionGroup var source: IndexOptions

  @Option(help: "The file of queries.", completion: .vectors)
  var queries: String

  @Option(
    help: "Their exact neighbours, for the recall; with --range a range truth file.",
    completion: .file())
  var truth: String?

  @Option(name: .customShort("K"), help: "Answers wanted.")
  var answerCount = 10

  @Option(name: .customShort("L"), help: "Sizes of the candidate list.")
  var searchListSizes: NumberList

  @Option(
    name: .customShort("W"), help: "Nodes fetched per hop; auto finds one for each L by measuring.")
  var beamWidths = BeamWidthListArgument.fixed(NumberList([4]))

  @OptionGroup var measuring: MeasuringOptions

  @Option(name: .customShort("T"), help: "Threads, a list.")
  var threadCounts = NumberList([2])

  @Option(help: "Searches that each thread keeps going at once. (default: fills the device)")
  var inflight: Int?

  @OptionGroup var savings: ReadSavingOptions

  @Option(help: "Nodes kept in memory, a list.")
  var cache = NumberList([0])

  @OptionGroup var cacheChoice: CacheChoiceOptions

  @OptionGroup var filter: SearchFilterOptions

  @Option(help: "The most nodes that one search may read.")
  var ioLimit: Int?

  @Option(help: "Everything within this value of the metric, instead of K; -L are the first lists.")
  var range: Float?

  @Option(help: "Where results go, - for standard output.", completion: .file())
  var output = "-"

  @Option(help: "table, json or csv.")
  var format = ResultFormat.table

  func run() throws {
    var request = try request()
    let index = try source.open()
    for setting in request.settings { try setting.validate(nodeCount: index.pointCount) }
    let queries = try index.openQueries(path: self.queries)
    request.filters = try filter.open(for: index, queryCount: queries.count)
    let meter = try truth.map { path throws(IndexError) in
      try RecallMeter(
        path: path, isRange: range != nil, queryCount: queries.count, index: index,
        answerCount: answerCount)
    }
    let writer = try SweepWriter(
      format: format, path: output,
      recallName: range == nil ? "recall@\(answerCount)" : "recall",
      hasCaches: cache.values.count > 1)
    let report = try ProgressPrinter.run { [request] (control, printer) throws(IndexError) in
      try Sweep.run(
        index: index, queries: queries, meter: meter, request: request, control: control,
        onChoice: { choice in printer.aboveBar { Ending.say("\(choice)") } },
        onRow: { row in printer.aboveBar { writer.append(row) } })
    }
    try writer.finish(report)
  }

  /// Everything but the filters, which speak of the index.
  private func request() throws(IndexError) -> Sweep.Request {
    var request = Sweep.Request(searchListSizes: searchListSizes.values)
    switch beamWidths {
    case .fixed(let list): request.beamWidths = list.values
    case .auto: request.findsBeamWidth = true
    }
    request.latencyBoundMicroseconds = try measuring.latencyBound(
      findsBeamWidth: request.findsBeamWidth)
    request.warmsUp = measuring.warmUp
    request.answerCount = answerCount
    request.usesWholePages = savings.usesWholePages
    request.usesVectorPages = savings.usesVectorPages
    request.stopFactor = savings.stopFactor
    request.usesNavigation = savings.usesNavigation
    request.isPipelined = savings.isPipelined
    request.approachWidth = savings.approachWidth
    request.range = range
    request.readLimit = ioLimit
    request.threadCounts = threadCounts.values
    request.inflight = inflight
    request.cachedNodeCounts = cache.values
    request.cachePolicy = cacheChoice.policy
    request.cacheSamplePath = cacheChoice.samplePath
    return request
  }
}

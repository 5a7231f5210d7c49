import ArgumentParser
import DiskIndex
import Experiments
import Foundation
import Vamana
import VectorData

/// `build`: from a file of vectors to a disk index.
struct BuildVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Build a disk index that Beamscope and DiskANN can search.",
    discussion: """
      The same data, parameters and seed give the same bytes with any number of threads. An \
      interrupted build leaves nothing.
      """)

  @Option(help: "The file of vectors.")
  var data: String

  @Option(help: "What all file names of the index begin with.")
  var index: String

  @Option(help: "The type of vectors in a .bin file: float, int8 or uint8.")
  var type: ElementType?

  @Option(help: "How vectors are compared: l2, ip (float vectors) or cosine.")
  var metric = Metric.l2

  @Option(name: .customShort("R"), help: "Largest number of neighbours of a node.")
  var maxDegree = 64

  @Option(name: .customShort("L"), help: "Candidate list of the searches that link a node.")
  var searchListSize = 100

  @Option(help: "Prune slack on squared distances.")
  var alpha: Float = 1.2

  @Option(name: .customShort("B"), help: "Memory of a search in GiB; gives the PQ bytes.")
  var searchBudget: Double?

  @Option(help: "Bytes of a PQ code; overrides -B. (default: a quarter of the dimension)")
  var pqBytes: Int?

  @Option(name: .customShort("M"), help: "Memory that the build may use, in GiB.")
  var buildBudget: Double?

  @Option(name: .customShort("T"), help: "Threads. (default: all processors)")
  var threadCount: Int?

  @Option(help: "Names of the rows: a line each, identifier TAB text.")
  var names: String?

  @Flag(help: "Build an index that is searched in memory, with the whole vectors and no codes.")
  var memory = false

  @Option(help: "Fixes everything that is drawn by lot.")
  var seed: UInt64 = 42

  @Option(help: "How progress is shown.")
  var progress = ProgressPrinter.Style.auto

  func run() throws {
    let request = request()
    guard !memory else { return try runMemory(request) }
    let report = try ProgressPrinter.run(
      style: progress, announcesPhases: true
    ) { (control, _) throws(IndexError) in
      let estimate = try IndexBuild.estimate(request)
      if progress == .auto || progress == .plain { tell(estimate) }
      return try IndexBuild.run(request, control: control)
    }
    var output = try TextOutput(path: "-")
    try output.write(summary(report))
    try output.finish()
  }

  private func request() -> IndexBuild.Request {
    var request = IndexBuild.Request(dataPath: data, prefix: index)
    if let described = DataSetDescription.describing(dataPath: data) {
      request = IndexBuild.Request(dataSet: described, prefix: index)
      request.dataPath = data
    }
    request.elementType = type
    request.metric = metric
    request.graph.maxDegree = maxDegree
    request.graph.searchListSize = searchListSize
    request.graph.alpha = alpha
    request.graph.seed = seed
    request.codeSize =
      pqBytes.map { .bytes($0) } ?? searchBudget.map { .searchBudget(gigabytes: $0) } ?? .automatic
    request.buildBudgetGigabytes = buildBudget
    if let threadCount { request.threadCount = threadCount }
    if let names { request.namesPath = names }
    return request
  }

  private func tell(_ estimate: BuildEstimate) {
    let text = String(
      format: "estimate: %.1f s, %d MiB of memory, %.1f MiB on disk, PQ %d bytes\n",
      estimate.seconds, Int(estimate.peakBytes >> 20), Double(estimate.diskBytes) / 0x1p20,
      estimate.pqBytes)
    FileHandle.standardError.write(Data(text.utf8))
  }

  private func summary(_ report: IndexBuildReport) -> String {
    let facts = report.metadata
    let type = facts.dataType ?? facts.elementType
    var text = "\(index): \(facts.count) x \(facts.dimension) \(type.rawValue), "
    if facts.metric != .l2 { text += "\(facts.metric.rawValue), " }
    text += "R \(facts.maxDegree), L \(facts.searchListSize), PQ \(facts.pqBytes) bytes\n"
    text += String(
      format: "%.2f s, %d MiB of memory, %.1f MiB on disk, degree %.1f on average, %d at most\n",
      report.seconds, Int(report.peakBytes >> 20), Double(report.diskBytes) / 0x1p20,
      report.meanDegree, report.largestDegree)
    return text
  }
}

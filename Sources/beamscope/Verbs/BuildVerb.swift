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
      interrupted build leaves no index: the same command goes on with it after --resume, and begins \
      anew without.
      """)

  @Option(help: "The file of vectors.", completion: .vectors)
  var data: String

  @Option(help: "What all file names of the index begin with.", completion: .indexPrefix)
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

  @Option(help: "diskann: one pass. paper: a random graph, then two passes, alpha on distances.")
  var passes = VamanaReading.diskann

  @Option(name: .customShort("B"), help: "Memory of a search in GiB; gives the PQ bytes.")
  var searchBudget: Double?

  @Option(help: "Bytes of a PQ code; overrides -B. (default: a quarter of the dimension)")
  var pqBytes: Int?

  @Flag(help: "Rotate vectors before they are encoded, so that codes say more (OPQ).")
  var opq = false

  @Option(help: "Keep codes of so many bytes in the nodes instead of vectors (disk-PQ).")
  var diskPqBytes: Int?

  @Flag(help: "With --disk-pq-bytes: keep the vectors behind the graph, to rank answers by.")
  var reorderData = false

  @Option(help: "Link the graph over codes of so many bytes instead of vectors, to save memory.")
  var buildPqBytes: Int?

  @Option(
    name: .customShort("M"),
    help: "Memory that the build may use, in GiB; decides how many shards the graph is linked in.")
  var buildBudget: Double?

  @Option(help: "Link the graph in so many shards, whether -M asks for it or not.")
  var shards: Int?

  @Flag(help: "Go on with an interrupted build of the same data and parameters.")
  var resume = false

  @Option(name: .customShort("T"), help: "Threads. (default: all processors)")
  var threadCount: Int?

  @Option(
    help: "Do one part of a build in shards: partition, shard, merge or layout, in this order.")
  var stage: StageWord?

  @Option(help: "Which shard, from 0, for --stage shard.")
  var shard: Int?

  @Option(help: "Names of the rows: a line each, identifier TAB text.", completion: .file())
  var names: String?

  @Option(
    help: "Labels of the rows for filtered searches: a line each, separated by commas.",
    completion: .file())
  var labels: String?

  @Option(help: "The label whose rows pass every filter.")
  var universalLabel: String?

  @Option(
    help: """
      What the graph knows of the labels: plain (nothing), filtered or stitched. (default: filtered with \
      --memory and --labels, else plain)
      """)
  var filterGraph: FilterGraph?

  @Flag(help: "Build an index that is searched in memory, with the whole vectors and no codes.")
  var memory = false

  @OptionGroup var tags: TagOptions

  @Option(help: "Fixes everything that is drawn by lot.")
  var seed: UInt64 = 42

  @Option(help: "How progress is shown.")
  var progress = ProgressPrinter.Style.auto

  /// The words of `--stage`.
  enum StageWord: String, ExpressibleByArgument, CaseIterable {
    case partition
    case shard
    case merge
    case layout
  }

  func run() throws {
    let request = request()
    guard !memory else { return try runMemory(request) }
    guard tags.tags == nil && tags.tagsFile == nil else {
      throw IndexError.parameter(
        name: "--tags", expected: "an index in memory (--memory), which takes updates with them",
        found: "one on disk")
    }
    let text: String
    if let stage = try chosenStage() {
      text = try summary(run(stage, of: request))
    } else {
      text = try summary(run(request))
    }
    var output = try TextOutput(path: "-")
    try output.write(text)
    try output.finish()
  }

  private func chosenStage() throws(IndexError) -> IndexBuild.Stage? {
    guard (stage == .shard) == (shard != nil) else {
      throw .parameter(
        name: "--shard", expected: "a number with --stage shard, and nothing without",
        found: shard.map { "\($0)" } ?? "none")
    }
    switch stage {
    case .partition: return .partition
    case .shard: return .shard(shard ?? 0)
    case .merge: return .merge
    case .layout: return .layout
    case nil: return nil
    }
  }

  private func run(
    _ stage: IndexBuild.Stage, of request: IndexBuild.Request
  ) throws(IndexError) -> IndexBuild.StageReport {
    try ProgressPrinter.run(
      style: progress, announcesPhases: true
    ) { (control, _) throws(IndexError) in
      do throws(IndexError) {
        return try IndexBuild.run(stage, of: request, control: control)
      } catch {
        if IndexBuild.isResumable(request, isStage: true) { tellOfResume() }
        throw error
      }
    }
  }

  private func run(_ request: IndexBuild.Request) throws(IndexError) -> IndexBuildReport {
    try ProgressPrinter.run(
      style: progress, announcesPhases: true
    ) { (control, _) throws(IndexError) in
      let estimate = try IndexBuild.estimate(request)
      if progress == .auto || progress == .plain { tell(estimate) }
      do throws(IndexError) {
        return try IndexBuild.run(request, control: control)
      } catch {
        if IndexBuild.isResumable(request) { tellOfResume() }
        throw error
      }
    }
  }

  private func tellOfResume() {
    Ending.say("finished stages are kept: the same command with --resume goes on from there")
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
    request.graph.reading = passes
    request.graph.seed = seed
    request.codeSize =
      pqBytes.map { .bytes($0) } ?? searchBudget.map { .searchBudget(gigabytes: $0) } ?? .automatic
    request.rotates = opq
    request.diskCodeBytes = diskPqBytes
    request.appendsReorderData = reorderData
    request.linkingCodeBytes = buildPqBytes
    request.buildBudgetGigabytes = buildBudget
    request.shardCount = shards
    request.resumes = resume
    request.keepsFinishedStages = true
    if let threadCount { request.threadCount = threadCount }
    if let names { request.namesPath = names }
    if let labels { request.labelsPath = labels }
    request.universalLabel = universalLabel
    request.filterGraph = filterGraph ?? (memory && labels != nil ? .filtered : .plain)
    return request
  }

  private func tell(_ estimate: BuildEstimate) {
    var text = String(
      format: "estimate: %.1f s, %d MiB of memory, %.1f MiB on disk, PQ %d bytes",
      estimate.seconds, Int(estimate.peakBytes >> 20), Double(estimate.diskBytes) / 0x1p20,
      estimate.pqBytes)
    text += estimate.shardCount > 1 ? ", at least \(estimate.shardCount) shards\n" : "\n"
    FileHandle.standardError.write(Data(text.utf8))
  }

  private func summary(_ report: IndexBuild.StageReport) -> String {
    if let index = report.index { return summary(index) }
    let seconds = report.phases.reduce(0) { $0 + $1.seconds }
    let points = report.shardPoints.map(String.init).joined(separator: ", ")
    return String(
      format: "%@: %@ is done, %.2f s, %d MiB of memory\n%d shards of %@ points\n", index,
      stage?.rawValue ?? "", seconds, Int(report.peakBytes >> 20), report.shardPoints.count, points)
  }

  private func summary(_ report: IndexBuildReport) -> String {
    let facts = report.metadata
    let type = facts.dataType ?? facts.elementType
    var text = "\(index): \(facts.count) x \(facts.dimension) \(type.rawValue), "
    if facts.metric != .l2 { text += "\(facts.metric.rawValue), " }
    text += "R \(facts.maxDegree), L \(facts.searchListSize), PQ \(facts.pqBytes) bytes"
    if facts.isRotated == true { text += " (OPQ)" }
    if let bytes = facts.diskPqBytes { text += ", \(bytes) bytes in the nodes" }
    if facts.hasReorderData == true { text += ", vectors behind the graph" }
    text += facts.linkingCodesText + "\n"
    text += String(
      format: "%.2f s, %d MiB of memory, %.1f MiB on disk, degree %.1f on average, %d at most\n",
      report.seconds, Int(report.peakBytes >> 20), Double(report.diskBytes) / 0x1p20,
      report.meanDegree, report.largestDegree)
    return text
  }
}

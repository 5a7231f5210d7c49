import Canvas
import DiskIndex
import Foundation
import Vamana
import VectorData

@testable import Experiments
@testable import Explorer

extension PointsRequest {
  /// Some act.
  static let synthetic = PointsRequest(
    act: .insert, parameters: VamanaParameters(), answerCount: 10, searchListSize: 20)
}

/// States of the explorer made by events alone, as the engine would send them.
enum SyntheticState {
  static let size = Size(width: 80, height: 24)

  static let card = IndexCard(
    prefix: "/cache/debian-packages", title: "Debian package descriptions", elementType: .int8,
    metric: .l2, nodeCount: 120, dimension: 384, medoid: 0, maxDegree: 8, buildListSize: 64,
    alpha: 1.2, pqBytes: 48, fileBytes: 7_340_032, residentBytes: 983_040,
    ioDescription: "io_uring+O_DIRECT", queryCount: 200, truthCount: 100,
    queriesPath: "/data/query.i8bin", truthPath: "/data/truth", picture: nil,
    firstListSize: 20, medoidLabel: NodeLabel(identifier: "pkg-0", text: "package number 0"))

  static let dataSet: DataSetDescription = {
    let json = """
      {"name": "debian-packages", "title": "Debian package descriptions", "base": "/data/base.i8bin",
       "summary": "One-line descriptions of 12,000 Debian packages, embedded as 384 signed bytes.",
       "queries": "/data/query.i8bin", "truth": "/data/truth", "names": "/data/names.tsv",
       "build": {"R": 32, "L": 64, "alpha": 1.2, "pqBytes": 48, "searchL": 20}}
      """
    guard
      let value = try? JSONDecoder().decode(DataSetDescription.self, from: Data(json.utf8))
    else { preconditionFailure("the description is valid") }
    return value
  }()

  static let listing = DataSetListing(
    description: dataSet,
    count: 12000, dimension: 384, elementType: .int8, indexPrefix: "/cache/debian-packages")

  static let index = IndexListing(
    prefix: "/cache/debian-packages", title: "Debian package descriptions", count: 12000,
    dimension: 384, elementType: .int8, maxDegree: 32, buildListSize: 64, alpha: 1.2, pqBytes: 48,
    seed: 42, dataPath: "/data/base.i8bin", diskBytes: 8_650_752, health: .complete)

  static let estimate = BuildEstimate(
    seconds: 2.5, peakBytes: 48 << 20, oneShotBytes: 40 << 20, diskBytes: 8_650_752,
    residentBytes: 576_000, pqBytes: 48)

  static let report: IndexBuildReport = {
    let metadata = IndexMetadata(
      elementType: .int8, metric: .l2, count: 12000, dimension: 384, maxDegree: 32,
      searchListSize: 64, alpha: 1.2, pqBytes: 48, seed: 42)
    return IndexBuildReport(
      metadata: metadata,
      phases: [.init(name: "train PQ", seconds: 0.4), .init(name: "link graph", seconds: 1.6)],
      seconds: 2.1, peakBytes: 50 << 20, diskBytes: 8_650_752, meanDegree: 30.2,
      largestDegree: 32, degreeCounts: (0...32).map { $0 * $0 })
  }()

  static func fresh(_ size: Size = size, glyphs: Glyphs = .braille) -> ExplorerState {
    var state = ExplorerState(glyphs: glyphs)
    state.hidesTimings = true
    state.size = size
    state.buildsFirstIndex = false
    _ = state.start(prefix: nil)
    return state
  }

  static func library(_ size: Size = size) -> ExplorerState {
    var state = fresh(size)
    let broken = IndexListing(
      prefix: "/cache/broken", title: "broken", diskBytes: 4096,
      health: .faulty("/cache/broken_disk.index: size: expected 40960 bytes, found 4096"))
    state.answer(
      .scanned(state.job(.scan), [.dataSet(listing), .index(index), .index(broken)]))
    return state
  }

  /// An index is open and query 0 stands before its first hop.
  static func opened(_ size: Size = size, picture: RowPicture? = nil) -> ExplorerState {
    var state = library(size)
    state.press("<Enter>")
    var card = card
    card.picture = picture
    state.answer(.opened(state.job(.open), card))
    state.answerSearch(SyntheticSearch())
    return state
  }

  static func sweeping(_ size: Size = size, rows: Int) -> ExplorerState {
    var state = opened(size)
    state.press("6:L 10,20,30,50<Enter>:W 2,4<Enter>r")
    let job = state.job(.sweep)
    for place in 0..<rows {
      let plan = state.sweep.plan
      state.answer(
        .sweepRow(
          job,
          row(
            L: plan.searchListSizes[place % plan.searchListSizes.count],
            W: plan.beamWidths[place / plan.searchListSizes.count])))
    }
    return state
  }

  static func row(L: Int, W: Int) -> SweepRow {
    var answer = SearchAnswer(results: [], statistics: SearchStatistics())
    answer.statistics.hopCount = L / W + 3
    answer.statistics.readCount = L + 4 * W
    answer.statistics.comparisonCount = 20 * L
    answer.statistics.latencyMicroseconds = Double(300 + 12 * L - 20 * W)
    return SweepRow(
      answers: [answer, answer], wallSeconds: 2.0 * Double(L) / 20_000,
      parameters: SearchParameters(answerCount: 10, searchListSize: L, beamWidth: W),
      threadCount: 2, recall: 1 - 1 / Double(L))
  }
}

extension ExplorerState {
  /// The number of the job of a kind that is under way.
  func job(_ kind: JobKind) -> JobID { jobs[kind]?.id ?? -1 }

  /// Presses the keys of a script and returns the effects.
  @discardableResult
  mutating func press(_ script: String) -> [Effect] {
    guard let keys = try? KeyScript.parse(script) else { preconditionFailure("bad script") }
    var effects: [Effect] = []
    for key in keys { effects += reduce(.key(key), at: seconds) }
    return effects
  }

  @discardableResult
  mutating func answer(_ message: Message) -> [Effect] { reduce(.message(message), at: seconds) }

  /// Answers as the engine does: the query, and the trace up to where the cursor wants to be.
  mutating func answerSearch(_ synthetic: SyntheticSearch) {
    guard let run = search.run else { return }
    let parameters = search.setting.parameters
    answer(
      .searchBegan(
        run,
        QueryCard(
          number: search.setting.query,
          label: NodeLabel(identifier: "boohu", text: "Break Out Of Hareka's Underground"),
          truth: Array(synthetic.truth.prefix(parameters.answerCount)), cachedNodeCount: 0,
          ioDescription: "io_uring+O_DIRECT")))
    let whole = synthetic.trace(parameters, query: search.setting.query)
    var trace = whole
    if search.cursor <= whole.hops.count {
      trace.hops = Array(whole.hops.prefix(search.cursor))
      trace.results = []
      trace.isFinished = false
      trace.statistics = trace.hops.last?.totals ?? SearchStatistics()
    }
    var labels: [NodeID: NodeLabel] = [:]
    for node in synthetic.points.indices {
      labels[NodeID(node)] = NodeLabel(
        identifier: "pkg-\(node)", text: "package number \(node)",
        pixels: index?.picture == nil ? nil : (0..<64).map { UInt8(($0 * node) % 256) })
    }
    let found = Set(trace.results.map(\.node))
    let missed =
      trace.isFinished
      ? synthetic.truth.prefix(parameters.answerCount).filter { !found.contains($0) }
        .map { MissedNeighbour(node: $0, why: .undiscovered) } : []
    answer(.searched(run, trace, labels: labels, missed: missed))
  }

  /// Presses keys and lets the search answer after each.
  mutating func walk(_ script: String, _ synthetic: SyntheticSearch = SyntheticSearch()) {
    guard let keys = try? KeyScript.parse(script) else { preconditionFailure("bad script") }
    for key in keys {
      _ = reduce(.key(key), at: seconds)
      if search.isAdvancing { answerSearch(synthetic) }
    }
  }

  /// Answers the second of two compared searches as the engine does.
  mutating func answerComparison(_ synthetic: SyntheticSearch = SyntheticSearch()) {
    guard let job = search.comparison?.run, let setting = search.comparison?.setting else { return }
    answer(
      .compared(
        job,
        ComparedSearch(
          trace: synthetic.trace(setting.parameters, query: setting.query), missed: [], labels: [:],
          cachedNodeCount: 0)))
  }

  /// Answers the map, and where the nodes of the search lie, as the engine does.
  mutating func answerMap(_ synthetic: SyntheticSearch = SyntheticSearch()) {
    let effects = answer(.mapped(job(.map), synthetic.map))
    for case .place(let job, _, let nodes) in effects {
      var places: [NodeID: MapPoint] = [:]
      for node in nodes { places[node] = synthetic.map[Int(node)] }
      let query = MapPoint(x: synthetic.query.x, y: synthetic.query.y)
      answer(.placed(job, query: query, places))
    }
  }

  /// Ends the sweep that is under way with the rows it has told.
  mutating func finishSweep() {
    guard let run = sweep.runs.last else { return }
    answer(.swept(job(.sweep), run.report(ioDescription: "io_uring+O_DIRECT")))
  }

  /// Answers what the switches did to the reads: without one the beam is half as wide again, without all twice.
  mutating func answerLedger(_ synthetic: SyntheticSearch = SyntheticSearch()) {
    let parameters = search.setting.parameters
    let reads = { (width: Int) in
      var other = parameters
      other.beamWidth = width
      return ReadLedger.reads(of: synthetic.trace(other))
    }
    let width = parameters.beamWidth
    answer(
      .weighed(
        job(.weigh),
        ReadLedger(
          reads: reads(width),
          without: parameters.savings.ways.enumerated().map { ($1, reads(width + 2 + 2 * $0)) },
          withoutAny: reads(2 * width))))
  }

  /// Answers how the answers are after something was done to the points.
  mutating func answerPoints(_ request: PointsRequest, points: Int, deleted: Int) {
    let moment = UpdateBench.Moment(
      act: request.act, pointCount: points, deletedCount: deleted,
      reachedCount: points - deleted / 10, meanDegree: 7.25, recall: 0.98, meanComparisons: 96.5,
      meanHops: 21.4)
    answer(.pointsMeasured(job(.points), PointsLine(request: request, moment: moment)))
  }

  /// Answers what would have found the missed neighbours.
  mutating func answerRemedies() {
    let missed = search.missed.enumerated().map { place, line in
      var line = line
      line.remedy = .init(largestListSize: 120, largestBeamWidth: 20)
      line.remedy?.smallestListSize = 12 + place
      line.remedy?.smallestBeamWidth = place == 0 ? 2 : nil
      return line
    }
    answer(.remedied(job(.remedy), missed))
  }
}

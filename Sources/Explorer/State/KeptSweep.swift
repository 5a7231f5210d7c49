import Experiments
import VectorData

/// A run of a sweep as it is kept in a file.
struct KeptSweep: Sendable, Equatable, Codable {
  /// The version of the file.
  static let version = 1

  /// The version that wrote it.
  var beamscopeSweep = KeptSweep.version
  /// What the user calls it.
  var name: String
  /// Nodes of the caches that it was run with.
  var caches: [Int]
  /// L, W and T of its grid.
  var lists: [Int]
  var widths: [Int]
  var threads: [Int]
  /// Searches of a thread at once, if that was set.
  var inflight: Int?
  /// Whether sectors were used whole.
  var wholePages: Bool
  /// The stopping rule.
  var stopFactor: Float?
  /// The other switches; runs that were kept before there were these do not say.
  var navigation: Bool?
  var vectorPages: Bool?
  var pipelined: Bool?
  var approachWidth: Int?
  /// The index, K, and the rows with all their figures.
  var report: SweepReport

  /// What is kept of a run.
  init(_ run: SweepRun, ioDescription: String) {
    name = run.name
    caches = run.plan.cachedNodeCounts
    lists = run.plan.searchListSizes
    widths = run.plan.beamWidths
    threads = run.plan.threadCounts
    inflight = run.plan.inflight
    wholePages = run.plan.usesWholePages
    stopFactor = run.plan.stopFactor
    navigation = run.plan.usesNavigation
    vectorPages = run.plan.usesVectorPages
    pipelined = run.plan.isPipelined
    approachWidth = run.plan.approachWidth
    report = run.report(ioDescription: ioDescription)
  }

  /// Whether a screen can show it: a file may say anything.
  var isSound: Bool {
    let axes = [lists, widths, threads, caches]
    guard axes.allSatisfy({ (1...4096).contains($0.count) && $0.allSatisfy { $0 >= 0 } }),
      report.rows.count <= 100_000, report.K >= 0, report.queries >= 0
    else { return false }
    return report.rows.allSatisfy { row in
      let figures = SweepColumn.allCases.map { $0.value(of: row) } + [row.p95LatencyUs]
      return figures.allSatisfy { $0 >= -1 && $0 < 1e15 }
    }
  }

  /// The run as the Sweep screen shows it.
  var run: SweepRun {
    var plan = Sweep.Request(
      searchListSizes: lists, beamWidths: widths, answerCount: report.K, inflight: inflight)
    plan.threadCounts = threads
    plan.cachedNodeCounts = caches
    plan.usesWholePages = wholePages
    plan.stopFactor = stopFactor
    plan.usesNavigation = navigation ?? false
    plan.usesVectorPages = vectorPages ?? false
    plan.isPipelined = pipelined ?? false
    plan.approachWidth = approachWidth
    var run = SweepRun(
      name: name, prefix: report.index, queryCount: report.queries, plan: plan, target: nil)
    run.rows = report.rows
    run.ioDescription = report.io
    run.outcome = .done
    return run
  }
}

/// A kept run in a line.
struct KeptSweepListing: Sendable, Equatable {
  /// The file.
  var path: String
  /// What the user calls it.
  var name: String
  /// The last part of the prefix of its index.
  var indexName = ""
  /// Rows.
  var rowCount = 0
  /// The smallest and the largest recall.
  var recalls: ClosedRange<Double>?
  /// Why it cannot be loaded.
  var fault: String?

  /// "0.81 to 0.99".
  var recallText: String {
    recalls.map { "\(Format.decimal($0.lowerBound, 2)) to \(Format.decimal($0.upperBound, 2))" }
      ?? "-"
  }
}

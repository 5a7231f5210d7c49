import DiskIndex
import Experiments
import VectorData

/// The Sweep screen: runs, of which one is shown as a table that fills row by row and another may lie over it.
struct SweepState: Sendable, Equatable {
  /// How a sweep went.
  enum Outcome: Sendable, Equatable {
    /// None was run.
    case none
    /// It fills.
    case running
    /// All rows are there.
    case done
    /// The user stopped it; the rows that were done stay.
    case cancelled
    /// It failed; the rows that were done stay.
    case failed
  }

  /// More runs than this are not kept: the oldest goes.
  static let capacity = 20

  /// What the next sweep runs with.
  var plan = Sweep.Request(searchListSizes: [10, 20, 30, 50, 100], threadCount: 1)
  /// All runs of the session, the oldest first.
  private(set) var runs: [SweepRun] = []
  /// The number of the run that is shown.
  private(set) var shown = 0
  /// The number of the run that it is compared with.
  private(set) var overlaid: Int?
  /// By which column the rows are sorted.
  var order = SweepOrder()
  /// What the plot shows.
  var plot = SweepPlot.speed
  /// The selected row, among the rows as they are sorted.
  var place = ListPlace()

  /// The run that is shown.
  var run: SweepRun? { runs.indices.contains(shown) ? runs[shown] : nil }
  /// The run that it is compared with.
  var other: SweepRun? { overlaid.map { runs[$0] } }
  /// Whether one is under way.
  var isRunning: Bool { runs.last?.outcome == .running }
  /// The rows of the run that is shown, as they are sorted.
  var rows: [SweepRow] { order.sorted(run?.rows ?? []) }
  /// How the run that is shown went.
  var outcome: Outcome { run?.outcome ?? .none }

  /// Adds a run and shows it; the run before stays beside it.
  mutating func begin(_ run: SweepRun) {
    runs.append(run)
    if runs.count > Self.capacity {
      runs.removeFirst()
      overlaid = overlaid.flatMap { $0 > 0 ? $0 - 1 : nil }
    }
    show(runs.count - 1)
  }

  /// Shows run `number`.
  mutating func show(_ number: Int) {
    shown = min(max(number, 0), max(runs.count - 1, 0))
    if overlaid == shown { overlaid = nil }
    place = ListPlace()
  }

  /// Changes the newest run, the only one that can be under way.
  mutating func updateNewest(_ change: (inout SweepRun) -> Void) {
    guard let last = runs.indices.last else { return }
    change(&runs[last])
  }

  /// Names the run that is shown.
  mutating func rename(_ name: String) {
    guard runs.indices.contains(shown) else { return }
    runs[shown].name = name
  }

  /// Compares with the next older run, and after the oldest with none.
  mutating func cycleOverlay() {
    var candidates = runs.indices.reversed().filter { $0 != shown }[...]
    if let overlaid { candidates = candidates.drop { $0 != overlaid }.dropFirst() }
    overlaid = candidates.first
  }
}

/// One sweep.
struct SweepRun: Sendable, Equatable {
  /// What the user calls it.
  var name: String
  /// The index that it measured.
  var prefix: String
  /// Queries per row.
  var queryCount: Int
  /// What it was run with.
  var plan: Sweep.Request
  /// What it looked for, if it did not measure all of the grid.
  var target: SweepTarget?
  /// The rows so far, in the order in which they were measured.
  var rows: [SweepRow] = []
  /// How reads were made, once it is done.
  var ioDescription: String?
  /// How it went.
  var outcome = SweepState.Outcome.running

  /// The row that meets the target best.
  var best: SweepRow? { target?.best(of: rows) }

  /// The rows as a report.
  func report(ioDescription: String) -> SweepReport {
    SweepReport(
      index: prefix, queries: queryCount, K: plan.answerCount,
      io: self.ioDescription ?? ioDescription, rows: rows)
  }

  /// The row that was measured with the setting of `row`; where the runs differ in threads or cache, the
  /// first with its L and W.
  func counterpart(of row: SweepRow) -> SweepRow? {
    let same = rows.filter { $0.L == row.L && $0.W == row.W }
    return same.first { $0.T == row.T && $0.cache == row.cache } ?? same.first
  }
}

/// What the plot of the Sweep screen shows.
enum SweepPlot: Sendable, Equatable, CaseIterable {
  /// Recall against queries per second.
  case speed
  /// Percentiles of the latency against recall.
  case latency
  /// Reads per query against recall.
  case reads

  /// The next one, around.
  var next: SweepPlot {
    switch self {
    case .speed: .latency
    case .latency: .reads
    case .reads: .speed
    }
  }
}

extension Sweep.Request {
  /// Rows that the sweep will have.
  var rowCount: Int {
    searchListSizes.count * beamWidths.count * threadCounts.count * cachedNodeCounts.count
  }

  /// The settings in a line.
  var summary: String { summaryParts.joined(separator: "  ") }

  /// The settings, each in its own words.
  var summaryParts: [String] {
    [
      "K \(answerCount)", "L \(NumberText.short(searchListSizes))",
      "W \(NumberText.short(beamWidths))",
    ] + savings.shortWords + [
      "T \(NumberText.short(threadCounts))", "inflight \(inflight.map(String.init) ?? "auto")",
      "cache \(NumberText.short(cachedNodeCounts))",
    ]
  }

  /// The settings for 40 columns: what says nothing new is left out.
  var shortSummary: String {
    shortestParts(savings.shortWords).joined(separator: " ")
  }

  /// The same with the switches only counted.
  var shortestSummary: String {
    let count = savings.ways.count
    return shortestParts(count == 0 ? [] : [Format.plural(count, "switch", "switches")])
      .joined(separator: " ")
  }

  private func shortestParts(_ switches: [String]) -> [String] {
    let hasCache = cachedNodeCounts != [0]
    return [
      "K\(answerCount)", "L\(NumberText.short(searchListSizes))",
      "W\(NumberText.short(beamWidths))",
    ] + switches + ["T\(NumberText.short(threadCounts))"]
      + (hasCache ? ["cache \(NumberText.short(cachedNodeCounts))"] : [])
      + (inflight.map { ["inflight \($0)"] } ?? [])
  }

  /// A sweep that suits an index: K and L fit its size, one thread per processor.
  static func fitting(_ card: IndexCard) -> Sweep.Request {
    let answers = max(1, min(10, card.nodeCount, card.truthCount > 0 ? card.truthCount : .max))
    let sizes = [10, 20, 30, 50, 100].filter { $0 >= answers && $0 <= card.nodeCount }
    return Sweep.Request(
      searchListSizes: sizes.isEmpty ? [card.nodeCount] : sizes, answerCount: answers,
      threadCount: WorkerTeam.processorCount)
  }
}

/// Lists of numbers as they are typed.
enum NumberText {
  /// `10..200:10` for numbers at equal distances, else `10,20,50`.
  static func short(_ values: [Int]) -> String {
    if values.count > 3 {
      let step = values[1] - values[0]
      let isEven = step > 0 && zip(values, values.dropFirst()).allSatisfy { $1 - $0 == step }
      if isEven { return "\(values[0])..\(values[values.count - 1])\(step > 1 ? ":\(step)" : "")" }
    }
    return values.map(String.init).joined(separator: ",")
  }
}

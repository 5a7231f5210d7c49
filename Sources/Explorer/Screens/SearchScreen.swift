import Canvas
import DiskIndex

/// One query, hop by hop.
enum SearchScreen {
  /// Draws the screen: side by side where it is wide, stacked at 80 columns, one list at a time where it
  /// is small.
  static func draw(_ state: ExplorerState, on canvas: inout Canvas, in body: Rect) {
    guard let index = state.index else {
      drawEmpty(state, on: &canvas, in: body)
      return
    }
    let view = SearchView(state: state, index: index)
    if let comparison = state.search.comparison, comparison.isShown {
      view.drawComparison(comparison, on: &canvas, in: body)
    } else if body.width >= 108, body.height >= 20 {
      view.drawWide(on: &canvas, in: body)
    } else if body.width >= 60, body.height >= 16 {
      view.drawStacked(on: &canvas, in: body)
    } else {
      view.drawSmall(on: &canvas, in: body)
    }
  }

  private static func drawEmpty(_ state: ExplorerState, on canvas: inout Canvas, in body: Rect) {
    let text: String
    if let job = state.jobs[.open] {
      text = "\(job.title) …"
    } else {
      text = "No index is open.\n\nPress 1 for the Library, choose one and press Enter."
    }
    EmptyNote.draw(text, on: &canvas, in: body, title: "Search")
  }
}

/// What the Search screen shows, with the figures that several parts need computed once.
struct SearchView {
  let state: ExplorerState
  let index: IndexCard
  let search: SearchState
  let outlook: SearchOutlook
  /// Whether nodes have names; without any the tables have no column for them.
  let hasLabels: Bool
  /// Place of each true neighbour, 1 the nearest.
  let trueRanks: [UInt32: Int]

  init(state: ExplorerState, index: IndexCard) {
    self.state = state
    self.index = index
    search = state.search
    outlook = state.search.outlook
    var ranks: [UInt32: Int] = [:]
    for (place, node) in state.search.truth.enumerated() { ranks[node] = place + 1 }
    trueRanks = ranks
    hasLabels = search.labels.values.contains { !$0.line.isEmpty }
  }

  var glyphs: Glyphs { state.glyphs }

  /// Whether the smallest L and W are being looked for.
  var seeksRemedies: Bool { state.jobs[.remedy] != nil }

  /// The name of a node, empty where it has none.
  func label(_ node: UInt32) -> String { search.labels[node]?.line ?? "" }

  // MARK: - Titles

  /// Whether there is anything to search for.
  var hasQuery: Bool { index.queryCount > 0 || search.setting.source != .file }

  var queryTitle: String {
    let source = search.setting.source
    guard hasQuery else { return "no query" }
    let name = search.queryCard?.label.line ?? ""
    return source.title(number: search.setting.query) + (name.isEmpty ? "" : "  \(name)")
  }

  /// How reads are made.
  var ioDescription: String { search.queryCard?.ioDescription ?? index.ioDescription }

  /// Whether reads come from the device; else the page cache may have answered them, and the screen says so.
  var readsDirectly: Bool { ioDescription.contains("O_DIRECT") || index.isRecording }

  var cacheText: String {
    let wanted = search.setting.cacheNodeCount
    return wanted == 0 ? "0" : "\(Format.count(wanted)) (BFS)"
  }

  /// "hop 3 of 11".
  var stageText: String {
    let total = search.trace?.isFinished == true ? " of \(search.trace?.hops.count ?? 0)" : ""
    let waits =
      search.isAdvancing
      ? "  running…" : search.play.map { "  playing, \($0.speedText)" } ?? ""
    switch search.stage {
    case .start: return "before the first hop" + waits
    case .hop(let number): return "hop \(number)\(total)" + waits
    case .answers:
      return "answers, after " + Format.plural(search.trace?.hops.count ?? 0, "hop")
    }
  }

  /// Totals up to the hop that is shown.
  var totals: SearchStatistics {
    if search.stage == .answers { return search.trace?.statistics ?? SearchStatistics() }
    return search.hop?.totals ?? SearchStatistics()
  }

  /// Totals in so many columns: in shorter words where there is little room, then without what matters least.
  func totalsText(columns: Int) -> String {
    let totals = totals
    let time =
      state.hidesTimings ? "" : "  \(Format.microseconds(totals.latencyMicroseconds))"
    let hasPages = savings.usesWholePages
    let hasCache = !hasPages || totals.cacheHitCount > 0
    let compared = "  \(Format.count(totals.comparisonCount)) compared"
    let whole =
      Format.plural(totals.readCount, "SSD read")
      + (hasPages ? "  \(Format.plural(totals.pageHitCount, "page hit"))" : "")
      + (hasCache ? "  \(Format.plural(totals.cacheHitCount, "cache hit"))" : "")
    let reads = Format.plural(totals.readCount, "read")
    let short =
      hasPages && hasCache
      ? "\(reads)  \(Format.count(totals.pageHitCount)) page + "
        + Format.plural(totals.cacheHitCount, "cache hit")
      : whole.replacing("SSD ", with: "")
    let shortest =
      reads + (hasPages ? "  \(Format.count(totals.pageHitCount)) page" : "")
      + (hasCache ? "  \(Format.count(totals.cacheHitCount)) cache" : "")
    return Format.fitting(
      [
        whole + compared + time, short + compared + time, shortest + compared + time,
        shortest + time, shortest,
      ], columns: columns)
  }

  /// Recall by what is shown, in so many columns.
  func recallText(columns: Int) -> String {
    let wanted = search.trace?.parameters.answerCount ?? search.setting.parameters.answerCount
    guard let recall = outlook.recall else {
      guard search.setting.source == .file else {
        return "recall unknown: the data are not here to compare with"
      }
      return index.truthCount == 0
        ? "recall unknown: no truth file"
        : "recall unknown: the truth holds \(index.truthCount) per query"
    }
    let missing = max(wanted - outlook.foundCount, 0)
    let name =
      search.stage == .answers ? "recall@\(wanted)" : "recall@\(wanted) if stopped now"
    let rest = search.stage == .answers ? "\(missing) missed" : "\(missing) to go"
    let figures = "\(Format.decimal(recall, 2))   \(outlook.foundCount) found, \(rest)"
    let short = search.stage == .answers ? "recall" : "recall if stopped now"
    let missed = "\(Format.decimal(recall, 2)), \(rest)"
    return Format.fitting(
      ["\(name) \(figures)", "\(short) \(figures)", "\(short) \(missed)", "recall \(missed)"],
      columns: columns)
  }
}

import Canvas
import Experiments

/// Settings against recall and speed: a table that fills, and its curve.
enum SweepScreen {
  /// Draws the screen.
  static func draw(_ state: ExplorerState, on canvas: inout Canvas, in body: Rect) {
    guard let index = state.index else {
      EmptyNote.draw(
        "No index is open.\n\nPress 1 for the Library, choose one and press Enter.", on: &canvas,
        in: body, title: "Sweep")
      return
    }
    let isSmall = body.height < 14
    let title = "Sweep: recall against speed"
    let inner =
      isSmall ? body : canvas.pane(body, title: title, trailing: status(state), isFocused: true)
    let summary = summaryLines(
      state, columns: isSmall ? inner.width : inner.width - 2, lineCount: isSmall ? 1 : 2)
    let (head, rest) = inner.split(top: summary.count + (isSmall ? 1 : 2))
    drawHead(state, index, summary, on: &canvas, in: isSmall ? head : head.inset(columns: 1))
    guard let run = state.sweep.run, !run.rows.isEmpty else {
      drawHint(state, index, on: &canvas, in: rest)
      return
    }
    let plot = SweepPlotView(
      sweep: state.sweep, run: run, hasRecall: run.rows.contains { $0.recall != nil })
    guard !state.isSpoken else {
      drawTable(state, run, on: &canvas, in: rest)
      // While rows come in, they are news enough.
      let end = rest.row(rest.height - 1).split(left: 0).left
      if run.outcome != .running { canvas.describe(end, as: plot.words) }
      return
    }
    let rows = run.target == nil ? run.plan.rowCount : max(run.rows.count, 4)
    let tableRows = min(rows + 1, rest.height < 16 ? rest.height : max(rest.height / 2, 6))
    let showsPlot = rest.height - tableRows >= 7
    let (upper, lower) = rest.split(top: showsPlot ? tableRows : rest.height)
    drawTable(state, run, on: &canvas, in: upper)
    guard showsPlot else { return }
    let rule = Rect(x: body.x, y: lower.y, width: body.width, height: 1)
    canvas.paneRule(in: rule, y: lower.y, title: plot.title)
    plot.draw(on: &canvas, in: lower.split(top: 1).bottom)
  }

  private static func status(_ state: ExplorerState) -> String {
    let sweep = state.sweep
    guard let run = sweep.run else {
      return "\(Format.plural(sweep.plan.rowCount, "row")) to measure"
    }
    let which = sweep.runs.count > 1 ? "run \(sweep.shown + 1) of \(sweep.runs.count), " : ""
    let total = run.plan.rowCount
    switch run.outcome {
    case .running where run.target != nil: return "\(which)seeking, \(run.rows.count) measured"
    case .none, .running: return "\(which)running, \(run.rows.count) of \(total)"
    case .done: return "\(which)done, \(Format.plural(run.rows.count, "row"))"
    case .cancelled: return "\(which)cancelled at \(run.rows.count) of \(total)"
    case .failed: return "\(which)failed at \(run.rows.count) of \(total)"
    }
  }

  /// The settings of the next sweep, whole: in a line, in two, or in shorter words.
  private static func summaryLines(
    _ state: ExplorerState, columns: Int, lineCount: Int
  ) -> [String] {
    let sweep = state.sweep
    let isNext = sweep.run.map { !$0.rows.isEmpty && $0.plan != sweep.plan } ?? false
    let start = isNext ? "next, with r: " : ""
    var lines = [start]
    for part in sweep.plan.summaryParts {
      let line = lines[lines.count - 1]
      if line == start, lines.count == 1 {
        lines[0] += part
      } else if line.count + 2 + part.count <= columns {
        lines[lines.count - 1] += "  " + part
      } else {
        lines.append(part)
      }
    }
    let isWhole = lines.count <= lineCount && lines.allSatisfy { $0.count <= columns }
    guard !isWhole else { return lines }
    let short = [sweep.plan.shortSummary, sweep.plan.shortestSummary].map { start + $0 }
    return [short.first { $0.count <= columns } ?? start + sweep.plan.shortestSummary]
  }

  private static func drawHead(
    _ state: ExplorerState, _ index: IndexCard, _ summary: [String], on canvas: inout Canvas,
    in whole: Rect
  ) {
    let sweep = state.sweep
    for (row, line) in summary.enumerated() where row < whole.height {
      canvas.put(line, x: whole.x, y: whole.y + row, role: .title, width: whole.width)
    }
    // From here on the last line of the settings is row 0.
    let rect = whole.split(top: summary.count - 1).bottom
    guard rect.height > 1 else { return }
    if let job = state.jobs[.sweep] {
      let (bar, line) = rect.row(1).split(left: min(30, rect.width / 2))
      let text = JobText.line(job, at: state.seconds, state, columns: line.width - 2)
      ProgressBar(fraction: job.fraction ?? 0).draw(on: &canvas, in: bar)
      canvas.put(text, x: line.x + 2, y: line.y, width: max(line.width - 2, 0))
    } else if let text = targetText(state) {
      canvas.put(text, x: rect.x, y: rect.y + 1, role: .good, width: rect.width)
    } else {
      let io = sweep.run?.ioDescription ?? index.ioDescription
      canvas.put(
        "\(Format.plural(index.queryCount, "query", "queries"))  reads by \(io)", x: rect.x,
        y: rect.y + 1, role: .dim, width: rect.width)
    }
    guard rect.height > 2 else { return }
    canvas.put(viewText(sweep), x: rect.x, y: rect.y + 2, role: .dim, width: rect.width)
  }

  /// What a search for a target has come to.
  private static func targetText(_ state: ExplorerState) -> String? {
    guard let run = state.sweep.run, let target = run.target, run.outcome == .done else {
      return nil
    }
    let wanted = "recall \(Format.decimal(target.recall, 3))"
    guard let best = run.best else { return "\(wanted) is reached by no setting of the grid" }
    let figures =
      state.hidesTimings
      ? ""
      : ", \(SweepColumn.mean.text(of: best)), \(SweepColumn.qps.text(of: best)) QPS"
    let cache = best.cache.map { "  cache \($0)" } ?? ""
    let goal = target.goal == .latency ? "lowest latency" : "most QPS"
    return "\(wanted) at the \(goal): L \(best.L)  W \(best.W)  T \(best.T)\(cache)"
      + "  (\(SweepColumn.recall.text(of: best))\(figures))"
  }

  /// Which run is shown, what it is compared with, and how it is sorted; empty where there is no choice.
  private static func viewText(_ sweep: SweepState) -> String {
    var parts: [String] = []
    if sweep.runs.count > 1, let run = sweep.run { parts.append("\"\(run.name)\"") }
    if let other = sweep.other { parts.append("less \"\(other.name)\"") }
    if let column = sweep.order.column {
      let first = sweep.order.isDescending ? "largest" : "smallest"
      parts.append("sorted by \(column.title), \(first) first")
    }
    return parts.joined(separator: "  ")
  }

  private static func drawHint(
    _ state: ExplorerState, _ index: IndexCard, on canvas: inout Canvas, in rect: Rect
  ) {
    let text: String
    if state.sweep.outcome == .running {
      text = "measuring the first row…"
    } else if index.queriesPath == nil {
      text = "A sweep needs queries.\n\nType :queries FILE [TRUTH] to name them."
    } else {
      text =
        "Each row answers all queries with one L and one W.\n\n"
        + "Press r to run. L, W, K, T and C change what is measured: 10,20,50 or 10..200:10."
        + " t finds the setting that reaches a recall at the lowest latency."
    }
    var lines = WordWrap.lines(of: text, width: rect.width - 4)
    if lines.count >= rect.height, index.queriesPath != nil, state.sweep.outcome != .running {
      lines = WordWrap.lines(
        of: "Press r to measure each L with each W. t finds the setting that reaches a recall.",
        width: rect.width - 4)
    }
    for (row, line) in lines.enumerated()
    where row + 1 < rect.height {
      canvas.put(line, x: rect.x + 2, y: rect.y + 1 + row, width: rect.width - 4)
    }
  }

  private static func drawTable(
    _ state: ExplorerState, _ run: SweepRun, on canvas: inout Canvas, in rect: Rect
  ) {
    let rows = state.sweep.rows
    var table = SweepTable.table(
      rows, of: run, other: state.sweep.other, hidesTimings: state.hidesTimings)
    table.selectedRow = state.sweep.place.row(of: rows.count)
    table.scrollOffset = state.sweep.place.firstVisible(
      count: rows.count, height: table.visibleRowCount(height: rect.height))
    table.draw(on: &canvas, in: rect)
  }
}

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
    let headRows = isSmall ? 2 : 3
    let (head, rest) = inner.split(top: headRows)
    drawHead(state, index, on: &canvas, in: isSmall ? head : head.inset(columns: 1))
    guard !state.sweep.rows.isEmpty else {
      drawHint(state, index, on: &canvas, in: rest)
      return
    }
    let rows = (state.sweep.ranPlan ?? state.sweep.plan).rowCount
    let tableRows = min(rows + 1, rest.height < 16 ? rest.height : max(rest.height / 2, 6))
    let showsPlot = rest.height - tableRows >= 7
    let (upper, lower) = rest.split(top: showsPlot ? tableRows : rest.height)
    drawTable(state, on: &canvas, in: upper)
    guard showsPlot else { return }
    let rule = Rect(x: body.x, y: lower.y, width: body.width, height: 1)
    canvas.paneRule(in: rule, y: lower.y, title: plotTitle(index))
    drawPlot(state.sweep, index, on: &canvas, in: lower.split(top: 1).bottom)
  }

  private static func status(_ state: ExplorerState) -> String {
    let sweep = state.sweep
    let total = (sweep.ranPlan ?? sweep.plan).rowCount
    switch sweep.outcome {
    case .none: return "\(Format.plural(total, "row")) to measure"
    case .running: return "running, \(sweep.rows.count) of \(total)"
    case .done: return "done, \(Format.plural(sweep.rows.count, "row"))"
    case .cancelled: return "cancelled at \(sweep.rows.count) of \(total)"
    case .failed: return "failed at \(sweep.rows.count) of \(total)"
    }
  }

  private static func drawHead(
    _ state: ExplorerState, _ index: IndexCard, on canvas: inout Canvas, in rect: Rect
  ) {
    let sweep = state.sweep
    let isNext = !sweep.rows.isEmpty && sweep.ranPlan != sweep.plan
    canvas.put(
      isNext ? "next, with r: \(sweep.plan.summary)" : sweep.plan.summary, x: rect.x, y: rect.y,
      role: .title, width: rect.width)
    guard rect.height > 1 else { return }
    if let job = state.jobs[.sweep] {
      let text = job.isCancelling ? "cancelling…" : JobText.line(job, at: state.seconds, state)
      let (bar, line) = rect.row(1).split(left: min(30, rect.width / 2))
      ProgressBar(fraction: job.fraction ?? 0).draw(on: &canvas, in: bar)
      canvas.put(text, x: line.x + 2, y: line.y, width: max(line.width - 2, 0))
    } else {
      let io = state.sweep.ioDescription ?? index.ioDescription
      canvas.put(
        "\(Format.plural(index.queryCount, "query", "queries"))  reads by \(io)", x: rect.x,
        y: rect.y + 1, role: .dim, width: rect.width)
    }
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
        + "Press r to run. L, W, K, T and C change what is measured."
    }
    for (row, line) in WordWrap.lines(of: text, width: rect.width - 4).enumerated()
    where row + 1 < rect.height {
      canvas.put(line, x: rect.x + 2, y: rect.y + 1 + row, width: rect.width - 4)
    }
  }

  private static func drawTable(_ state: ExplorerState, on canvas: inout Canvas, in rect: Rect) {
    var table = SweepTable.table(state.sweep.rows, hidesTimings: state.hidesTimings)
    table.selectedRow = state.sweep.place.row(of: state.sweep.rows.count)
    table.scrollOffset = state.sweep.place.firstVisible(
      count: state.sweep.rows.count, height: table.visibleRowCount(height: rect.height))
    table.draw(on: &canvas, in: rect)
  }

  private static func plotTitle(_ index: IndexCard) -> String {
    index.truthCount > 0 ? "recall against queries per second" : "L against queries per second"
  }

  /// One curve per W; without truth L stands in the place of recall.
  private static func drawPlot(
    _ sweep: SweepState, _ index: IndexCard, on canvas: inout Canvas, in rect: Rect
  ) {
    let roles: [Role] = [.seriesA, .seriesB, .seriesC]
    let hasRecall = index.truthCount > 0
    let widths = (sweep.ranPlan ?? sweep.plan).beamWidths
    let series = widths.enumerated().map { place, width in
      let points = sweep.rows.filter { $0.W == width }.map { row in
        PlotPoint(x: hasRecall ? row.recall ?? .nan : Double(row.L), y: row.qps)
      }
      return PlotSeries("W \(width)", points: points, role: roles[place % roles.count])
    }
    LinePlot(
      series: series,
      xAxis: .init(
        hasRecall ? "recall@\(sweep.ranPlan?.answerCount ?? sweep.plan.answerCount)" : "L"),
      yAxis: .init("QPS (log)", scale: .logarithmic)
    ).draw(on: &canvas, in: rect)
  }
}

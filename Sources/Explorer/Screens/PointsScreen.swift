import Canvas
import DiskIndex
import Experiments

/// Points that come and go: what was done, and how the answers were after it.
enum PointsScreen {
  /// Draws the screen: a table, and below it the selected line in words.
  static func draw(_ state: ExplorerState, on canvas: inout Canvas, in body: Rect) {
    guard let index = state.readableIndex else {
      EmptyNote.draw(state.noIndexNote, on: &canvas, in: body, title: "Points")
      return
    }
    let isSmall = body.height < 10 || body.width < 60
    let inner =
      isSmall
      ? body
      : canvas.pane(
        body, title: "points that come and go", trailing: status(state, columns: body.width - 31),
        isFocused: true)
    let lines = state.points.lines
    guard let row = state.points.place.row(of: lines.count) else {
      drawHint(state, index, on: &canvas, in: inner)
      return
    }
    let words = WordWrap.lines(
      of: sentence(lines[row]), width: max(inner.width - 2, 1))
    let (upper, lower) = inner.split(bottom: inner.height >= 8 ? min(words.count, 3) : 0)
    var table = table(lines)
    table.selectedRow = row
    table.scrollOffset = state.points.place.firstVisible(
      count: lines.count, height: table.visibleRowCount(height: upper.height))
    table.draw(on: &canvas, in: upper)
    for (place, line) in words.enumerated() where place < lower.height {
      canvas.put(line, x: lower.x + 1, y: lower.y + place, role: .dim, width: lower.width - 1)
    }
  }

  private static func status(_ state: ExplorerState, columns: Int) -> String {
    if let job = state.jobs[.points] {
      return JobText.line(job, at: state.seconds, state, columns: columns)
    }
    let parameters = state.search.setting.parameters
    return "K \(parameters.answerCount)  L \(parameters.searchListSize)  "
      + Format.plural(state.index?.queryCount ?? 0, "query", "queries")
  }

  private static func drawHint(
    _ state: ExplorerState, _ index: IndexCard, on canvas: inout Canvas, in rect: Rect
  ) {
    let count = Format.count(index.nodeCount)
    let text =
      state.jobs[.points].map { "\($0.title)…" }
      ?? (rect.width < 60
        ? "An index in memory takes points in and lets them go. i inserts all of the data. Then d"
          + " deletes some, t says what would be found if they were just cut out, c mends the graph."
        : whatPointsDo(count))
    for (row, line) in WordWrap.lines(of: text, width: max(rect.width - 4, 1)).enumerated()
    where row + 1 < rect.height {
      canvas.put(line, x: rect.x + 2, y: rect.y + 1 + row, width: rect.width - 4)
    }
  }

  private static func whatPointsDo(_ count: String) -> String {
    "An index in memory takes points in and lets them go while it is searched.\n\n"
      + "i inserts all \(count) points of the data. Then d deletes some: they"
      + " stay in the graph as ways to others. t says what would be found if they were just cut out,"
      + " c takes them out and mends the graph. Each line is measured with all queries."
  }

  private static func table(_ lines: [PointsLine]) -> TextTable {
    let number: (String, Int) -> TextTable.Column = { title, priority in
      .init(title, align: .right, width: .fitting(maximum: 10), priority: priority)
    }
    return TextTable(
      columns: [
        .init("what was done", width: .flexible(minimum: 28), priority: 9), number("points", 8),
        number("deleted", 6), number("reached", 5), number("degree", 3), number("recall", 10),
        number("compared", 7), number("hops", 2),
      ],
      rows: lines.map { line in
        let moment = line.moment
        let isWhole = moment.reachedCount == moment.pointCount
        return [
          .init(line.request.title), .init(Format.count(moment.pointCount)),
          .init(Format.count(moment.deletedCount)),
          .init(Format.count(moment.reachedCount), role: isWhole ? .text : .warning),
          .init(Format.decimal(moment.meanDegree, 1)), .init(Format.decimal(moment.recall, 3)),
          .init(Format.decimal(moment.meanComparisons, 0)),
          .init(Format.decimal(moment.meanHops, 1)),
        ]
      })
  }

  /// A line in words.
  private static func sentence(_ line: PointsLine) -> String {
    let moment = line.moment
    let ways = moment.pointCount - moment.reachedCount
    let reach =
      ways == 0
      ? "A walk over the edges comes to every point."
      : "A walk over the edges does not come to \(Format.plural(ways, "point"))."
    let deleted =
      moment.deletedCount == 0
      ? ""
      : " \(Format.plural(moment.deletedCount, "point")) deleted: searches go over them and answer"
        + " with the rest."
    return reach + deleted
      + " A query with L \(line.request.searchListSize) compares"
      + " \(Format.decimal(moment.meanComparisons, 0)) vectors."
  }

  /// All figures in full precision, for a file.
  static func exported(_ lines: [PointsLine]) -> TextTable {
    TextTable(
      columns: [
        "act", "points", "deleted", "reached", "degree", "recall", "comparisons", "hops", "K", "L",
      ].map { .init($0) },
      rows: lines.map { line in
        let moment = line.moment
        return [
          line.request.title, "\(moment.pointCount)", "\(moment.deletedCount)",
          "\(moment.reachedCount)", "\(moment.meanDegree)", "\(moment.recall)",
          "\(moment.meanComparisons)", "\(moment.meanHops)", "\(line.request.answerCount)",
          "\(line.request.searchListSize)",
        ].map { .init($0) }
      })
  }
}

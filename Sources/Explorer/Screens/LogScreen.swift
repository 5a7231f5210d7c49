import Canvas

/// What ran, with its parameters, and what it said.
enum LogScreen {
  /// Draws the list and, below it, the selected line whole.
  static func draw(_ state: ExplorerState, on canvas: inout Canvas, in body: Rect) {
    let log = state.log
    guard let row = log.place.row(of: log.entries.count) else {
      EmptyNote.draw(
        "Nothing has run yet.\n\nBuilds, searches, sweeps and errors stand here with their parameters.",
        on: &canvas, in: body, title: "Log")
      return
    }
    let isSmall = body.height < 14 && !state.isSpoken
    let (upper, lower) = body.split(bottom: isSmall ? 3 : state.isSpoken ? 0 : 5)
    let inner =
      isSmall
      ? upper
      : canvas.pane(
        upper, title: "Log", trailing: Format.plural(log.entries.count, "line"), isFocused: true)
    var table = TextTable(
      columns: [
        .init("time", align: .right, width: .fixed(6), priority: 2),
        .init("", width: .fixed(5), priority: 3),
        .init("what", width: .flexible(minimum: 20), priority: 9),
      ],
      rows: log.entries.map { entry in
        let role = role(entry.kind)
        return [
          .init(state.hidesTimings ? "-" : Format.clock(entry.seconds), role: .dim),
          .init(entry.kind.rawValue, role: role),
          .init(entry.text, role: entry.kind == .failed ? role : .text),
        ]
      }, selectedRow: row)
    table.scrollOffset = log.place.firstVisible(
      count: log.entries.count, height: table.visibleRowCount(height: inner.height))
    table.draw(on: &canvas, in: inner)
    guard !lower.isEmpty else { return }
    let detail =
      isSmall ? lower : canvas.pane(lower, title: "the selected line").inset(columns: 1)
    let lines = WordWrap.lines(of: log.entries[row].text, width: detail.width)
    for (number, line) in lines.prefix(detail.height).enumerated() {
      canvas.put(
        line, x: detail.x, y: detail.y + number, role: isSmall ? .focus : .text, width: detail.width
      )
    }
  }

  private static func role(_ kind: LogEntry.Kind) -> Role {
    switch kind {
    case .began: .dim
    case .done: .good
    case .stopped: .warning
    case .failed: .failure
    }
  }
}

import Canvas
import Experiments
import VectorData

/// The form of a build and, below or beside it, its forecast, its phases and its report.
enum BuildScreen {
  /// Draws the screen.
  static func draw(_ state: ExplorerState, on canvas: inout Canvas, in body: Rect) {
    let fieldRows = BuildField.allCases.count
    if body.width >= 110, !state.isSpoken {
      let (left, right) = body.split(left: body.width * 55 / 100)
      drawForm(state, on: &canvas, in: left)
      drawStatus(state, on: &canvas, in: right)
    } else if body.height >= fieldRows + 9 {
      let (upper, lower) = body.split(top: fieldRows + 2)
      drawForm(state, on: &canvas, in: upper)
      drawStatus(state, on: &canvas, in: lower)
    } else {
      let statusRows = min(4, body.height / 2)
      let (upper, lower) = body.split(bottom: statusRows)
      drawFields(state, on: &canvas, in: upper)
      drawStatusLines(state, on: &canvas, in: lower)
    }
  }

  private static func drawForm(_ state: ExplorerState, on canvas: inout Canvas, in rect: Rect) {
    let title = state.build.source.map { "Build an index of: \($0.title)" } ?? "Build an index"
    drawFields(state, on: &canvas, in: canvas.pane(rect, title: title, isFocused: true))
  }

  private static func drawFields(_ state: ExplorerState, on canvas: inout Canvas, in rect: Rect) {
    let build = state.build
    let fields = BuildField.allCases
    let first = build.place.firstVisible(count: fields.count, height: rect.height)
    let noteColumns = rect.width >= 70 ? 33 : 0
    for (row, field) in fields.dropFirst(first).prefix(rect.height).enumerated() {
      let line = rect.row(row)
      let isSelected = field == build.field
      let place = Rect(
        x: line.x + 12, y: line.y, width: max(line.width - 12 - noteColumns, 8), height: 1)
      if isSelected {
        canvas.put(state.glyphs.marker, x: line.x, y: line.y, role: .focus)
        canvas.cursor = (x: place.x, y: place.y)
      }
      canvas.put(
        field.title, x: line.x + 2, y: line.y, role: isSelected ? .focus : .title, width: 9)
      if isSelected, let input = build.input {
        input.draw(on: &canvas, in: place, role: .text)
      } else {
        let text = shown(field, build)
        canvas.put(
          text.text, x: place.x, y: place.y, role: isSelected ? .selected : text.role,
          width: place.width - 1)
      }
      if noteColumns > 0 {
        canvas.put(field.note, x: place.maxX, y: line.y, role: .dim, width: noteColumns)
      }
    }
    guard noteColumns == 0, rect.height > fields.count + 1 else { return }
    canvas.put(
      "\(build.field.title): \(build.field.note)", x: rect.x + 2, y: rect.y + fields.count + 1,
      role: .dim, width: rect.width - 2)
  }

  private static func shown(
    _ field: BuildField, _ build: BuildState
  ) -> (text: String, role: Role) {
    let text = build.texts[field] ?? ""
    switch field {
    case .data where text.isEmpty: return ("Enter a path, or choose in the Library (1)", .dim)
    case .output where text.isEmpty: return ("Enter a path", .dim)
    case .elementType where text.isEmpty: return ("as the file's name says", .dim)
    case .searchBudget where text.isEmpty: return ("-", .dim)
    case .linkingBytes where text.isEmpty: return ("whole vectors", .dim)
    case .pqBytes where !(build.texts[.searchBudget] ?? "").isEmpty: return ("from B", .dim)
    case .data, .output: return (Format.path(text), .text)
    default: return (text, .text)
    }
  }

  private static func drawStatus(_ state: ExplorerState, on canvas: inout Canvas, in rect: Rect) {
    let title: String =
      switch state.build.outcome {
      case .none: "Estimate before you start"
      case .running: "Running"
      case .done: "Done"
      case .cancelled: "Cancelled"
      case .failed: "Failed"
      }
    drawStatusLines(state, on: &canvas, in: canvas.pane(rect, title: title).inset(columns: 1))
  }

  private static func drawStatusLines(
    _ state: ExplorerState, on canvas: inout Canvas, in rect: Rect
  ) {
    switch state.build.outcome {
    case .running:
      if let job = state.jobs[.build] { drawRunning(job, state, on: &canvas, in: rect) }
    case .done(let prefix, let report):
      BuildReportView(prefix: prefix, report: report, state: state).draw(on: &canvas, in: rect)
    case .cancelled:
      drawForecast(state, on: &canvas, in: rect, first: "Cancelled: nothing was left behind.")
    case .failed(let message): drawForecast(state, on: &canvas, in: rect, first: message)
    case .none: drawForecast(state, on: &canvas, in: rect, first: nil)
    }
  }

  private static func drawForecast(
    _ state: ExplorerState, on canvas: inout Canvas, in rect: Rect, first: String?
  ) {
    var lines: [(String, Role)] = []
    if let first { lines.append((first, .warning)) }
    switch state.build.forecast {
    case .none: lines.append(("Choose data, then the estimate stands here.", .dim))
    case .pending: lines.append(("estimating…", .dim))
    case .faulty(let message): lines.append((message, .failure))
    case .ready(let forecast):
      put(lines, on: &canvas, in: rect)
      let (_, below) = rect.split(top: first == nil ? 0 : 1)
      drawForecast(forecast, state, on: &canvas, in: below)
      return
    }
    put(lines, on: &canvas, in: rect)
  }

  private static func drawForecast(
    _ forecast: BuildEstimate, _ state: ExplorerState, on canvas: inout Canvas, in rect: Rect
  ) {
    let time = state.hidesTimings ? "-" : "about \(Format.seconds(forecast.seconds))"
    let memory = "keeps \(Format.bytes(Int(forecast.residentBytes))) in memory"
    let resident = Format.fitting(
      ["\(memory), \(forecast.pqBytes) bytes a node", memory], columns: rect.width - 9)
    let facts = [
      ("time", time), ("memory", "at most \(Format.bytes(Int(forecast.peakBytes)))"),
      ("disk", Format.bytes(Int(forecast.diskBytes))),
      ("search", resident), ("", ""), ("r", "starts the build, in the background"),
    ]
    for (row, fact) in facts.enumerated() where row < rect.height {
      canvas.put(fact.0, x: rect.x, y: rect.y + row, role: .dim, width: 8)
      canvas.put(fact.1, x: rect.x + 9, y: rect.y + row, width: max(rect.width - 9, 0))
    }
  }

  private static func drawRunning(
    _ job: Job, _ state: ExplorerState, on canvas: inout Canvas, in rect: Rect
  ) {
    let elapsed =
      state.hidesTimings ? "" : "   \(Format.seconds(state.seconds - job.startSeconds)) so far"
    let title =
      state.build.opensWhenDone
      ? Format.fitting(
        [
          "First start: this sample index is built once, then it opens.\(elapsed)",
          "First start: this sample index is built once, then it opens.",
          "First start: the sample index is built",
        ], columns: rect.width)
      : "\(job.title)\(elapsed)"
    canvas.put(title, x: rect.x, y: rect.y, role: .title, width: rect.width)
    guard rect.height > 2 else { return }
    ProgressBar(fraction: job.fraction, step: Int(state.seconds * 10))
      .draw(on: &canvas, in: rect.row(1))
    canvas.put(
      JobText.line(job, at: state.seconds, state, columns: rect.width), x: rect.x, y: rect.y + 2,
      width: rect.width)
    drawPhases(job.phases, state, on: &canvas, in: rect.split(top: 3).bottom)
  }

  private static func drawPhases(
    _ phases: [JobPhase], _ state: ExplorerState, on canvas: inout Canvas, in rect: Rect
  ) {
    for (row, phase) in phases.suffix(max(rect.height, 0)).enumerated() {
      let line = rect.row(row)
      let isDone = phase.seconds != nil
      let mark = isDone ? state.glyphs.good : state.glyphs.marker
      canvas.put(
        "\(mark) \(phase.name)", x: line.x, y: line.y, role: isDone ? .good : .frontier,
        width: min(28, line.width))
      if let seconds = phase.seconds, !state.hidesTimings, line.width > 40 {
        canvas.put(Format.seconds(seconds), x: line.x + 28, y: line.y, width: 10, align: .right)
      }
    }
  }

  private static func put(
    _ lines: [(String, Role)], on canvas: inout Canvas, in rect: Rect
  ) {
    var y = rect.y
    for (text, role) in lines {
      for line in WordWrap.lines(of: text, width: rect.width, indent: 2) where y < rect.maxY {
        canvas.put(line, x: rect.x, y: y, role: role, width: rect.width)
        y += 1
      }
    }
  }
}

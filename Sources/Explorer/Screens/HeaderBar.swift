import Canvas
import VectorData

/// The first row: the program, the open index or the running job, and the tabs.
enum HeaderBar {
  /// Draws the row.
  static func draw(_ state: ExplorerState, on canvas: inout Canvas, in row: Rect) {
    let tabs = placedTabs(state, in: row)
    let left = row.split(right: row.maxX - (tabs.first?.x ?? row.maxX) + 1).left
    drawTitle(state, on: &canvas, in: left)
    for tab in tabs {
      let isFront = tab.screen == state.screen
      canvas.put(tab.text, x: tab.x, y: row.y, role: isFront ? .selected : .dim)
    }
  }

  /// The screen whose tab stands at a column.
  static func screen(at x: Int, _ state: ExplorerState, in row: Rect) -> ScreenID? {
    placedTabs(state, in: row).first { ($0.x..<$0.x + $0.columns).contains(x) }?.screen
  }

  private static func placedTabs(
    _ state: ExplorerState, in row: Rect
  ) -> [(screen: ScreenID, text: String, x: Int, columns: Int)] {
    let gap = row.width < 110 ? 1 : 2
    let tabs = tabWidths(state, columns: row.width)
    let columns = tabs.reduce(0) { $0 + $1.columns } + gap * (tabs.count - 1)
    var x = row.maxX - columns - 1
    return tabs.map { tab in
      defer { x += tab.columns + gap }
      return (tab.screen, tab.text, x, tab.columns)
    }
  }

  /// Digits and titles; without blanks between them where it is narrow, only digits where it is narrower.
  private static func tabWidths(
    _ state: ExplorerState, columns: Int
  ) -> [(screen: ScreenID, text: String, columns: Int)] {
    ScreenID.tabs(front: state.screen).map { screen in
      let isFront = screen == state.screen
      let separator = isFront ? String(state.glyphs.marker) : columns < 110 ? "" : " "
      let text =
        columns < 60 && !isFront
        ? String(screen.digit) : "\(screen.digit)\(separator)\(screen.title)"
      return (screen, text, TextWidth.columns(of: text))
    }
  }

  private static func drawTitle(_ state: ExplorerState, on canvas: inout Canvas, in rect: Rect) {
    guard rect.width > 10 else { return }
    var x = rect.x + 1
    if rect.width >= 34 {
      x += canvas.put("beamscope", x: x, y: rect.y, role: .title, width: min(9, rect.maxX - x))
      x += 2
    }
    let (text, role) = subtitle(state, columns: rect.maxX - x)
    canvas.put(text, x: x, y: rect.y, role: role, width: max(rect.maxX - x, 0))
  }

  /// What runs, else what is open.
  private static func subtitle(_ state: ExplorerState, columns: Int) -> (String, Role) {
    if let job = state.jobs.all.last(where: { $0.kind.asksBeforeQuit || $0.kind == .open }) {
      let percent = job.fraction.map { "  \(Int($0 * 100))%" } ?? ""
      let phase = job.progress.map { $0.phase == job.kind.rawValue ? "" : ": \($0.phase)" } ?? ""
      return ("\(job.kind.rawValue)\(phase)\(percent)", .warning)
    }
    guard let index = state.index else { return ("no index open", .dim) }
    if index.isRecording { return ("recorded trace  \(index.name)", .text) }
    var text = index.name
    let facts = [
      "\(Format.count(index.nodeCount)) × \(index.dimension) \(index.elementType.rawValue)"
        + (index.metric == .l2 ? "" : " \(index.metric.rawValue)"),
      "R \(index.maxDegree)", "PQ \(index.pqBytes) B",
    ]
    for fact in facts where text.count + fact.count + 2 <= columns { text += "  \(fact)" }
    return (text, .text)
  }
}

import Canvas

/// The last row: the command line, a notice, or the hints of the key table with `? help` last.
enum FooterBar {
  /// Draws the row.
  static func draw(_ state: ExplorerState, on canvas: inout Canvas, in row: Rect) {
    if let line = state.commandLine {
      drawCommandLine(line, on: &canvas, in: row)
    } else if let notice = state.notice {
      let mark = notice.isWarning ? state.glyphs.bad : state.glyphs.marker
      drawUpward(
        "\(mark) \(notice.text)", indent: 2, on: &canvas,
        in: row.inset(columns: 1), role: notice.isWarning ? .warning : .good)
    } else if let overlay = state.overlay {
      drawHints(overlay.hints, on: &canvas, in: row)
    } else if state.screen == .build, state.build.input != nil {
      drawHints([("Enter", "take it"), ("Esc", "leave as it was")], on: &canvas, in: row)
    } else if let lesson = state.lesson.run, lesson.isOnRails {
      drawHints(lesson.hints + [("?", "help")], on: &canvas, in: row)
    } else {
      drawHints(hints(state), on: &canvas, in: row)
    }
  }

  private static func drawCommandLine(
    _ line: CommandLineState, on canvas: inout Canvas, in row: Rect
  ) {
    canvas.put(":", x: row.x, y: row.y, role: .focus)
    let field = row.split(left: 1).right
    line.input.draw(on: &canvas, in: field, role: .text)
    let message = line.fault ?? ExplorerCommand.advice(for: line.input.text)
    guard let message, row.y > 0 else { return }
    let above = Rect(x: row.x, y: row.y - 1, width: row.width, height: 1)
    let mark = line.fault == nil ? "" : "\(canvas.glyphs.bad) "
    drawUpward(
      mark + message, indent: mark.count, on: &canvas, in: above,
      role: line.fault == nil ? .dim : .failure)
  }

  /// Words that end in `row`; what a line does not hold takes rows above it, at most a third of the screen.
  private static func drawUpward(
    _ text: String, indent: Int, on canvas: inout Canvas, in row: Rect, role: Role
  ) {
    let most = max(min(row.y, canvas.size.height / 3), 1)
    let shown = canvas.glyphs.transliterated(text)
    let lines = WordWrap.lines(of: shown, width: row.width, indent: indent)
    for (place, line) in lines.prefix(most).enumerated() {
      let y = row.y - min(lines.count, most) + 1 + place
      canvas.fill(Rect(x: 0, y: y, width: canvas.size.width, height: 1))
      let isCut = place == most - 1 && lines.count > most
      canvas.put(
        isCut ? line + String(canvas.glyphs.ellipsis) : line, x: row.x, y: y, role: role,
        width: row.width)
    }
  }

  /// The hints that can be followed now: the screen's own, then those of everywhere, help last.
  private static func hints(_ state: ExplorerState) -> [(key: String, text: String)] {
    hintBindings(state).map { ($0.keys[0].hintName, $0.hint ?? "") }
  }

  private static func hintBindings(_ state: ExplorerState) -> [KeyBinding] {
    KeyTable.bindings(on: state.screen).filter { binding in
      binding.hint != nil && !binding.keys.isEmpty && state.obstacle(to: binding.action) == nil
        && isWorthwhile(binding.action, state)
    }
  }

  /// Whether a hint helps now: the Library where an index is wanted, the film where there is one, no next hop at
  /// the end of a search.
  private static func isWorthwhile(_ action: Action, _ state: ExplorerState) -> Bool {
    switch action {
    case .show(.library): state.readableIndex == nil && state.screen.wantsIndex
    case .show(.film): state.readableIndex != nil && state.filmObstacle == nil
    case .search(.nextHop), .search(.toEnd):
      state.search.isComparing || state.search.stage != .answers
    default: true
    }
  }

  /// What the hint at a column does, where hints are shown.
  static func action(at x: Int, _ state: ExplorerState, in row: Rect) -> Action? {
    guard state.commandLine == nil, state.overlay == nil, state.build.input == nil else {
      return nil
    }
    let hints = hints(state)
    let place = placed(hints, in: row).first { ($0.x..<$0.x + columns(hints[$0.hint])).contains(x) }
    return place.map { hintBindings(state)[$0.hint].action }
  }

  /// As many hints as fit; the last one always stands, at the right.
  private static func drawHints(
    _ hints: [(key: String, text: String)], on canvas: inout Canvas, in row: Rect
  ) {
    for place in placed(hints, in: row) {
      draw(hints[place.hint], on: &canvas, x: place.x, y: row.y)
    }
  }

  /// Where the hints stand that fit, by their number.
  private static func placed(
    _ hints: [(key: String, text: String)], in row: Rect
  ) -> [(hint: Int, x: Int)] {
    guard let last = hints.last else { return [] }
    let lastColumns = columns(last)
    var places: [(hint: Int, x: Int)] = []
    var x = row.x + 1
    for (number, hint) in hints.dropLast().enumerated() {
      guard x + columns(hint) + 2 + lastColumns < row.maxX else { break }
      places.append((number, x))
      x += columns(hint) + 2
    }
    return places + [(hints.count - 1, max(row.maxX - 1 - lastColumns, x))]
  }

  private static func columns(_ hint: (key: String, text: String)) -> Int {
    TextWidth.columns(of: hint.key) + 1 + TextWidth.columns(of: hint.text)
  }

  private static func draw(
    _ hint: (key: String, text: String), on canvas: inout Canvas, x: Int, y: Int
  ) {
    let used = canvas.put(hint.key, x: x, y: y, role: .focus)
    canvas.put(hint.text, x: x + used + 1, y: y, role: .text)
  }
}

extension TextInput {
  /// Draws the text in a field, scrolled so that the cursor is in sight, and puts the cursor there.
  func draw(on canvas: inout Canvas, in field: Rect, role: Role) {
    guard field.width > 0 else { return }
    let characters = Array(text)
    var start = cursor
    var used = 1
    while start > 0 {
      let columns = TextWidth.columns(of: String(characters[start - 1]))
      guard used + columns <= field.width else { break }
      used += columns
      start -= 1
    }
    canvas.put(
      String(characters[start...]), x: field.x, y: field.y, role: role, width: field.width)
    canvas.cursor = (x: field.x + used - 1, y: field.y)
    canvas.setRole(.selected, in: Rect(x: field.x + used - 1, y: field.y, width: 1, height: 1))
  }
}

extension Overlay {
  /// What the footer says while the overlay has the keys.
  fileprivate var hints: [(key: String, text: String)] {
    switch self {
    case .help(let help) where help.isFiltering:
      [("Enter", "take the filter"), ("Esc", "all keys")]
    case .help: [("↑↓", "move"), ("Enter", "run it"), ("/", "find"), ("Esc", "close")]
    case .explanation: [("↓", "more"), ("→", "next page"), ("Esc", "close")]
    case .failure: [("Enter", "close")]
    case .export: [("↑↓", "move"), ("Enter", "choose"), ("Esc", "close")]
    case .kept: [("↑↓", "move"), ("Enter", "load"), ("Esc", "close")]
    case .confirmation(.quit): [("y", "cancel it and leave"), ("n", "stay")]
    case .confirmation: [("y", "yes"), ("n", "no")]
    }
  }
}

import Canvas

/// A whole frame: header, the screen in front, footer, and what lies over them.
enum ScreenFrame {
  /// Below this the screens give way to a notice; `q`, `?` and `:` work all the same.
  static let smallest = Size(width: 40, height: 10)
  /// The rows that a screen has where it is said: so few that it shows one list at a time, without boxes.
  static let spokenRows = 13

  /// The frame of a state, exactly as large as its `size`.
  static func draw(_ state: ExplorerState) -> Canvas {
    var canvas = Canvas(size: state.size, glyphs: state.glyphs)
    canvas.isSpoken = state.isSpoken
    guard !isTooSmall(state) else {
      drawTooSmall(state, on: &canvas)
      return canvas
    }
    let header = canvas.bounds.split(top: 1).top
    let footer = canvas.bounds.split(bottom: 1).bottom
    let (body, lesson) = parts(state)
    HeaderBar.draw(state, on: &canvas, in: header)
    // What lies over a screen takes its place where frames are said: beside it, it would be read with it.
    if !state.isSpoken || state.overlay == nil { drawScreen(state, on: &canvas, in: body) }
    LessonPane.draw(state, on: &canvas, in: lesson)
    if let overlay = state.overlay {
      OverlayScreen.draw(overlay, state, on: &canvas, in: overlayBody(state))
    }
    FooterBar.draw(state, on: &canvas, in: footer)
    return canvas
  }

  /// Where overlays lie.
  static func overlayBody(_ state: ExplorerState) -> Rect {
    isTooSmall(state)
      ? Rect(x: 0, y: 0, width: state.size.width, height: max(state.size.height - 1, 0))
      : parts(state).body
  }

  private static func isTooSmall(_ state: ExplorerState) -> Bool {
    state.size.width < smallest.width || state.size.height < smallest.height
  }

  /// What the screen in front has, between header and footer, and what is left for a lesson.
  static func parts(_ state: ExplorerState) -> (body: Rect, lesson: Rect) {
    let size = state.size
    let middle = Rect(x: 0, y: 1, width: size.width, height: max(size.height - 2, 0))
    let (body, lesson) = LessonPane.split(middle, state)
    return (body, lesson)
  }

  private static func drawScreen(_ state: ExplorerState, on canvas: inout Canvas, in body: Rect) {
    switch state.screen {
    case .library: LibraryScreen.draw(state, on: &canvas, in: body)
    case .build: BuildScreen.draw(state, on: &canvas, in: body)
    case .search: SearchScreen.draw(state, on: &canvas, in: body)
    case .node: NodeScreen.draw(state, on: &canvas, in: body)
    case .prune: PruneScreen.draw(state, on: &canvas, in: body)
    case .sweep: SweepScreen.draw(state, on: &canvas, in: body)
    case .disk: DiskScreen.draw(state, on: &canvas, in: body)
    case .log: LogScreen.draw(state, on: &canvas, in: body)
    case .learn: LearnScreen.draw(state, on: &canvas, in: body)
    case .points: PointsScreen.draw(state, on: &canvas, in: body)
    case .film: FilmScreen.draw(state, on: &canvas, in: body)
    }
  }

  /// Have and need, and the keys that are alive.
  private static func drawTooSmall(_ state: ExplorerState, on canvas: inout Canvas) {
    let size = state.size
    let lines = [
      "\(size.width)x\(size.height) is too small", "needs \(smallest.width)x\(smallest.height)",
      "q quit", "? help", ": command",
    ]
    let top = max((size.height - lines.count) / 2, 0)
    for (row, line) in lines.enumerated() where top + row < size.height {
      canvas.put(line, x: 0, y: top + row, width: size.width, align: .center)
    }
    guard size.height > 0 else { return }
    if let overlay = state.overlay {
      OverlayScreen.draw(overlay, state, on: &canvas, in: overlayBody(state))
    }
    let footer = canvas.bounds.split(bottom: 1).bottom
    if state.commandLine != nil { FooterBar.draw(state, on: &canvas, in: footer) }
  }
}

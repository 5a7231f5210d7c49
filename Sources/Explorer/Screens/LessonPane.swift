import Canvas
import Experiments

/// The pane of a lesson, below the screen that it speaks of, or beside it where there is room.
enum LessonPane {
  /// From this width on the pane stands at the right.
  private static let wideColumns = 130
  private static let paneColumns = 46
  /// The rows that a screen keeps at least.
  private static let screenRows = 12

  /// What the screen gets, and what the pane.
  static func split(_ body: Rect, _ state: ExplorerState) -> (screen: Rect, pane: Rect) {
    guard !state.isSpoken else {
      let (screen, pane) = body.split(top: ScreenFrame.spokenRows)
      return (
        screen, state.lesson.run == nil || state.screen == .learn ? pane.split(top: 0).top : pane
      )
    }
    guard let run = state.lesson.run, state.screen != .learn else {
      return (body, Rect(x: body.x, y: body.maxY, width: body.width, height: 0))
    }
    if body.width >= wideColumns {
      let (left, right) = body.split(right: paneColumns)
      return (left, right)
    }
    let lines = lines(of: run, columns: body.width - 4).count
    let (top, bottom) = body.split(bottom: min(lines + 2, max(body.height - screenRows, 3)))
    return (top, bottom)
  }

  /// Whether a text of the lesson is seen whole at 80 x 24.
  static func fits(_ run: LessonRun) -> Bool {
    lines(of: run, columns: 76).count + 2 <= 22 - screenRows
  }

  /// Draws the pane.
  static func draw(_ state: ExplorerState, on canvas: inout Canvas, in rect: Rect) {
    guard let run = state.lesson.run, !rect.isEmpty else { return }
    let lesson = run.lesson
    let inner = canvas.pane(
      rect,
      title: "lesson \(lesson.number), \(run.step + 1)/\(lesson.steps.count): "
        + run.current.title,
      trailing: !run.isOnRails
        ? "exploring: ; comes back" : run.isResumed ? "as it was left; --fresh begins anew" : "",
      isFocused: run.isOnRails)
    let text = lines(of: run, columns: inner.width - 2)
    for (row, line) in text.enumerated() where row < inner.height {
      canvas.put(
        line.text, x: inner.x + 1, y: inner.y + row, role: line.role, width: inner.width - 2)
    }
  }

  private static func lines(of run: LessonRun, columns: Int) -> [(text: String, role: Role)] {
    let role: Role = run.fault != nil ? .failure : run.isReady ? .text : .dim
    let count = run.isAsking && run.isReady ? run.current.choices.count : 0
    let paragraphs = run.text.split(separator: "\n", omittingEmptySubsequences: false)
    return paragraphs.enumerated().flatMap { place, paragraph in
      let left = paragraphs.count - place
      let own: Role = left <= count ? .focus : left == count + 1 && count > 0 ? .title : role
      return WordWrap.lines(of: paragraph, width: max(columns, 1), indent: left <= count ? 3 : 0)
        .map { ($0, own) }
    }
  }
}

import Canvas
import Experiments

/// The lessons that can be played.
enum LearnScreen {
  /// Draws the list, and what the selected lesson is about.
  static func draw(_ state: ExplorerState, on canvas: inout Canvas, in body: Rect) {
    let lesson = state.lesson
    guard !lesson.shelf.isEmpty else {
      EmptyNote.draw(
        "No lessons are here.\n\nThey lie beside the sample data, in the folder lessons.",
        on: &canvas, in: body, title: "Learn")
      return
    }
    let titleColumns = lesson.shelf.map { TextWidth.columns(of: $0.title) }.max() ?? 0
    let minutes = lesson.shelf.reduce(0) { $0 + $1.minutes }
    let inner = canvas.pane(
      body, title: "lessons", trailing: "\(lesson.shelf.count), \(minutes) minutes",
      isFocused: true)
    let (list, words) = inner.split(bottom: inner.height >= 10 ? 4 : 0)
    let first = lesson.place.firstVisible(count: lesson.shelf.count, height: list.height - 1)
    var table = TextTable(
      columns: [
        .init("#", align: .right, width: .fixed(2), priority: 9),
        // As wide as the longest title where the other columns leave that.
        .init(
          "lesson", width: .flexible(minimum: max(min(titleColumns, list.width - 22), 20)),
          priority: 10),
        .init("min", align: .right, width: .fixed(3), priority: 4),
        .init("data", width: .fitting(maximum: 16), priority: 3),
      ],
      rows: lesson.shelf.dropFirst(first).prefix(max(list.height - 1, 0)).map { entry in
        [
          .init("\(entry.number)", role: .dim), .init(entry.title), .init("\(entry.minutes)"),
          .init(entry.index.dataSet, role: .dim),
        ]
      })
    table.selectedRow = lesson.place.row(of: lesson.shelf.count).map { $0 - first }
    table.draw(on: &canvas, in: list)
    guard let selected = lesson.selected else { return }
    let about = words.inset(columns: 1).split(top: 1).bottom
    for (row, line) in WordWrap.lines(of: selected.about, width: max(about.width, 1)).enumerated()
    where row < about.height {
      canvas.put(line, x: about.x, y: about.y + row, role: .text, width: about.width)
    }
  }
}

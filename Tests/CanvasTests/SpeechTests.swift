import Testing

@testable import Canvas

@Suite("Screens as lines for the ear")
struct SpeechTests {
  private func canvas(selected: Int, glyphs: Glyphs = .ascii) -> Canvas {
    var canvas = Canvas(size: Size(width: 30, height: 8), glyphs: glyphs)
    let inner = canvas.pane(canvas.bounds, title: "two-part list", trailing: "3", isFocused: true)
    let table = TextTable(
      columns: [.init("node"), .init("label", width: .flexible(minimum: 8))],
      rows: [["1", "a | b"], ["22", "-"], ["3", "c"]], selectedRow: selected)
    table.draw(on: &canvas, in: inner)
    return canvas
  }

  @Test("Boxes are not said, the selected row is marked, blanks are short", arguments: Glyphs.all)
  func plain(glyphs: Glyphs) {
    var speech = Speech()
    #expect(
      speech.changes(in: canvas(selected: 1, glyphs: glyphs)) == [
        "two-part list  3", "node  label", "1  a | b", "> 22  -", "3  c",
      ])
  }

  @Test("Only what changed is said again: of a moved marker the row where it is now")
  func changes() {
    var speech = Speech()
    _ = speech.changes(in: canvas(selected: 0))
    #expect(speech.changes(in: canvas(selected: 0)).isEmpty)
    #expect(speech.changes(in: canvas(selected: 2)) == ["> 3  c"])
    speech.forget()
    #expect(speech.changes(in: canvas(selected: 2)).count == 5)
  }
}

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

  @Test(
    "Long lines are broken at blanks, and nothing but these is lost",
    arguments: [
      ("short", ["short"]), ("", []), ("0123456789", ["0123456789"]),
      ("one  two three four", ["one  two", "  three", "  four"]),
      ("abcdefghijklmnop", ["abcdefghij", "  klmnop"]),
      ("a abcdefghijklm", ["a", "  abcdefgh", "  ijklm"]), ("漢漢漢漢漢漢", ["漢漢漢漢漢", "  漢"]),
      ("> 1 2 3 4 5 6", ["> 1 2 3 4", "  5 6"]),
    ])
  func wrapped(line: String, parts: [String]) {
    #expect(Speech.wrapped(line, columns: 10) == parts)
    let letters = { (text: String) in text.filter { $0 != " " } }
    #expect(letters(parts.joined()) == letters(line))
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

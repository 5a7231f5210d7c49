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

  @Test("A picture is said in the words of who drew it, behind the row in which it begins")
  func pictures() {
    var canvas = Canvas(size: Size(width: 30, height: 6), glyphs: .ascii)
    canvas.isSpoken = true
    canvas.put("above", x: 0, y: 0)
    canvas.put("beside", x: 0, y: 2)
    let area = Rect(x: 10, y: 1, width: 20, height: 3)
    for row in 1..<4 { canvas.put("x1 dots 2x", x: 10, y: row) }
    canvas.describe(area, as: ["plot: 2 points →", "from 1 to 2"])
    canvas.put("below", x: 0, y: 4)
    canvas.put("9 of 9", x: 10, y: 4)
    canvas.describe(Rect(x: 10, y: 4, width: 6, height: 1), as: [])
    // Nothing is drawn here, yet there is something to say.
    canvas.describe(Rect(x: 0, y: 4, width: 0, height: 0), as: ["and a last word"])
    var speech = Speech()
    #expect(
      speech.changes(in: canvas) == [
        "above", "plot: 2 points ->", "from 1 to 2", "beside", "below", "and a last word",
      ])
    canvas.put("changed dot", x: 10, y: 2)
    #expect(speech.changes(in: canvas).isEmpty)
  }

  @Test("For the eye no words are made")
  func seen() {
    var canvas = Canvas(size: Size(width: 12, height: 2))
    var count = 0
    let words = {
      count += 1
      return ["words"]
    }
    canvas.describe(canvas.bounds, as: words())
    #expect(count == 0 && canvas.pictures.isEmpty)
    canvas.isSpoken = true
    canvas.describe(canvas.bounds, as: words())
    #expect(count == 1 && canvas.pictures.map(\.lines) == [["words"]])
  }

  @Test("Bars are said by their numbers alone, counts by groups, pictures by their size")
  func widgets() {
    var canvas = Canvas(size: Size(width: 40, height: 14), glyphs: .ascii)
    canvas.isSpoken = true
    ProgressBar(fraction: 0.42).draw(
      on: &canvas, in: Rect(x: 0, y: 0, width: 40, height: 1))
    Histogram(
      counts: Array(1...16), lowest: 0, highest: 16, label: "nodes by degree"
    ).draw(on: &canvas, in: Rect(x: 0, y: 1, width: 40, height: 6))
    PixelPicture(width: 2, height: 2, values: [0, 255, 255, 0], maximum: 255).draw(
      on: &canvas, in: Rect(x: 0, y: 8, width: 4, height: 2))
    var speech = Speech()
    #expect(
      speech.changes(in: canvas) == [
        "42%",
        "nodes by degree: 0 to 2: 3; 2 to 4: 7; 4 to 6: 11; 6 to 8: 15; 8 to 10: 19;"
          + " 10 to 12: 23; 12 to 14: 27; 14 to 16: 31",
        "picture of 2 x 2 pixels",
      ])
  }
}

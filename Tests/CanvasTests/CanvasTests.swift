import Testing

@testable import Canvas

@Suite("Canvas: drawing on cells")
struct CanvasTests {
  private func canvas(_ width: Int, _ height: Int = 1, _ glyphs: Glyphs = .braille) -> Canvas {
    Canvas(size: Size(width: width, height: height), glyphs: glyphs)
  }

  @Test(
    "a cell gives back its character, marks and role",
    arguments: ["a", "é", "漢", "⣿", "e\u{301}", "👍"])
  func cellKeepsText(text: Character) {
    var cell = Cell(text, role: .ssdRead)
    #expect(cell.character == text)
    cell.isContinuation = true
    cell.role = .seriesC
    #expect(cell.character == text && cell.role == .seriesC && cell.isContinuation)
  }

  @Test("a cell is 16 bytes and drops the marks that do not fit")
  func cellIsSmall() {
    #expect(MemoryLayout<Cell>.stride == 16)
    let marks = String(repeating: "\u{301}", count: 40)
    #expect(
      Cell(Character("e" + marks)).character
        == Character("e" + marks.prefix(0) + String(repeating: "\u{301}", count: 6)))
  }

  @Test(
    "text is cut with the ellipsis and padded in its field",
    arguments: [
      ("beam", 6, Alignment.left, "beam  |"), ("beam", 6, .right, "  beam|"),
      ("beam", 7, .center, " beam  |"), ("beamscope", 6, .left, "beams…|"),
      ("beamscope", 1, .left, "…|"), ("漢字漢字", 6, .left, "漢字 …|"), ("漢字", 4, .right, "漢字|"),
      ("", 3, .left, "   |"),
    ])
  func fields(text: String, width: Int, align: Alignment, expected: String) {
    var canvas = canvas(10)
    let used = canvas.put(text, x: 0, y: 0, width: width, align: align)
    canvas.put("|", x: used, y: 0)
    #expect(used == width)
    #expect(PlainEncoder.lines(of: canvas) == [expected])
  }

  @Test("without a field the columns used are those of the text, at most up to the edge")
  func columnsUsed() {
    var canvas = canvas(8)
    #expect(canvas.put("ab漢", x: 0, y: 0) == 4)
    #expect(canvas.put("0123456789", x: 4, y: 0) == 4)
    #expect(PlainEncoder.lines(of: canvas) == ["ab漢012…"])
    #expect(canvas.put("x", x: 8, y: 0) == 0)
    #expect(canvas.put("x", x: 0, y: 1) == 0)
  }

  @Test("overwriting one half of a wide character blanks the other half", arguments: [0, 1])
  func wideHalves(x: Int) {
    var canvas = canvas(4)
    canvas.put("漢b", x: 0, y: 0)
    canvas.put("z", x: x, y: 0)
    #expect(PlainEncoder.lines(of: canvas) == [x == 0 ? "z b" : " zb"])
  }

  @Test("a wide character at an edge shows as a blank")
  func wideAtEdge() {
    var canvas = canvas(3)
    canvas[2, 0] = Cell("漢")
    canvas.put("漢a", x: -1, y: 0)
    #expect(PlainEncoder.lines(of: canvas) == [" a"])
  }

  @Test("control characters, direction overrides and lone marks cannot disturb the screen")
  func hostileText() {
    var canvas = canvas(40)
    canvas.put("a\u{1B}[31m\tb\r\n\u{202E}c\u{9B}d\u{200D}\u{7F}", x: 0, y: 0)
    #expect(PlainEncoder.lines(of: canvas) == ["a^[[31m^Ib^M^Jc\u{FFFD}d^?"])
  }

  @Test("drawing outside of the canvas changes nothing inside")
  func outside() {
    var canvas = canvas(4, 2)
    canvas.fill(Rect(x: -5, y: -5, width: 3, height: 3), Cell("x"))
    canvas.fill(Rect(x: 9, y: 1, width: 3, height: 3), Cell("x"))
    canvas.setRole(.failure, in: Rect(x: 2, y: -9, width: 99, height: 5))
    canvas[4, 0] = Cell("x")
    canvas[-1, 1] = Cell("x")
    canvas.pane(Rect(x: 1, y: 0, width: 1, height: 1), title: "none")
    #expect(canvas == self.canvas(4, 2))
  }

  @Test("the ASCII set lets no other byte through, whichever way it comes")
  func asciiOnly() {
    var canvas = canvas(60, 3, .ascii)
    let inner = canvas.pane(canvas.bounds, title: "größe", trailing: "→ 漢", glyphs: .braille)
    canvas.put("α ≤ 1.2 · naïve “Łódź” ⣿ ● ▣ …", x: inner.x, y: inner.y)
    canvas[50, 1] = Cell("▶")
    canvas.fill(Rect(x: 52, y: 1, width: 2, height: 1), Cell("█"))
    let text = PlainEncoder.encode(canvas)
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
    #expect(
      text == """
        + grosse ------------------------------------------- -> ?? +
        |a <= 1.2 . naive "Lodz" # @ # ...                > ##     |
        +----------------------------------------------------------+

        """)
  }

  @Test("a pane shows title and status, and gives up the status first")
  func panes() {
    var wide = canvas(24, 3)
    let inner = wide.pane(wide.bounds, title: "query 17", trailing: "K 10")
    #expect(inner == Rect(x: 1, y: 1, width: 22, height: 1))
    wide.put(String(repeating: "x", count: 30), x: inner.x, y: inner.y, width: inner.width)
    #expect(
      PlainEncoder.lines(of: wide) == [
        "┌ query 17 ────── K 10 ┐", "│xxxxxxxxxxxxxxxxxxxxx…│", "└──────────────────────┘",
      ])
    var narrow = canvas(12, 2)
    narrow.pane(narrow.bounds, title: "query 17", trailing: "K 10")
    #expect(PlainEncoder.lines(of: narrow) == ["┌ query 17 ┐", "└──────────┘"])
  }

  @Test("rectangles split without losing or inventing cells", arguments: -2...12)
  func splits(at cut: Int) {
    let rect = Rect(x: 3, y: 4, width: 10, height: 8)
    let (left, right) = rect.split(left: cut)
    #expect(left.width + right.width == 10 && left.maxX == right.x && right.maxX == 13)
    let (top, bottom) = rect.split(bottom: cut)
    #expect(top.height + bottom.height == 8 && top.maxY == bottom.y && bottom.maxY == 12)
    #expect(rect.inset(columns: cut, rows: cut).width >= 0)
  }
}

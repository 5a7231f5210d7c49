import Testing

@testable import Canvas

@Suite("TextTable: layout, scrolling, export")
struct TextTableTests {
  private let columns: [TextTable.Column] = [
    .init("L", align: .right, width: .fixed(4), priority: 9),
    .init("QPS", align: .right, width: .fixed(8), priority: 8),
    .init("note", width: .flexible(minimum: 6), priority: 1),
    .init("p99", align: .right, width: .fixed(6), priority: 3),
  ]

  @Test(
    "the least important columns go first; flexible ones take what is left",
    arguments: [
      (40, [0, 1, 2, 3], 16), (30, [0, 1, 2, 3], 6), (27, [0, 1, 2, 3], 6), (26, [0, 1, 3], nil),
      (19, [0, 1], nil), (12, [0], nil), (2, [0], nil), (0, [], nil),
    ] as [(Int, [Int], Int?)])
  func layout(width: Int, expected: [Int], flexibleWidth: Int?) {
    let placed = TextTable(columns: columns).layout(width: width, glyphs: .braille)
    #expect(placed.map(\.index) == expected)
    #expect(placed.first { $0.index == 2 }?.width == flexibleWidth)
    #expect(placed.allSatisfy { $0.x + $0.width <= width })
  }

  @Test("columns never overlap nor leave the table, at any width", arguments: 0...60)
  func placement(width: Int) {
    let placed = TextTable(columns: columns).layout(width: width, glyphs: .braille)
    for (left, right) in zip(placed, placed.dropFirst()) {
      #expect(left.x + left.width < right.x)
    }
  }

  @Test(
    "the selected row stays in sight and no space is wasted below",
    arguments: [
      (nil, 0, 0), (nil, 95, 91), (0, 50, 0), (5, 0, 0), (9, 0, 1), (50, 45, 45), (50, 50, 50),
      (99, 0, 91), (nil, -3, 0), (400, 7, 7),
    ] as [(Int?, Int, Int)])
  func scrolling(selected: Int?, offset: Int, expected: Int) {
    var table = TextTable(columns: columns, selectedRow: selected, scrollOffset: offset)
    table.rows = (0..<100).map { ["\($0)"] }
    #expect(table.firstVisibleRow(height: 10) == expected)
  }

  @Test("the position in a long table")
  func position() {
    var table = TextTable(columns: columns)
    #expect(table.positionText(height: 5) == "empty")
    table.rows = (0..<4).map { ["\($0)"] }
    #expect(table.positionText(height: 5) == "4")
    #expect(table.positionText(height: 4) == "1-3 of 4")
    #expect(table.firstVisibleRow(height: 0) == 0)
  }

  @Test("the cursor follows the selected row of the focused table only")
  func cursor() {
    let table = TextTable(columns: columns, rows: [["1"], ["2"]], selectedRow: 1)
    var canvas = Canvas(size: Size(width: 20, height: 4))
    table.draw(on: &canvas, in: canvas.bounds, isFocused: false)
    #expect(canvas.cursor == nil)
    table.draw(on: &canvas, in: Rect(x: 2, y: 1, width: 18, height: 3))
    #expect(canvas.cursor?.x == 2 && canvas.cursor?.y == 3)
    #expect(canvas[19, 3].role == .selected && canvas[2, 3].character == "▶")
  }

  @Test("CSV quotes what needs it; Markdown escapes bars and keeps a row on its line")
  func export() {
    let table = TextTable(
      columns: [.init("L", align: .right), .init("a, \"b\"")],
      rows: [["10", "plain"], ["20", "x|y\r\nz"], ["30"]])
    #expect(
      table.csv() == "L,\"a, \"\"b\"\"\"\n10,plain\n20,\"x|y\r\nz\"\n30,\n")
    #expect(
      table.markdown() == """
        | L | a, "b" |
        | --: | --- |
        | 10 | plain |
        | 20 | x\\|y  z |
        | 30 |  |

        """)
  }
}

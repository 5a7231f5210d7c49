import Testing

@testable import Canvas

@Suite("Lists with entries of several lines")
struct WrappedListTests {
  private let list = WrappedList(
    fieldWidths: [3],
    entries: [
      .init(["a"], "one"), .init(["b"], "two three four five"), .init(["c"], "six"),
      .init(["d"], "seven eight nine ten eleven"),
    ], selectedEntry: 1)

  private func rows(_ list: WrappedList, width: Int, height: Int) -> (Canvas, [String]) {
    var canvas = Canvas(size: Size(width: width, height: height))
    list.draw(on: &canvas, in: canvas.bounds)
    let text = PlainEncoder.encode(canvas)
    return (canvas, text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
  }

  @Test("Words are broken into lines, fields stand on the first, the marker before one")
  func lines() {
    let (canvas, rows) = rows(list, width: 17, height: 7)
    #expect(
      rows.prefix(6) == [
        "  a    one", "▶ b    two three", "       four five", "  c    six", "  d    seven",
        "       eight nine",
      ])
    #expect(canvas.cursor?.y == 1 && canvas[0, 2].role == .selected)
    #expect(canvas.focusedRows == Rect(x: 0, y: 0, width: 17, height: 7))
    #expect(list.lineCount(width: 17, glyphs: .braille) == 7)
  }

  @Test("The selected entry is in sight as a whole, and a row tells its entry", arguments: 0..<4)
  func scrolling(selected: Int) {
    var list = list
    list.selectedEntry = selected
    let area = Rect(x: 0, y: 0, width: 17, height: 3)
    let (canvas, rows) = rows(list, width: 17, height: 3)
    let text = rows.joined(separator: " ")
    for word in list.entries[selected].text.text.split(separator: " ") {
      #expect(text.contains(word), "\(text)")
    }
    let entries = (0..<3).map { list.entry(atRow: $0, in: area, glyphs: .braille) }
    #expect(entries.contains(selected) && entries[canvas.cursor?.y ?? 9] == selected)
    #expect(list.entry(atRow: 3, in: area, glyphs: .braille) == nil)
    #expect(list.entry(atRow: -1, in: area, glyphs: .braille) == nil)
  }

  @Test("No size traps", arguments: 0..<12)
  func sizes(width: Int) {
    for height in 0..<6 {
      let (canvas, _) = rows(list, width: width, height: height)
      #expect(canvas.size == Size(width: width, height: height))
    }
  }
}

import Testing

@testable import Canvas

@Suite("Runs and changes of rows")
struct CellRunTests {
  private func canvas(_ text: String) -> Canvas {
    var canvas = Canvas(size: Size(width: 12, height: 1))
    canvas.put(text, x: 0, y: 0)
    return canvas
  }

  @Test("a row is covered by runs of one role that end after wide characters")
  func runs() {
    var canvas = canvas("ab漢cd─e\u{301}x")
    canvas.setRole(.good, in: Rect(x: 1, y: 0, width: 1, height: 1))
    let runs = canvas.runs(inRow: 0)
    #expect(
      runs.map { String(decoding: $0.text, as: UTF8.self) } == [
        "a", "b", "漢", "cd─e\u{301}", "x   ",
      ])
    #expect(runs.map(\.x) == [0, 1, 2, 4, 8])
    #expect(runs.map(\.columns) == [1, 1, 2, 4, 4])
    #expect(canvas.runs(inRow: 0, columns: 4..<6).map(\.x) == [4])
    #expect(canvas.runs(inRow: 5).isEmpty)
  }

  @Test(
    "what changed is found from the first to the last column, wide characters whole",
    arguments: [
      ("abc", "abc", nil), ("abc", "abd", 2..<3), ("abcdef", "xbcdey", 0..<6),
      ("a漢c", "a字c", 1..<3),
      ("a漢c", "axyc", 1..<3), ("axyc", "ax漢c", 2..<5), ("axyc", "a漢c", 1..<3),
    ] as [(String, String, Range<Int>?)])
  func changes(old: String, new: String, expected: Range<Int>?) {
    #expect(canvas(new).changedColumns(inRow: 0, since: canvas(old)) == expected)
  }

  @Test("painting only the changes gives the new row", arguments: 0..<100)
  func changesAreEnough(seed: Int) {
    let letters: [Character] = ["a", " ", "漢", "─", "é"]
    func text(_ seed: Int) -> String {
      String((0..<9).map { letters[(seed &* 31 &+ $0 &* seed &* 7 &+ $0) % letters.count] })
    }
    let (old, new) = (canvas(text(seed)), canvas(text(seed + 1)))
    var shown = old
    if let columns = new.changedColumns(inRow: 0, since: old) {
      for run in new.runs(inRow: 0, columns: columns) {
        shown.put(String(decoding: run.text, as: UTF8.self), x: run.x, y: 0)
      }
    }
    #expect(shown == new)
  }
}

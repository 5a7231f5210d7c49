import Canvas
import Testing

@Suite("WordWrap")
struct WordWrapTests {
  @Test(
    "breaks at blanks, keeps paragraphs, cuts what is too long",
    arguments: [
      ("one two three", 7, ["one two", "three"]), ("one two", 3, ["one", "two"]),
      ("a\n\nb", 5, ["a", "", "b"]), ("a\r\nb", 5, ["a", "b"]),
      ("abcdefgh", 3, ["abc", "def", "gh"]),
      ("漢字漢字", 5, ["漢字", "漢字"]), ("", 5, [""]), ("x", 0, []), ("  code  x", 9, ["  code x"]),
    ])
  func wraps(text: String, width: Int, expected: [String]) {
    #expect(WordWrap.lines(of: text, width: width) == expected)
  }

  @Test(
    "further lines of a paragraph are indented, and none is wider than asked", arguments: 1...40)
  func indents(width: Int) {
    let text =
      "RobustPrune keeps an edge unless a kept neighbour lies nearer to its end by alpha 漢字漢字漢字漢字."
    let lines = WordWrap.lines(of: text, width: width, indent: 2)
    #expect(lines.allSatisfy { TextWidth.columns(of: $0) <= max(width, 2) })
    if width > 3 { #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("  ") }) }
    let letters = { (text: String) in text.filter { $0 != " " } }
    #expect(letters(lines.joined()) == letters(text))
  }
}

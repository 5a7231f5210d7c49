import CTerminal
import Explorer
import Testing

@testable import beamscope

@Suite("Keys as a terminal delivers them")
struct KeyDecoderTests {
  private func characters(_ text: String) -> [terminal_event] {
    text.unicodeScalars.map {
      terminal_event(kind: UInt32(TERMINAL_CHARACTER), code: $0.value, x: 0, y: 0)
    }
  }

  private func key(_ code: Int) -> terminal_event {
    terminal_event(kind: UInt32(TERMINAL_KEY), code: UInt32(code), x: 0, y: 0)
  }

  @Test(
    "characters and control characters",
    arguments: [
      ("a", [Key.character("a")]), ("é漢", [.character("é"), .character("漢")]),
      ("\r", [.enter]), ("\n", [.enter]), ("\t", [.tab]), ("\u{1B}", [.escape]),
      ("\u{7F}", [.backspace]), ("\u{8}", [.backspace]), ("\u{3}", [.control("c")]),
      ("\u{15}", [.control("u")]), (" ", [.character(" ")]), ("\u{0}\u{1C}\u{9B}", []),
    ])
  func decodesCharacters(text: String, expected: [Key]) {
    #expect(KeyDecoder.keys(of: characters(text)) == expected)
  }

  @Test("keys that curses knows")
  func decodesKeys() {
    let events = [
      TERMINAL_KEY_UP, TERMINAL_KEY_BACK_TAB, TERMINAL_KEY_PAGE_DOWN, TERMINAL_KEY_F0 + 1,
      TERMINAL_KEY_F0 + 12, TERMINAL_KEY_DELETE,
    ].map { key($0) }
    #expect(
      KeyDecoder.keys(of: events) == [
        .up, .backTab, .pageDown, .function(1), .function(12), .delete,
      ])
    #expect(KeyDecoder.keys(of: [key(TERMINAL_KEY_F0), key(0), key(99)]).isEmpty)
  }

  @Test(
    "a control sequence that curses does not know does nothing, and what follows it counts",
    arguments: ["\u{1B}[<0;12;7M", "\u{1B}[1;5A", "\u{1B}OX", "\u{1B}[200~", "\u{1B}[["])
  func swallowsSequences(sequence: String) {
    #expect(KeyDecoder.keys(of: characters(sequence + "q")) == [.character("q")])
    #expect(KeyDecoder.keys(of: characters(sequence)).isEmpty)
  }

  @Test("the mouse: the left button and the wheel, with the cell")
  func decodesMouse() {
    let events = [TERMINAL_LEFT_BUTTON, TERMINAL_WHEEL_UP, TERMINAL_WHEEL_DOWN, 9].map {
      terminal_event(kind: UInt32(TERMINAL_MOUSE), code: UInt32($0), x: 12, y: 7)
    }
    #expect(
      KeyDecoder.keys(of: events) == [
        .click(x: 12, y: 7), .wheel(x: 12, y: 7, isUp: true), .wheel(x: 12, y: 7, isUp: false),
      ])
  }

  @Test("escape stays a key, alone and before anything that is no sequence")
  func keepsEscape() {
    #expect(KeyDecoder.keys(of: characters("\u{1B}q")) == [.escape, .character("q")])
    #expect(KeyDecoder.keys(of: characters("\u{1B}\u{1B}")) == [.escape, .escape])
    #expect(KeyDecoder.keys(of: characters("\u{1B}") + [key(TERMINAL_KEY_UP)]) == [.escape, .up])
    #expect(KeyDecoder.keys(of: characters("\u{1B}[") + [key(TERMINAL_KEY_UP)]) == [.up])
    #expect(KeyDecoder.keys(of: characters("\u{1B}O")) == [.escape, .character("O")])
  }
}

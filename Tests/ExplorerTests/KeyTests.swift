import Explorer
import Testing
import VectorData

@Suite("Keys")
struct KeyTests {
  @Test("A key script is characters, named keys and comments")
  func script() throws {
    let keys = try KeyScript.parse("# open\n3 s<Enter>\n:hop 7<enter><C-C><F1><lt>\n")
    #expect(
      keys == [
        .character("3"), .character(" "), .character("s"), .enter, .character(":"),
        .character("h"), .character("o"), .character("p"), .character(" "), .character("7"),
        .enter, .control("c"), .function(1), .character("<"),
      ])
  }

  @Test("A key that does not exist is named in the error")
  func unknown() {
    #expect(throws: IndexError.self) { try KeyScript.parse("ab<Entre>") }
  }

  @Test(
    "Script names read back as the same key",
    arguments: [
      Key.enter, .escape, .tab, .backTab, .up, .down, .left, .right, .pageUp, .pageDown, .home,
      .end, .backspace, .delete, .control("c"), .function(12), .character("é"), .character("<"),
      .character(" "),
    ])
  func roundTrip(key: Key) throws {
    #expect(try KeyScript.parse(key.scriptName) == [key])
  }
}

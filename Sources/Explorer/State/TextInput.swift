/// A line of text that is being typed.
struct TextInput: Sendable, Equatable {
  /// What a key did to the line.
  enum Outcome: Equatable {
    /// The text or the cursor changed, or the key was swallowed.
    case editing
    /// Enter.
    case committed
    /// Esc or Ctrl-c, or Backspace on an empty line.
    case cancelled
    /// Not a key of a text field.
    case ignored
  }

  /// The text so far.
  private(set) var text: String
  /// Characters before the cursor.
  private(set) var cursor: Int

  /// A line with the cursor at its end.
  init(_ text: String = "") {
    self.text = text
    cursor = text.count
  }

  /// Answers one key.
  mutating func handle(_ key: Key) -> Outcome {
    switch key {
    case .character(let character): insert(character)
    case .enter: return .committed
    case .escape, .control("c"): return .cancelled
    case .backspace, .control("h"):
      if text.isEmpty { return .cancelled }
      remove(at: cursor - 1)
    case .delete: remove(at: cursor)
    case .left: cursor = max(cursor - 1, 0)
    case .right: cursor = min(cursor + 1, text.count)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = text.count
    case .control("u"): self = TextInput()
    case .control("w"): removeWord()
    default: return .ignored
    }
    return .editing
  }

  private mutating func insert(_ character: Character) {
    text.insert(character, at: text.index(text.startIndex, offsetBy: cursor))
    cursor += 1
  }

  private mutating func remove(at place: Int) {
    guard place >= 0, place < text.count else { return }
    text.remove(at: text.index(text.startIndex, offsetBy: place))
    if place < cursor { cursor -= 1 }
  }

  private mutating func removeWord() {
    var characters = Array(text)
    var start = cursor
    while start > 0, characters[start - 1] == " " { start -= 1 }
    while start > 0, characters[start - 1] != " " { start -= 1 }
    characters.removeSubrange(start..<cursor)
    text = String(characters)
    cursor = start
  }
}

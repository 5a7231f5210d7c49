import CTerminal
import Explorer

/// Turns what the terminal delivered into keys.
enum KeyDecoder {
  /// The keys of one batch, that is of everything that was there at once.
  ///
  /// A sequence `ESC [ …` or `ESC O …` that curses does not know (mouse reports of another program, keys
  /// with modifiers) is swallowed whole: its bytes would act as commands. Only bytes of one batch can
  /// be such a sequence; no person presses Esc and `[` within the same instant.
  static func keys(of events: [terminal_event]) -> [Key] {
    var keys: [Key] = []
    var rest = events[...]
    while let event = rest.popFirst() {
      if isCharacter(event, 0x1B), let length = sequenceLength(rest) {
        rest = rest.dropFirst(length)
        continue
      }
      if let key = key(of: event) { keys.append(key) }
    }
    return keys
  }

  /// Events after an escape character that belong to a control sequence; nil when none follows.
  private static func sequenceLength(_ rest: ArraySlice<terminal_event>) -> Int? {
    guard let first = rest.first else { return nil }
    if isCharacter(first, 0x4F) { return rest.count >= 2 ? 2 : nil }
    guard isCharacter(first, 0x5B) else { return nil }
    var length = 1
    for event in rest.dropFirst() {
      guard event.kind == TERMINAL_CHARACTER else { break }
      length += 1
      if (0x40...0x7E).contains(event.code) { break }
    }
    return length
  }

  private static func isCharacter(_ event: terminal_event, _ code: UInt32) -> Bool {
    event.kind == TERMINAL_CHARACTER && event.code == code
  }

  private static func key(of event: terminal_event) -> Key? {
    if event.kind == TERMINAL_MOUSE { return pointer(event) }
    guard event.kind == TERMINAL_CHARACTER else { return specialKey(event.code) }
    switch event.code {
    case 0x08, 0x7F: return .backspace
    case 0x09: return .tab
    case 0x0A, 0x0D: return .enter
    case 0x1B: return .escape
    case 0x01...0x1A: return Unicode.Scalar(event.code + 0x60).map { .control(Character($0)) }
    case 0x00...0x1F, 0x80...0x9F: return nil
    default: return Unicode.Scalar(event.code).map { .character(Character($0)) }
    }
  }

  private static func pointer(_ event: terminal_event) -> Key? {
    let (x, y) = (Int(event.x), Int(event.y))
    return switch Int(event.code) {
    case TERMINAL_LEFT_BUTTON: .click(x: x, y: y)
    case TERMINAL_WHEEL_UP: .wheel(x: x, y: y, isUp: true)
    case TERMINAL_WHEEL_DOWN: .wheel(x: x, y: y, isUp: false)
    default: nil
    }
  }

  private static func specialKey(_ code: UInt32) -> Key? {
    switch Int(code) {
    case TERMINAL_KEY_UP: .up
    case TERMINAL_KEY_DOWN: .down
    case TERMINAL_KEY_LEFT: .left
    case TERMINAL_KEY_RIGHT: .right
    case TERMINAL_KEY_PAGE_UP: .pageUp
    case TERMINAL_KEY_PAGE_DOWN: .pageDown
    case TERMINAL_KEY_HOME: .home
    case TERMINAL_KEY_END: .end
    case TERMINAL_KEY_BACKSPACE: .backspace
    case TERMINAL_KEY_DELETE: .delete
    case TERMINAL_KEY_ENTER: .enter
    case TERMINAL_KEY_BACK_TAB: .backTab
    case TERMINAL_KEY_F0 + 1...TERMINAL_KEY_F0 + 12: .function(Int(code) - TERMINAL_KEY_F0)
    default: nil
    }
  }
}

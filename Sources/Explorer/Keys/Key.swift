/// One key press, as a terminal or a key script delivers it.
public enum Key: Sendable, Hashable {
  /// A printable character, the space included.
  case character(Character)
  /// Return.
  case enter
  /// Escape.
  case escape
  /// Tab.
  case tab
  /// Tab with Shift.
  case backTab
  /// Arrow up.
  case up
  /// Arrow down.
  case down
  /// Arrow left.
  case left
  /// Arrow right.
  case right
  /// One page up.
  case pageUp
  /// One page down.
  case pageDown
  /// To the start.
  case home
  /// To the end.
  case end
  /// Deletes to the left.
  case backspace
  /// Deletes to the right.
  case delete
  /// A letter with Ctrl, lower case.
  case control(Character)
  /// F1 … F12.
  case function(Int)
  /// The left button of the mouse on a cell.
  case click(x: Int, y: Int)
  /// The wheel over a cell, away from the user if `isUp`.
  case wheel(x: Int, y: Int, isUp: Bool)

  private static let names: [(key: Key, name: String)] = [
    (.enter, "Enter"), (.escape, "Esc"), (.tab, "Tab"), (.backTab, "S-Tab"), (.up, "Up"),
    (.down, "Down"), (.left, "Left"), (.right, "Right"), (.pageUp, "PageUp"),
    (.pageDown, "PageDown"), (.home, "Home"), (.end, "End"), (.backspace, "BS"),
    (.delete, "Del"), (.character(" "), "Space"), (.character("<"), "lt"),
    (.character("#"), "Hash"),
  ]

  /// The key that stands between `<` and `>` in a key script: `Enter`, `C-c`, `F1`, …; upper and lower case
  /// of names do not differ.
  public init?(name: String) {
    let lower = name.lowercased()
    if let known = Key.names.first(where: { $0.name.lowercased() == lower }) {
      self = known.key
    } else if lower.hasPrefix("c-"), lower.count == 3, let letter = lower.last {
      self = .control(letter)
    } else if lower.hasPrefix("f"), let number = Int(lower.dropFirst()), (1...12).contains(number) {
      self = .function(number)
    } else if let pointer = Key(pointer: lower) {
      self = pointer
    } else {
      return nil
    }
  }

  /// `click-12-7`, `wheelup-12-7`, `wheeldown-12-7`: column and row, from 0.
  private init?(pointer name: String) {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let x = Int(parts[1]), let y = Int(parts[2]), x >= 0, y >= 0 else {
      return nil
    }
    switch parts[0] {
    case "click": self = .click(x: x, y: y)
    case "wheelup": self = .wheel(x: x, y: y, isUp: true)
    case "wheeldown": self = .wheel(x: x, y: y, isUp: false)
    default: return nil
    }
  }

  /// How a key script spells this key: `a`, `<Enter>`, `<C-c>`.
  public var scriptName: String {
    if let known = Key.names.first(where: { $0.key == self }) { return "<\(known.name)>" }
    switch self {
    case .control(let letter): return "<C-\(letter)>"
    case .function(let number): return "<F\(number)>"
    case .character(let character): return String(character)
    case .click(let x, let y): return "<Click-\(x)-\(y)>"
    case .wheel(let x, let y, let isUp): return "<Wheel\(isUp ? "Up" : "Down")-\(x)-\(y)>"
    default: preconditionFailure("every other key has a name")
    }
  }

  /// How hints and help show this key: `a`, `Enter`, `Ctrl-c`, `F1`, `Space`, `<`.
  public var hintName: String {
    switch self {
    case .character(" "): return "Space"
    case .character(let character): return String(character)
    case .control(let letter): return "Ctrl-\(letter)"
    case .up: return "↑"
    case .down: return "↓"
    case .left: return "←"
    case .right: return "→"
    case .pageUp: return "PgUp"
    case .pageDown: return "PgDn"
    case .backTab: return "Shift-Tab"
    default: return String(scriptName.dropFirst().dropLast())
    }
  }
}

extension Key: ExpressibleByExtendedGraphemeClusterLiteral {
  /// A printable character.
  public init(extendedGraphemeClusterLiteral character: Character) { self = .character(character) }
}

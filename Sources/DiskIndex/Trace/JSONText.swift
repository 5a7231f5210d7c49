import Foundation

/// JSON text with its keys in the order in which they are written, numbers as short as they can be.
struct JSONText {
  private(set) var text = ""
  private var needsComma = false

  /// `{ … }`.
  mutating func object(_ body: (inout JSONText) -> Void) {
    open("{")
    body(&self)
    close("}")
  }

  /// `[ … ]` with one element per item.
  mutating func array<Item>(_ items: some Sequence<Item>, _ body: (inout JSONText, Item) -> Void) {
    open("[")
    for item in items { body(&self, item) }
    close("]")
  }

  /// `"key":` before a value.
  mutating func key(_ name: String) {
    separate()
    text += Self.quoted(name) + ":"
  }

  mutating func member(_ name: String, _ value: Int?) {
    guard let value else { return }
    key(name)
    raw("\(value)")
  }

  /// The key stands there even without a value: it was looked for.
  mutating func memberOrNull(_ name: String, _ value: Int?) {
    key(name)
    raw(value.map { "\($0)" } ?? "null")
  }

  mutating func member(_ name: String, _ value: Bool) {
    key(name)
    raw(value ? "true" : "false")
  }

  mutating func member(_ name: String, _ value: String?) {
    guard let value else { return }
    key(name)
    raw(Self.quoted(value))
  }

  /// JSON has no infinity and no NaN: they become `null`.
  mutating func member(_ name: String, _ value: Float?) {
    guard let value else { return }
    key(name)
    raw(Self.number(value))
  }

  /// Microseconds: two decimals say all that a clock knows.
  mutating func member(_ name: String, microseconds: Double) {
    key(name)
    raw(String(format: "%.2f", microseconds))
  }

  /// `[id,value]`.
  mutating func pair(_ id: Int, _ value: Float) {
    raw("[\(id),\(Self.number(value))]")
  }

  private static func number(_ value: Float) -> String {
    value.isFinite ? short("\(value)") : "null"
  }

  private mutating func raw(_ value: String) {
    separate()
    text += value
    needsComma = true
  }

  private mutating func open(_ bracket: String) {
    separate()
    text += bracket
  }

  private mutating func close(_ bracket: String) {
    text += bracket
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { text += "," }
    needsComma = false
  }

  private static func short(_ number: String) -> String {
    number.hasSuffix(".0") ? String(number.dropLast(2)) : number
  }

  private static func quoted(_ value: String) -> String {
    var quoted = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where scalar.value < 0x20: quoted += String(format: "\\u%04x", scalar.value)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

/// Lines `key = value` of a file; blank lines and those that begin with `#` do not count.
struct SettingLines {
  /// A line.
  struct Line: Equatable {
    /// 1 for the first.
    var number: Int
    /// Before the `=`.
    var key: String
    /// Behind it.
    var value: String
  }

  /// The lines that say something.
  private(set) var lines: [Line] = []
  /// Lines that are no setting: their number and what is wrong.
  private(set) var faults: [(number: Int, message: String)] = []

  /// Reads a text.
  init(_ text: String) {
    let all = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (place, line) in all.enumerated() {
      let line = Self.trimmed(line)
      guard let first = line.first, first != "#" else { continue }
      guard let sign = line.firstIndex(of: "="), sign > line.startIndex else {
        faults.append((place + 1, "is no line \"key = value\": \(line.prefix(60))"))
        continue
      }
      lines.append(
        Line(
          number: place + 1, key: String(Self.trimmed(line[..<sign])),
          value: String(Self.trimmed(line[line.index(after: sign)...]))))
    }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0 == " " || $0 == "\t" }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}

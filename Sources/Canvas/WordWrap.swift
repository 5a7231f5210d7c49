/// Running text broken into lines.
public enum WordWrap {
  /// Lines of at most `width` columns, broken at blanks; newlines stay, longer words are cut where they must.
  /// `indent` blanks stand before every line of a paragraph but its first.
  public static func lines(of text: some StringProtocol, width: Int, indent: Int = 0) -> [String] {
    guard width > 0 else { return [] }
    // A wide character must fit behind the indent.
    let indent = min(max(indent, 0), max(width - 2, 0))
    return text.split(omittingEmptySubsequences: false) { $0.isNewline }.flatMap {
      paragraph($0, width: width, indent: indent)
    }
  }

  private static func paragraph(
    _ text: some StringProtocol, width: Int, indent: Int
  ) -> [String] {
    var lines: [String] = []
    var line = String(text.prefix { $0 == " " }.prefix(width - 1))
    var used = line.count
    var isEmpty = true
    func finishLine() {
      lines.append(line)
      line = String(repeating: " ", count: indent)
      used = indent
      isEmpty = true
    }
    for word in text.split(separator: " ") {
      let columns = TextWidth.columns(of: word)
      if !isEmpty, used + 1 + columns > width { finishLine() }
      if !isEmpty {
        line += " "
        used += 1
      }
      for character in word {
        let columns = TextWidth.columns(of: String(character))
        if used + columns > width, !isEmpty { finishLine() }
        line.append(character)
        used += columns
        isEmpty = false
      }
    }
    lines.append(line)
    return lines
  }
}

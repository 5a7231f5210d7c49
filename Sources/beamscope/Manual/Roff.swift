/// Text with the marks of a manual page (man-pages(7), groff_man(7)).
struct Roff {
  /// What was written so far.
  private(set) var text = ""

  /// The title line. Without a date, so that the same program gives the same page.
  mutating func title(_ name: String, section: Int, source: String, manual: String) {
    text += ".TH \(name.uppercased()) \(section) \"\" \"\(source)\" \"\(manual)\"\n"
  }

  /// The line that whatis(1) reads.
  mutating func name(_ name: String, _ purpose: some StringProtocol) {
    text += "\(Roff.escaped(name)) \\- \(Roff.escaped(String(purpose)))\n"
  }

  /// A heading.
  mutating func section(_ title: String) { text += ".SH \(Roff.escaped(title.uppercased()))\n" }

  /// A heading below a heading.
  mutating func subsection(_ title: String) { text += ".SS \(Roff.escaped(title))\n" }

  /// A paragraph.
  mutating func paragraph(_ words: String) { text += ".PP\n\(Roff.line(words))\n" }

  /// A term in bold, what it takes in italics, and below it what it means.
  mutating func entry(_ term: String, _ operand: String = "", meaning: String) {
    let place = operand.isEmpty ? "" : " \\fI\(Roff.escaped(operand))\\fR"
    text += ".TP\n\\fB\(Roff.escaped(term))\\fR\(place)\n\(Roff.line(meaning))\n"
  }

  /// Lines as they are.
  mutating func literal(_ lines: [String]) {
    text += ".PP\n.nf\n" + lines.map { Roff.line($0) + "\n" }.joined() + ".fi\n"
  }

  /// A line of text: a dot or a quote at its start would make it a request.
  static func line(_ words: String) -> String {
    let plain = words.split(whereSeparator: \.isNewline).joined(separator: " ")
    let isRequest = plain.hasPrefix(".") || plain.hasPrefix("'")
    return (isRequest ? "\\&" : "") + escaped(plain)
  }

  /// Characters that mean something else to the formatter, and those beyond ASCII.
  static func escaped(_ words: String) -> String {
    var out = ""
    for scalar in words.unicodeScalars {
      switch scalar {
      case "\\": out += "\\e"
      case "-": out += "\\-"
      case "'": out += "\\(aq"
      case "`": out += "\\(ga"
      case "^": out += "\\(ha"
      case "~": out += "\\(ti"
      case _ where scalar.value < 0x80: out.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        out += "\\[u\(String(repeating: "0", count: max(4 - digits.count, 0)))\(digits)]"
      }
    }
    return out
  }
}

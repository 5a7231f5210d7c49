extension Glyphs {
  /// The text as this set can show it: unchanged, or in ASCII with the nearest letters and signs.
  @inlinable
  public func transliterated(_ text: some StringProtocol) -> String {
    isASCII && !text.utf8.allSatisfy { $0 < 0x80 }
      ? Glyphs.asciiText(Substring(text)) : String(text)
  }

  @usableFromInline
  static func asciiText(_ text: Substring) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar.isASCII {
        result.unicodeScalars.append(scalar)
      } else {
        result += Transliteration.ascii(scalar)
      }
    }
    return result
  }

  /// Columns that `text` takes with this set, where a transliteration may be longer than the original.
  @inlinable
  public func columns(of text: some StringProtocol) -> Int {
    isASCII ? TextWidth.columns(of: transliterated(text)) : TextWidth.columns(of: text)
  }
}

/// The nearest ASCII for what screens and labels contain.
enum Transliteration {
  /// ASCII for one scalar; nothing for combining marks, `?` for what has no near sign.
  static func ascii(_ scalar: Unicode.Scalar) -> String {
    if let sign = signs[scalar] { return sign }
    switch scalar.value {
    case 0x2500...0x257F: return boxLine(scalar.value)
    case 0x2580...0x259F: return "#"
    case 0x2800...0x28FF: return brailleDots(scalar.value - 0x2800)
    case 0x2190...0x21FF: return "->"
    case 0x25A0...0x25FF: return "*"
    case 0xFF01...0xFF5E:
      return Unicode.Scalar(scalar.value - 0xFEE0).map { String(Character($0)) } ?? "?"
    default: break
    }
    if TextWidth.columns(of: scalar) == 0 { return "" }
    return letters[scalar] ?? (TextWidth.columns(of: scalar) == 2 ? "??" : "?")
  }

  private static func boxLine(_ value: UInt32) -> String {
    switch value {
    case 0x2500, 0x2501, 0x2504, 0x2505, 0x2508, 0x2509, 0x254C, 0x254D, 0x2550, 0x2574, 0x2576:
      "-"
    case 0x2502, 0x2503, 0x2506, 0x2507, 0x250A, 0x250B, 0x254E, 0x254F, 0x2551, 0x2575, 0x2577:
      "|"
    case 0x2571: "/"
    case 0x2572: "\\"
    default: "+"
    }
  }

  private static func brailleDots(_ pattern: UInt32) -> String {
    switch pattern.nonzeroBitCount {
    case 0: " "
    case 1...2: "."
    case 3...4: ":"
    case 5...6: "*"
    default: "#"
    }
  }

  private static let signs: [Unicode.Scalar: String] = [
    "\u{A0}": " ", "¡": "!", "¢": "c", "£": "GBP", "¥": "JPY", "€": "EUR", "¦": "|", "§": "S",
    "©": "(c)", "®": "(r)", "™": "(tm)", "«": "<<", "»": ">>", "¬": "!", "°": "deg", "±": "+-",
    "²": "2", "³": "3", "¹": "1", "´": "'", "µ": "u", "μ": "u", "¶": "P", "·": ".", "¼": "1/4",
    "½": "1/2", "¾": "3/4", "¿": "?", "×": "x", "÷": "/", "–": "-", "—": "--", "‐": "-", "‑": "-",
    "‒": "-", "―": "--", "−": "-", "‘": "'", "’": "'", "‚": ",", "“": "\"", "”": "\"", "„": "\"",
    "†": "+", "•": "*", "…": "...", "‰": "0/00", "′": "'", "″": "\"", "‹": "<", "›": ">",
    "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "∞": "inf", "√": "sqrt", "∑": "sum", "∈": "in",
    "∅": "{}", "∩": "&", "∪": "|", "∘": "o", "∙": ".", "‖": "||", "←": "<-", "→": "->", "↑": "^",
    "↓": "v", "↔": "<->", "⇒": "=>", "⇐": "<=", "█": "#", "▓": "%", "▒": "+", "░": ".", "▁": ".",
    "▂": ".", "▃": ":", "▄": ":", "▅": ":", "▆": "#", "▇": "#", "▏": " ", "▎": " ", "▍": " ",
    "▶": ">", "▸": ">", "▷": ">", "◀": "<", "◂": "<", "◁": "<", "▲": "^", "△": "^", "▴": "^",
    "▼": "v", "▽": "v", "▾": "v", "◆": "*", "◇": "<>", "▣": "#", "■": "#", "□": "[]", "▪": "#",
    "●": "@", "○": "o", "◉": "@", "◌": "o", "◦": "o", "✓": "+", "✔": "+", "✗": "x", "✘": "x",
    "★": "*", "☆": "*", "⚠": "!", "ℓ": "l", "№": "No",
  ]

  private static let letters: [Unicode.Scalar: String] = {
    var table: [Unicode.Scalar: String] = [
      "ß": "ss", "Æ": "AE", "æ": "ae", "Ø": "O", "ø": "o", "Œ": "OE", "œ": "oe", "Ð": "D",
      "ð": "d", "Þ": "Th", "þ": "th", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ı": "i", "ħ": "h",
      "Ħ": "H", "ŋ": "ng", "ſ": "s", "ﬁ": "fi", "ﬂ": "fl",
    ]
    let alphabets: [(from: String, to: String)] = [
      (
        "ÀÁÂÃÄÅĀĂĄÇĆĈĊČĎÈÉÊËĒĔĖĘĚĜĞĠĢĤÌÍÎÏĨĪĬĮİĴĶĹĻĽÑŃŅŇÒÓÔÕÖŌŎŐŔŖŘŚŜŞŠȘŢŤȚÙÚÛÜŨŪŬŮŰŲŴÝŶŸŹŻŽ",
        "AAAAAAAAACCCCCDEEEEEEEEEGGGGHIIIIIIIIIJKLLLNNNNOOOOOOOORRRSSSSSTTTUUUUUUUUUUWYYYZZZ"
      ),
      (
        "àáâãäåāăąçćĉċčďèéêëēĕėęěĝğġģĥìíîïĩīĭįĵķĺļľñńņňòóôõöōŏőŕŗřśŝşšșţťțùúûüũūŭůűųŵýŷÿźżž",
        "aaaaaaaaacccccdeeeeeeeeegggghiiiiiiiijklllnnnnoooooooorrrssssstttuuuuuuuuuuwyyyzzz"
      ),
      ("ΑΒΓΔΕΖΗΙΚΛΜΝΟΠΡΣΤΥΩαβγδεζηικλμνοπρσςτυω", "ABGDEZHIKLMNOPRSTYWabgdezhiklmnoprsstyw"),
      (
        "АБВГДЕЗИЙКЛМНОПРСТУФЫабвгдезийклмнопрстуфы",
        "ABVGDEZIJKLMNOPRSTUFYabvgdezijklmnoprstufy"
      ),
    ]
    for (from, to) in alphabets {
      for (scalar, letter) in zip(from.unicodeScalars, to) where table[scalar] == nil {
        table[scalar] = String(letter)
      }
    }
    return table
  }()
}

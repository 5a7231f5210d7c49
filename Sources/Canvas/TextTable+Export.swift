extension TextTable {
  /// All rows and columns as RFC 4180 CSV with a header line; lines end with a newline.
  public func csv() -> String {
    var text = columns.map { TextTable.csvField($0.title) }.joined(separator: ",") + "\n"
    for row in rows.indices {
      let fields = columns.indices.map { TextTable.csvField(field(row: row, column: $0).text) }
      text += fields.joined(separator: ",") + "\n"
    }
    return text
  }

  /// All rows and columns as a Markdown table.
  public func markdown() -> String {
    var text = TextTable.markdownRow(columns.map(\.title))
    text += TextTable.markdownRow(
      columns.map {
        switch $0.align {
        case .left: "---"
        case .right: "--:"
        case .center: ":-:"
        }
      })
    for row in rows.indices {
      text += TextTable.markdownRow(columns.indices.map { field(row: row, column: $0).text })
    }
    return text
  }

  /// All rows as a JSON array of objects by column title; fields that are numbers are written as such, and
  /// empty ones as null.
  public func json() -> String {
    let lines = rows.indices.map { row in
      let members = columns.indices.map { column in
        let text = field(row: row, column: column).text
        return "\(TextTable.jsonString(columns[column].title)):\(TextTable.jsonValue(text))"
      }
      return "{" + members.joined(separator: ",") + "}"
    }
    return "[" + lines.joined(separator: ",\n") + "]\n"
  }

  private static func jsonValue(_ text: String) -> String {
    if text.isEmpty { return "null" }
    // What Swift prints for a number is a number in JSON too; "+1", "007" or "1 000" stay text.
    guard let value = Double(text), value.isFinite else { return jsonString(text) }
    let isNumber =
      "\(value)" == text || "\(Float(value))" == text || Int(text).map { "\($0)" } == text
    return isNumber ? text : jsonString(text)
  }

  private static func jsonString(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  private static func csvField(_ text: String) -> String {
    // Bytes, since "\r\n" is one Character and would hide its parts.
    let needsQuotes = text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
    guard needsQuotes else { return text }
    let doubled = text.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + doubled.joined(separator: "\"\"") + "\""
  }

  private static func markdownRow(_ fields: [String]) -> String {
    let cells = fields.map { field in
      String(
        field.unicodeScalars.reduce(into: String.UnicodeScalarView()) { text, scalar in
          if scalar == "|" { text.append("\\") }
          text.append(scalar == "\n" || scalar == "\r" ? " " : scalar)
        })
    }
    return "| " + cells.joined(separator: " | ") + " |\n"
  }
}

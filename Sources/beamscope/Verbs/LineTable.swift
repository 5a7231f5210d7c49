import Canvas

/// A table whose lines can be written one by one while the rows are still being made.
struct LineTable {
  /// A column of a fixed width; longer fields push the rest to the right rather than lose digits.
  struct Column {
    var title: String
    var width: Int
    var isNumber = true
  }

  let columns: [Column]

  /// The titles.
  var header: String { line(columns.map(\.title)) }

  /// One line, ended by a newline; numbers stand at the right.
  func line(_ fields: [String]) -> String {
    var text = ""
    for (column, field) in zip(columns, fields) {
      if !text.isEmpty { text += "  " }
      let missing = column.width - TextWidth.columns(of: field)
      let blanks = String(repeating: " ", count: max(0, missing))
      text += column.isNumber ? blanks + field : field + blanks
    }
    while text.last == " " { text.removeLast() }
    return text + "\n"
  }
}

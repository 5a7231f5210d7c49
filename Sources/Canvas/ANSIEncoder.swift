/// A canvas as text with the colour commands that every terminal and pager (`less -R`) knows.
public enum ANSIEncoder {
  /// All rows, each ended by a newline and in the terminal's own colours again.
  public static func encode(
    _ canvas: Canvas, theme: Theme = .dark, depth: Theme.ColorDepth = .indexed
  ) -> String {
    let commands = Role.allCases.map { command(theme.style(of: $0, depth: depth), depth: depth) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(canvas.cells.count * 3)
    for y in 0..<canvas.size.height {
      let row = canvas.cells[(y * canvas.size.width)..<((y + 1) * canvas.size.width)]
      let last = row.lastIndex { !$0.isBlank || $0.role == .selected }
      appendRow(row[..<(last.map { $0 + 1 } ?? row.startIndex)], commands: commands, to: &bytes)
      bytes.append(0x0A)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func appendRow(
    _ row: ArraySlice<Cell>, commands: [[UInt8]], to bytes: inout [UInt8]
  ) {
    var current = Role.text
    for cell in row where !cell.isContinuation {
      if cell.role != current {
        current = cell.role
        bytes += commands[Int(current.rawValue)]
      }
      cell.appendUTF8(to: &bytes)
    }
    if current != .text { bytes += reset }
  }

  private static let reset = Array("\u{1B}[0m".utf8)

  private static func command(_ style: Theme.Style, depth: Theme.ColorDepth) -> [UInt8] {
    var codes = ["0"]
    if style.isBold { codes.append("1") }
    if style.isDim { codes.append("2") }
    if style.isUnderlined { codes.append("4") }
    if style.isReverse { codes.append("7") }
    if let color = style.foreground {
      codes.append(depth == .indexed ? "38;5;\(color)" : "3\(color)")
    }
    return Array("\u{1B}[\(codes.joined(separator: ";"))m".utf8)
  }
}

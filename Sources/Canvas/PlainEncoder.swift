/// A canvas as plain text: one line per row, trailing blanks removed.
public enum PlainEncoder {
  /// All rows, each ended by a newline.
  public static func encode(_ canvas: Canvas) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(canvas.cells.count * 2)
    for y in 0..<canvas.size.height {
      appendRow(y, of: canvas, to: &bytes)
      bytes.append(0x0A)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The rows, without newlines.
  public static func lines(of canvas: Canvas) -> [String] {
    (0..<canvas.size.height).map { y in
      var bytes: [UInt8] = []
      appendRow(y, of: canvas, to: &bytes)
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  private static func appendRow(_ y: Int, of canvas: Canvas, to bytes: inout [UInt8]) {
    let row = canvas.cells[(y * canvas.size.width)..<((y + 1) * canvas.size.width)]
    let end = row.lastIndex { !$0.isBlank && !$0.isContinuation }.map { $0 + 1 } ?? row.startIndex
    for cell in row[..<end] where !cell.isContinuation {
      cell.appendUTF8(to: &bytes)
    }
  }
}

/// A canvas as a picture for documents: text elements in a monospaced font, colours written out.
public enum SVGEncoder {
  private static let cellWidth = 9
  /// With 15 pixels of DejaVu Sans Mono, so that box lines of neighbouring rows meet.
  private static let cellHeight = 17
  private static let margin = 12

  /// A complete SVG document. Each run carries its exact length, so that columns stay in line even where the
  /// viewer's font takes some characters from another one.
  public static func encode(_ canvas: Canvas, theme: Theme = .dark) -> String {
    let width = canvas.size.width * cellWidth + 2 * margin
    let height = canvas.size.height * cellHeight + 2 * margin
    let (ink, paper) = theme.isLight ? ("#1c1c1c", "#ffffff") : ("#d8d8d8", "#121212")
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)" font-family="DejaVu Sans Mono,Menlo,Consolas,monospace" \
      font-size="15" xml:space="preserve">
      <rect width="100%" height="100%" rx="8" fill="\(paper)"/>

      """
    for y in 0..<canvas.size.height {
      for run in runs(ofRow: y, in: canvas) {
        let style = theme.style(of: run.role, depth: .indexed)
        svg += element(run, y: y, style: style, ink: ink, paper: paper)
      }
    }
    return svg + "</svg>\n"
  }

  private static func runs(ofRow y: Int, in canvas: Canvas) -> [CellRun] {
    canvas.runs(inRow: y).compactMap { run in
      isBlank(run) && run.role != .selected ? nil : trimmed(run)
    }
  }

  private static func isBlank(_ run: CellRun) -> Bool { run.text.allSatisfy { $0 == 0x20 } }

  /// Without the blanks around it, which would stretch under `textLength`.
  private static func trimmed(_ run: CellRun) -> CellRun {
    guard run.role != .selected else { return run }
    var run = run
    while run.text.last == 0x20 {
      run.text.removeLast()
      run.columns -= 1
    }
    let lead = run.text.prefix { $0 == 0x20 }.count
    run.text.removeFirst(lead)
    run.columns -= lead
    run.x += lead
    return run
  }

  private static func element(
    _ run: CellRun, y: Int, style: Theme.Style, ink: String, paper: String
  ) -> String {
    let x = margin + run.x * cellWidth
    let top = margin + y * cellHeight
    let width = run.columns * cellWidth
    let color = style.foreground.map { XtermPalette.hex($0) } ?? ink
    var text = ""
    if style.isReverse {
      text +=
        "<rect x=\"\(x)\" y=\"\(top)\" width=\"\(width)\" height=\"\(cellHeight)\" fill=\"\(color)\"/>\n"
    }
    guard !isBlank(run) else { return text }
    var attributes = "fill=\"\(style.isReverse ? paper : color)\""
    if style.isBold { attributes += " font-weight=\"bold\"" }
    if style.isDim { attributes += " opacity=\"0.6\"" }
    if style.isUnderlined { attributes += " text-decoration=\"underline\"" }
    let escaped = escape(String(decoding: run.text, as: UTF8.self))
    return text + "<text x=\"\(x)\" y=\"\(top + 14)\" textLength=\"\(width)\" "
      + "lengthAdjust=\"spacingAndGlyphs\" \(attributes)>\(escaped)</text>\n"
  }

  private static func escape(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// The colours of the xterm palette above the sixteen that each terminal chooses for itself.
enum XtermPalette {
  /// `#rrggbb`.
  static func hex(_ index: UInt8) -> String {
    let (red, green, blue) = rgb(index)
    return "#" + [red, green, blue].map { hexPair($0) }.joined()
  }

  static func rgb(_ index: UInt8) -> (red: UInt8, green: UInt8, blue: UInt8) {
    switch index {
    case 0..<16:
      let bright: UInt8 = index >= 8 ? 0xFF : 0xCD
      return (index & 1 == 0 ? 0 : bright, index & 2 == 0 ? 0 : bright, index & 4 == 0 ? 0 : bright)
    case 16..<232:
      let cube = index - 16
      func level(_ step: UInt8) -> UInt8 { step == 0 ? 0 : 55 + 40 * step }
      return (level(cube / 36), level(cube / 6 % 6), level(cube % 6))
    default:
      let grey = 8 + 10 * (index - 232)
      return (grey, grey, grey)
    }
  }

  private static func hexPair(_ value: UInt8) -> String {
    let text = String(value, radix: 16)
    return text.count == 1 ? "0" + text : text
  }
}

import Foundation
import Testing

@testable import Canvas

@Suite("Encoders and themes")
struct EncoderTests {
  private func sample() -> Canvas {
    var canvas = Canvas(size: Size(width: 12, height: 2))
    canvas.put("a<b", x: 0, y: 0, role: .ssdRead)
    canvas.put("漢", x: 4, y: 0)
    canvas.put("row", x: 0, y: 1, role: .selected, width: 5)
    return canvas
  }

  @Test("ANSI changes colours only where roles change, and ends each row as it began")
  func ansi() {
    #expect(
      ANSIEncoder.encode(sample())
        == "\u{1B}[0;1;38;5;214ma<b\u{1B}[0m 漢\n\u{1B}[0;7mrow  \u{1B}[0m\n")
    #expect(
      ANSIEncoder.encode(sample(), theme: .dark, depth: .eight).hasPrefix("\u{1B}[0;1;33ma<b"))
  }

  @Test("without colours no colour command is written", arguments: Theme.ColorDepth.allCases)
  func monochrome(depth: Theme.ColorDepth) {
    var canvas = Canvas(size: Size(width: 20, height: Role.allCases.count))
    for role in Role.allCases { canvas.put("role", x: 0, y: Int(role.rawValue), role: role) }
    let text = ANSIEncoder.encode(canvas, theme: .monochrome, depth: depth)
    #expect(!text.contains("38;5") && !text.contains(";3"))
    #expect(
      ANSIEncoder.encode(canvas, theme: .light, depth: .monochrome)
        == text.replacing("1;4m", with: "1m"))
  }

  @Test("no theme sets a background, and the selected row is reversed in all", arguments: Theme.all)
  func backgrounds(theme: Theme) {
    for depth in Theme.ColorDepth.allCases {
      #expect(theme.style(of: .selected, depth: depth) == Theme.Style(isReverse: true))
      #expect(theme.style(of: .text, depth: depth) == Theme.Style())
    }
  }

  @Test(
    "colours of the 256 palette can be read on their background (contrast at least 4.5, borders 2.5)",
    arguments: [Theme.dark, .light])
  func contrast(theme: Theme) {
    for role in Role.allCases {
      guard let color = theme.style(of: role, depth: .indexed).foreground else { continue }
      let ink = luminance(XtermPalette.rgb(color))
      let paper = theme.isLight ? 1.0 : luminance((0x12, 0x12, 0x12))
      let contrast = (max(ink, paper) + 0.05) / (min(ink, paper) + 0.05)
      #expect(contrast >= (role == .border ? 2.5 : 4.5), "\(theme.name) \(role): \(contrast)")
    }
  }

  private func luminance(_ color: (red: UInt8, green: UInt8, blue: UInt8)) -> Double {
    func linear(_ value: UInt8) -> Double {
      let share = Double(value) / 255
      return share <= 0.03928 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
  }

  @Test("the environment chooses the theme")
  func environment() {
    #expect(Theme.fromEnvironment([:]) == .dark)
    #expect(Theme.fromEnvironment(["NO_COLOR": "1", "COLORFGBG": "0;15"]) == .monochrome)
    #expect(Theme.fromEnvironment(["NO_COLOR": ""]) == .dark)
    #expect(Theme.fromEnvironment(["COLORFGBG": "0;default;15"]) == .light)
    #expect(Theme.fromEnvironment(["COLORFGBG": "15;0"]) == .dark)
  }

  @Test("SVG is well-formed, escapes text and places every run")
  func svg() throws {
    let svg = SVGEncoder.encode(sample(), theme: .light)
    #expect(svg.contains(">a&lt;b</text>"))
    #expect(svg.contains("<text x=\"48\" y=\"26\" textLength=\"18\""))
    #expect(svg.contains("<rect x=\"12\" y=\"29\" width=\"45\""))
    #expect(svg.hasSuffix("</svg>\n"))
    #expect(svg.split(separator: "<text").count == svg.split(separator: "</text>").count)
  }

  @Test("plain text has one line a row, without trailing blanks")
  func plain() {
    #expect(PlainEncoder.encode(sample()) == "a<b 漢\nrow\n")
  }
}

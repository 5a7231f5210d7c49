import Canvas
import Testing

@testable import beamscope

@Suite("How the screen is drawn on a terminal")
struct TerminalSettingsTests {
  @Test("glyphs: ASCII without UTF-8 and on the Linux console, unless the user says otherwise")
  func glyphs() {
    func glyphs(_ term: String, utf8: Bool, chosen: Glyphs? = nil) -> Glyphs {
      TerminalSettings(glyphs: chosen, environment: ["TERM": term], localeIsUTF8: utf8).glyphs
    }
    #expect(glyphs("xterm-256color", utf8: true) == .braille)
    #expect(glyphs("xterm-256color", utf8: false) == .ascii)
    #expect(glyphs("linux", utf8: true) == .ascii)
    #expect(glyphs("linux", utf8: true, chosen: .block) == .block)
  }

  @Test("theme: chosen, else by the environment")
  func theme() {
    func theme(_ environment: [String: String], chosen: Theme? = nil) -> Theme {
      TerminalSettings(theme: chosen, environment: environment, localeIsUTF8: true).theme
    }
    #expect(theme([:]) == .dark)
    #expect(theme(["NO_COLOR": "1"]) == .monochrome)
    #expect(theme(["NO_COLOR": "1"], chosen: .light) == .light)
  }

  @Test(
    "the backtracer is told not to ask, and keeps what the user has set",
    arguments: [
      (nil, "interactive=no"), ("", "interactive=no"), ("color=no", "color=no,interactive=no"),
      ("interactive=yes", nil), ("enable=yes,interactive=no", nil),
    ] as [(String?, String?)])
  func crashReports(current: String?, expected: String?) {
    #expect(CrashReports.setting(current: current) == expected)
  }
}

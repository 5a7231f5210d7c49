import CTerminal
import Canvas

/// How the screen is drawn on this terminal: what its user asked for, else what the environment tells.
struct TerminalSettings: Equatable {
  /// The characters that may be used.
  var glyphs: Glyphs
  /// How roles look.
  var theme: Theme

  /// Glyphs: the font cannot be asked, so all but ASCII needs an UTF-8 locale, and the Linux console, whose
  /// font has no braille, gets ASCII. Theme: see `Theme.fromEnvironment`.
  init(
    glyphs: Glyphs? = nil, theme: Theme? = nil, environment: [String: String],
    localeIsUTF8: Bool = terminal_locale_is_utf8()
  ) {
    let isPlain = !localeIsUTF8 || environment["TERM"] == "linux"
    self.glyphs = glyphs ?? (isPlain ? .ascii : .braille)
    self.theme = theme ?? Theme.fromEnvironment(environment)
  }
}

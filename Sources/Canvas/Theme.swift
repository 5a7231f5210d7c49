/// How each role looks: a foreground colour where there are colours, and attributes that carry the meaning
/// without any. The background is always the terminal's own.
public struct Theme: Sendable, Equatable {
  /// How many colours may be used.
  public enum ColorDepth: Int, Sendable, Comparable, CaseIterable {
    /// None: attributes only.
    case monochrome = 1
    /// The eight classic ones, whose shades the terminal chooses.
    case eight = 8
    /// The xterm palette.
    case indexed = 256

    /// Fewer colours first.
    public static func < (a: ColorDepth, b: ColorDepth) -> Bool { a.rawValue < b.rawValue }
  }

  /// The look of a role.
  public struct Style: Sendable, Equatable {
    /// Colour of the xterm palette (0-255), or of the eight, as the depth asks; nil leaves the terminal's own.
    public var foreground: UInt8?
    /// Bolder or brighter.
    public var isBold = false
    /// Fainter.
    public var isDim = false
    /// Foreground and background exchanged.
    public var isReverse = false
    /// A line below.
    public var isUnderlined = false
  }

  /// The name on the command line: dark, light or monochrome.
  public let name: String
  /// Whether a picture of the screen (SVG) has a light background.
  public let isLight: Bool
  private let palette: Palette

  private enum Palette: Sendable {
    case dark
    case light
    case none
  }

  /// For dark terminals: the colours of Okabe and Ito, which colour-blind readers tell apart, in the nearest
  /// shades of the xterm palette.
  public static let dark = Theme(name: "dark", isLight: false, palette: .dark)
  /// For light terminals: the same hues, darker.
  public static let light = Theme(name: "light", isLight: true, palette: .light)
  /// No colours: bold, dim, underline and reverse.
  public static let monochrome = Theme(name: "monochrome", isLight: false, palette: .none)

  /// All themes.
  public static let all: [Theme] = [.dark, .light, .monochrome]

  /// The theme of that name.
  public static func named(_ name: String) -> Theme? { all.first { $0.name == name } }

  /// What the environment asks for: `NO_COLOR` (not empty) means no colours, `COLORFGBG`, which several
  /// terminals set, ends with the number of the background colour.
  public static func fromEnvironment(_ environment: [String: String]) -> Theme {
    if let noColor = environment["NO_COLOR"], !noColor.isEmpty { return .monochrome }
    let background = environment["COLORFGBG"]?.split(separator: ";").last.flatMap { Int($0) }
    return background == 7 || background == 15 ? .light : .dark
  }

  /// The look of a role with so many colours.
  public func style(of role: Role, depth: ColorDepth) -> Style {
    var style = attributes(of: role)
    guard palette != .none, depth != .monochrome, role != .selected else { return style }
    style.foreground = depth == .indexed ? indexedColor(of: role) : basicColor(of: role)
    // With a grey of its own, a role need not be dimmed as well: many terminals dim to nothing.
    if style.foreground != nil { style.isDim = false }
    return style
  }

  private func attributes(of role: Role) -> Style {
    switch role {
    case .text, .cacheHit, .visited, .seriesA, .seriesB, .seriesC: Style()
    case .dim, .border, .waiting: Style(isDim: true)
    case .title, .focus, .good, .frontier, .ssdRead: Style(isBold: true)
    case .warning, .failure: Style(isBold: true, isUnderlined: role == .failure && palette == .none)
    case .selected: Style(isReverse: true)
    }
  }

  private func indexedColor(of role: Role) -> UInt8? {
    let isLight = palette == .light
    return switch role {
    case .text, .title, .selected: nil
    case .dim, .waiting: isLight ? 242 : 246
    case .border: isLight ? 246 : 242
    case .focus, .frontier, .seriesA: isLight ? 25 : 74
    case .cacheHit, .good: isLight ? 29 : 36
    case .ssdRead, .seriesB: isLight ? 130 : 214
    case .visited: isLight ? 24 : 110
    case .warning: isLight ? 94 : 227
    case .failure: isLight ? 124 : 166
    case .seriesC: isLight ? 126 : 175
    }
  }

  private func basicColor(of role: Role) -> UInt8? {
    let isLight = palette == .light
    return switch role {
    case .text, .title, .selected, .dim, .border, .waiting, .visited: nil
    case .cacheHit, .good: isLight ? 4 : 6
    case .focus, .frontier, .seriesA: isLight ? 4 : 6
    case .ssdRead, .seriesB, .warning: isLight ? 5 : 3
    case .failure: 1
    case .seriesC: isLight ? 1 : 5
    }
  }
}

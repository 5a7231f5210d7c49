/// The characters that a terminal and its font can show. The font cannot be asked, so the user may switch.
///
/// With the ASCII set a canvas transliterates everything that is put on it, so that no byte above 0x7F ever
/// reaches a terminal in the locale C.
public struct Glyphs: Sendable, Equatable {
  /// How plots are drawn.
  public enum PlotStyle: String, Sendable, CaseIterable {
    /// 2 × 4 dots in a cell.
    case braille
    /// 2 × 2 quadrants in a cell.
    case block
    /// One sign in a cell.
    case ascii
  }

  /// How plots are drawn; its raw value is the name of the set on the command line.
  public let plotStyle: PlotStyle

  /// Box lines.
  public let horizontal, vertical, topLeft, topRight, bottomLeft, bottomRight: Character
  /// Junctions of box lines.
  public let teeLeft, teeRight, teeTop, teeBottom, cross: Character
  /// The selected row.
  public let marker: Character
  /// A node from the cache.
  public let cache: Character
  /// A node read from the SSD.
  public let ssd: Character
  /// An expanded node.
  public let expanded: Character
  /// A node in the beam of this hop.
  public let beam: Character
  /// A candidate that waits.
  public let waiting: Character
  /// Yes, done, found.
  public let good: Character
  /// No, failed, missed.
  public let bad: Character
  /// Text was cut here; one column.
  public let ellipsis: Character
  /// From here to there.
  public let arrow: Character
  /// Bars that grow upward: eighths of a cell, from empty to full.
  public let verticalBars: [Character]
  /// Bars that grow to the right: parts of a cell, from empty to full.
  public let horizontalBars: [Character]
  /// Grey from nothing to full.
  public let shades: [Character]
  /// The part of a progress bar that is still to do.
  public let track: Character
  /// Signs of data series and of points, each different from the others.
  public let series: [Character]

  /// The name on the command line: braille, block or ascii.
  public var name: String { plotStyle.rawValue }
  /// Whether only ASCII may be shown.
  public var isASCII: Bool { plotStyle == .ascii }

  /// All sets, richest first.
  public static let all: [Glyphs] = [.braille, .block, .ascii]

  /// The set of that name.
  public static func named(_ name: String) -> Glyphs? { all.first { $0.name == name } }

  /// The set that follows in `all`, around.
  public var next: Glyphs {
    switch plotStyle {
    case .braille: .block
    case .block: .ascii
    case .ascii: .braille
    }
  }

  /// Box lines, symbols and braille plots.
  public static let braille = Glyphs(unicode: .braille)
  /// Box lines, symbols and plots of quadrant blocks, for fonts with poor braille.
  public static let block = Glyphs(unicode: .block)
  /// Nothing but ASCII.
  public static let ascii = Glyphs()

  private init(unicode style: PlotStyle) {
    plotStyle = style
    (horizontal, vertical) = ("─", "│")
    (topLeft, topRight, bottomLeft, bottomRight) = ("┌", "┐", "└", "┘")
    (teeLeft, teeRight, teeTop, teeBottom, cross) = ("├", "┤", "┬", "┴", "┼")
    (marker, cache, ssd) = ("▶", "◆", "▣")
    (expanded, beam, waiting) = ("●", "▶", "○")
    (good, bad, ellipsis, arrow) = ("✓", "✗", "…", "→")
    verticalBars = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    horizontalBars = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
    shades = [" ", "░", "▒", "▓", "█"]
    track = "░"
    series = ["●", "▲", "■", "◇", "○", "△"]
  }

  private init() {
    plotStyle = .ascii
    (horizontal, vertical) = ("-", "|")
    (topLeft, topRight, bottomLeft, bottomRight) = ("+", "+", "+", "+")
    (teeLeft, teeRight, teeTop, teeBottom, cross) = ("+", "+", "+", "+", "+")
    (marker, cache, ssd) = (">", "*", "#")
    (expanded, beam, waiting) = ("@", ">", "o")
    (good, bad, ellipsis, arrow) = ("+", "x", "~", ">")
    verticalBars = [" ", ".", ":", "#"]
    horizontalBars = [" ", "#"]
    shades = [" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"]
    track = "."
    series = ["*", "x", "#", "+", "o", "%"]
  }
}

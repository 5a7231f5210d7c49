import Canvas
import VectorData

/// What the user has set for good: the configuration file. The program never writes it.
public struct Preferences: Sendable, Equatable {
  /// What roles look like.
  public internal(set) var theme: Theme?
  /// The characters that are drawn with.
  public internal(set) var glyphs: Glyphs?
  /// K of a first search.
  var answerCount: Int?
  /// L of a first search.
  var searchListSize: Int?
  /// W of a first search.
  var beamWidth: Int?
  /// Nodes of the cache of a first search.
  var cacheNodeCount: Int?
  /// What saves reads of a first search.
  var savings = ReadSavings()
  /// Hops per second of a film.
  var playSpeed = PlayState.speeds[2]
  /// Whether the terminal reports the mouse.
  public internal(set) var usesMouse = false
  /// Whether the explorer starts where it was left.
  public internal(set) var restores = true
  /// Whether screens are spoken line by line.
  public internal(set) var isAccessible = false
  /// The lines that were understood, as a key log repeats them.
  private(set) var lines: [String] = []

  /// Nothing is set.
  public init() {}

  /// The largest file that is read.
  static let largestBytes = 1 << 16

  /// Takes in the text of a file. Lines that cannot be are left out and told, each as `PATH:LINE: …`.
  public mutating func read(_ text: String, path: String) -> [String] {
    let file = SettingLines(text)
    var faults = file.faults
    for line in file.lines {
      if let fault = take(line.key, line.value) { faults.append((line.number, fault)) }
    }
    return faults.sorted { $0.number < $1.number }.map { "\(path):\($0.number): \($0.message)" }
  }

  /// Takes in a setting; what is wrong with it, `nil` if nothing is.
  mutating func take(_ key: String, _ value: String) -> String? {
    guard let entry = PreferenceKey.all.first(where: { $0.name == key }) else {
      let known = PreferenceKey.all.map(\.name).joined(separator: ", ")
      return "unknown key \"\(key)\"; this version knows \(known)"
    }
    guard entry.take(&self, value) else {
      return "\(key) is \(entry.values), not \"\(value.prefix(60))\""
    }
    lines.append("\(key) = \(value)")
    return nil
  }
}

/// A key of the configuration file.
public struct PreferenceKey: Sendable {
  /// The version of the file that this program knows.
  static let version = "1"

  /// As it is written.
  public let name: String
  /// What it can be.
  public let values: String
  /// What it does.
  public let help: String
  /// Sets it; `false` for a value that cannot be.
  let take: @Sendable (inout Preferences, String) -> Bool

  /// Every key, in the order of the documents.
  public static let all: [PreferenceKey] = [
    PreferenceKey("version", "1", "the version of this file's keys") { _, text in
      text == version
    },
    PreferenceKey("theme", "dark, light or monochrome", "what colours are used") { set, text in
      set.theme = Theme.named(text)
      return set.theme != nil
    },
    PreferenceKey("glyphs", "braille, block or ascii", "what is drawn with") { set, text in
      set.glyphs = Glyphs.named(text)
      return set.glyphs != nil
    },
    number("K", 1...1_000_000, "answers of a first search", \.answerCount),
    number("L", 1...Limits.searchListSize, "its candidate list", \.searchListSize),
    number("W", 1...Limits.beamWidth, "its beam width", \.beamWidth),
    number("cache", 0...1_000_000_000, "nodes of its cache", \.cacheNodeCount),
    flag(
      "navigation", "whether it walks the navigation graph first, where there is one",
      \.savings.usesNavigation),
    flag("pages", "whether it uses sectors whole", \.savings.usesWholePages),
    flag(
      "vectors", "whether it reads vectors apart from edges, where there are such",
      \.savings.usesVectorPages),
    flag("pipelined", "whether it keeps W reads under way", \.savings.isPipelined),
    saving("width", "a whole number from 1, or off", "the width of its first hops"),
    saving("stop", "a factor above 0, or off", "its stopping rule"),
    PreferenceKey(
      "play", PlayState.speeds.map { ReadSavingWords.plain(Float($0)) }.joined(separator: ", "),
      "hops per second of a film"
    ) { set, text in
      guard let speed = Double(text), PlayState.speeds.contains(speed) else { return false }
      set.playSpeed = speed
      return true
    },
    flag("mouse", "whether clicks and the wheel count", \.usesMouse),
    flag("restore", "whether the explorer starts where it was left", \.restores),
    flag("accessible", "whether screens are spoken line by line", \.isAccessible),
  ]

  private init(
    _ name: String, _ values: String, _ help: String,
    take: @escaping @Sendable (inout Preferences, String) -> Bool
  ) {
    self.name = name
    self.values = values
    self.help = help
    self.take = take
  }

  private static func number(
    _ name: String, _ range: ClosedRange<Int>, _ help: String,
    _ place: any WritableKeyPath<Preferences, Int?> & Sendable
  ) -> PreferenceKey {
    PreferenceKey(
      name, "a whole number from \(range.lowerBound) to \(range.upperBound)", help
    ) { set, text in
      guard let value = Int(text), range.contains(value) else { return false }
      set[keyPath: place] = value
      return true
    }
  }

  private static func saving(_ name: String, _ values: String, _ help: String) -> PreferenceKey {
    PreferenceKey(name, values, help) { set, text in
      guard let change = try? ReadSavingWords.read(text, name) else { return false }
      set.savings.turn(change)
      return true
    }
  }

  private static func flag(
    _ name: String, _ help: String, _ place: any WritableKeyPath<Preferences, Bool> & Sendable
  ) -> PreferenceKey {
    PreferenceKey(name, "on or off", help) { set, text in
      guard text == "on" || text == "off" else { return false }
      set[keyPath: place] = text == "on"
      return true
    }
  }
}

extension Preferences {
  /// A theme named on the command line counts more than the file's.
  public mutating func use(_ theme: Theme) { _ = take("theme", theme.name) }

  /// Glyphs named on the command line count more than the file's.
  public mutating func use(_ glyphs: Glyphs) { _ = take("glyphs", glyphs.name) }
}

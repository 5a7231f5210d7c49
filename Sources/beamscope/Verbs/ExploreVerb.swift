import ArgumentParser
import Canvas
import Explorer

extension Theme: ExpressibleByArgument {
  /// By its name.
  public init?(argument: String) {
    guard let theme = Theme.named(argument) else { return nil }
    self = theme
  }

  /// All names.
  public static var allValueStrings: [String] { all.map(\.name) }
  /// The names.
  public static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}

extension Glyphs: ExpressibleByArgument {
  /// By its name.
  public init?(argument: String) {
    guard let glyphs = Glyphs.named(argument) else { return nil }
    self = glyphs
  }

  /// All names.
  public static var allValueStrings: [String] { all.map(\.name) }
  /// The names.
  public static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}

/// The explorer; what the program does without a verb.
struct ExploreVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "Open the explorer.", shouldDisplay: false)

  @Argument(help: "The index to open at once.", completion: .indexPrefix)
  var prefix: String?

  @Option(
    help: "A trace to open without its index: the JSON of the verb trace.",
    completion: .file(extensions: ["json"]))
  var trace: String?

  @Flag(help: "Start anew, not where the last session was left.")
  var fresh = false

  @Flag(help: "Speak the screens line by line, for screen readers and braille displays.")
  var accessible = false

  @Option(help: "dark, light or monochrome. (default: config file, NO_COLOR, COLORFGBG)")
  var theme: Theme?

  @Option(help: "braille, block or ascii. (default: config file, locale)")
  var glyphs: Glyphs?

  func run() throws {
    let files = SessionFiles()
    var options = ExplorerOptions(prefix: prefix)
    options.tracePath = trace
    (options.preferences, options.preferenceFaults) = files.preferences()
    if let theme { options.preferences.use(theme) }
    if let glyphs { options.preferences.use(glyphs) }
    if !fresh, options.preferences.restores { options.memory = files.memory() }
    let keeps = options.preferences.restores
    var fault: String?
    let keep = { (session: ExplorerSession) in
      fault = keeps ? files.write(session.memory, keyLog: session.keyLog) : nil
    }
    let code =
      accessible || options.preferences.isAccessible
      ? SpokenLoop.run(options, onEnd: keep) : TerminalLoop.run(options, onEnd: keep)
    if let fault { Ending.say("where the session was left is not kept: \(fault)") }
    throw Ending.exit(code)
  }
}

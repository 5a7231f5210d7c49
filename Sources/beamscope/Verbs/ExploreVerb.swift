import ArgumentParser
import Explorer

/// The explorer; what the program does without a verb.
struct ExploreVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "Open the explorer.", shouldDisplay: false)

  @Argument(help: "The index to open at once.")
  var prefix: String?

  func run() throws {
    throw Ending.exit(TerminalLoop.run(ExplorerOptions(prefix: prefix)))
  }
}

import ArgumentParser
import Explorer

/// The explorer; what the program does without a verb.
struct ExploreVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "Open the explorer.", shouldDisplay: false)

  @Argument(help: "The index to open at once.")
  var prefix: String?

  @Option(help: "A trace to open without its index: the JSON of the verb trace.")
  var trace: String?

  func run() throws {
    var options = ExplorerOptions(prefix: prefix)
    options.tracePath = trace
    throw Ending.exit(TerminalLoop.run(options))
  }
}

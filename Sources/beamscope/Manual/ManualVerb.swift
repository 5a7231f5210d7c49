import ArgumentParser
import VectorData

/// `manual`: the manual page, made of the verbs' own help and the explorer's key table.
struct ManualVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Write the manual page beamscope.1.", shouldDisplay: false)

  func run() throws {
    var output = try TextOutput(path: "-")
    try output.write(ManualPage.text)
    try output.finish()
  }
}

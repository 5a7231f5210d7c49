import ArgumentParser
import DiskIndex
import Experiments
import VectorData

/// `verify`: every fault of an index, one line each.
struct VerifyVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check every file of an index: ok, or all faults found.")

  @Argument(help: "What all file names of the index begin with.", completion: .indexPrefix)
  var prefix: String

  @OptionGroup var interpretation: IndexInterpretation

  func run() throws {
    let faults = try ProgressPrinter.run { (control, _) throws(IndexError) in
      guard try IndexOpening.isInMemory(prefix) else {
        return try IndexVerifier.verify(
          prefix: prefix, elementType: interpretation.type, control: control)
      }
      return try IndexVerifier.verifyMemory(
        prefix: prefix, elementType: interpretation.type, metric: interpretation.metric,
        control: control)
    }
    var output = try TextOutput(path: "-")
    try output.write(faults.isEmpty ? "ok\n" : faults.map { "\($0)\n" }.joined())
    try output.finish()
    if !faults.isEmpty { throw Ending.failed }
  }
}

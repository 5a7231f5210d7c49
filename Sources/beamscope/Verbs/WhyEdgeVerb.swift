import ArgumentParser
import DiskIndex
import Experiments
import Foundation
import VectorData

/// `why-edge`: why one node points to another, or does not.
struct WhyEdgeVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why-edge", abstract: "Say why node A points to node B, or does not.",
    discussion: """
      Derived from the index as it is: the engine's own search for A gives the candidates, its own \
      prune decides on them. The build saw younger graphs; with --replay it is done again from the \
      data, which is exact, and possible for an index of at most 100,000 rows that says how it was built.
      """)

  @Argument(help: "What all file names of the index begin with.")
  var prefix: String

  @Argument(help: "The node that would point.")
  var from: UInt32

  @Argument(help: "The node that would be pointed to.")
  var to: UInt32

  @Flag(help: "Do the build again and watch the edge.")
  var replay = false

  @OptionGroup var interpretation: IndexInterpretation

  @Option(help: "text or json.")
  var format = TraceVerb.Format.text

  func run() throws {
    let control = JobControl()
    Interruption.cancels(control)
    guard try !IndexOpening.isInMemory(prefix) else {
      throw IndexError.parameter(
        name: "P", expected: "an index on disk", found: "\(prefix), which lies in memory")
    }
    let index = try interpretation.open(prefix: prefix)
    let reason = try EdgeReason.find(from: from, to: to, of: index, control: control)
    let history =
      replay ? try EdgeHistory.replay(from: from, to: to, of: index, control: control) : nil
    var output = try TextOutput(path: "-")
    switch format {
    case .json: try output.write(json: EdgeJSON(reason, history))
    case .text:
      let names = try index.openNames()
      try output.write(EdgeText(reason: reason, history: history, names: names).lines)
    }
    try output.finish()
  }
}

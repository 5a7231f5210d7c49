import ArgumentParser
import Experiments
import Foundation
import Vamana
import VectorData

/// `consolidate`: take deleted points out of a dynamic index.
struct ConsolidateVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "consolidate",
    abstract: "Take deleted points out of the graph and the files of an index in memory.")

  @OptionGroup var update: UpdateOptions

  func run() throws {
    let options = try update.options()
    let (report, done) = try ProgressPrinter.run(style: update.progress) {
      (control, _) throws(IndexError) in
      try DynamicIndexUpdate.consolidate(update.index, options: options, control: control)
    }
    var output = try TextOutput(path: "-")
    try output.write(
      String(
        format: "%@: %d points released and %d repaired in %.2f s; %d points\n", update.index,
        done.releasedCount, done.repairedCount, report.seconds, report.pointCount))
    try output.finish()
  }
}

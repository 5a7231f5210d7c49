import ArgumentParser
import Experiments
import VectorData

/// `delete`: points of a dynamic index, at once for answers and later for the graph.
struct DeleteVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Delete points of an index in memory: no search answers with them any more.",
    discussion: "They stay in the graph as ways to others until `consolidate` or `insert`.")

  @OptionGroup var update: UpdateOptions

  @OptionGroup var tags: TagOptions

  func run() throws {
    let options = try update.options()
    guard let oldTags = try tags.read(), !oldTags.isEmpty else {
      throw IndexError.parameter(
        name: "--tags", expected: "tags of points, here or in --tags-file", found: "none")
    }
    let report = try ProgressPrinter.run(style: update.progress) {
      (control, _) throws(IndexError) in
      try DynamicIndexUpdate.delete(
        tags: oldTags, from: update.index, options: options, control: control)
    }
    var output = try TextOutput(path: "-")
    try output.write(
      "\(update.index): \(report.changedCount) points deleted; \(report.pointCount) points, "
        + "\(report.deletedCount) deleted and not consolidated\n")
    try output.finish()
  }
}

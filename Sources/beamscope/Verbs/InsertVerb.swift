import ArgumentParser
import Experiments
import Foundation
import VectorData

extension UpdateOptions {
  /// The options in the terms of the engine.
  func options() throws(IndexError) -> DynamicIndexUpdate.Options {
    let limits = [
      ("-R", maxDegree, 2...512), ("-L", searchListSize, 1...100_000), ("-T", threadCount, 1...256),
    ]
    for (name, value, range) in limits {
      guard let value, !range.contains(value) else { continue }
      throw .parameter(
        name: name, expected: "\(range.lowerBound) to \(range.upperBound)", found: "\(value)")
    }
    if let alpha, !(1...16).contains(alpha) {
      throw .parameter(name: "--alpha", expected: "1 to 16", found: "\(alpha)")
    }
    var options = DynamicIndexUpdate.Options()
    options.elementType = interpretation.type
    options.metric = interpretation.metric
    options.maxDegree = maxDegree
    options.searchListSize = searchListSize
    options.alpha = alpha
    if let threadCount { options.threadCount = threadCount }
    return options
  }
}

/// `insert`: more points into a dynamic index.
struct InsertVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "insert",
    abstract: "Insert vectors into an index in memory that takes updates; begin one.",
    discussion: """
      Points are known by their tags, numbers from 1 on that you choose. Without tags they get the \
      numbers behind the largest one.
      """)

  @OptionGroup var update: UpdateOptions

  @Option(help: "The file of vectors.", completion: .vectors)
  var data: String

  @OptionGroup var tags: TagOptions

  @Option(
    help: "Labels of the rows: a line each, separated by commas; for an index that has labels.",
    completion: .file())
  var labels: String?

  @Option(help: "The label whose points pass every filter, of an index that is begun.")
  var universalLabel: String?

  func run() throws {
    let (options, newTags, newLabels) = (try update.options(), try tags.read(), try labelling())
    let report = try ProgressPrinter.run(style: update.progress) {
      (control, _) throws(IndexError) in
      try DynamicIndexUpdate.insert(
        dataPath: data, tags: newTags, labels: newLabels, into: update.index, options: options,
        control: control)
    }
    let range = report.newTags.map { ", tags \($0.lowerBound) to \($0.upperBound)" } ?? ""
    var output = try TextOutput(path: "-")
    try output.write(
      String(
        format: "%@: %d points inserted in %.2f s%@; %d points\n", update.index,
        report.changedCount, report.seconds, range, report.pointCount))
    try output.finish()
  }

  private func labelling() throws(IndexError) -> DynamicIndexUpdate.Labels? {
    guard let labels else {
      guard let universalLabel else { return nil }
      throw .parameter(
        name: "--universal-label", expected: "the labels that it is one of (--labels)",
        found: "\"\(universalLabel)\" alone")
    }
    return DynamicIndexUpdate.Labels(path: labels, universal: universalLabel)
  }
}

import ArgumentParser
import DiskIndex
import Experiments
import Foundation
import VectorData

extension IndexLayout.Order: ExpressibleByArgument {}
extension IndexLayout.Records: ExpressibleByArgument {}

/// `layout`: the same index with its nodes in another order.
struct LayoutVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "layout",
    abstract: "Put nodes that a search wants together into the same sector.",
    discussion: """
      Answers keep the rows of the data: the order is recorded beside the index. DiskANN's programs open \
      the result too, unless its records are packed; their answers are places in the file then.
      """)

  @Argument(help: "What all file names of the index begin with.", completion: .indexPrefix)
  var prefix: String

  @Option(help: "graph: neighbours share a sector; rows: as the data came.")
  var order = IndexLayout.Order.graph

  @Option(
    help: "plain: DiskANN's; packed: more nodes per sector, for Beamscope alone. (default: keep)")
  var records: IndexLayout.Records?

  @Flag(
    inversion: .prefixedNo,
    help: "Write the vectors apart from the edges too. (default: keep what there is)")
  var vectorPages: Bool?

  @Option(
    help: "Build a navigation graph over this share of the nodes. (default: keep what there is)")
  var navigation: Double?

  @Option(help: "Neighbours of a node in the navigation graph.")
  var navigationDegree = NavigationSize.usualWidth

  @Option(
    help: "The prefix of the new index. (default: replaces the old one)", completion: .indexPrefix)
  var output: String?

  @Option(name: .customShort("T"), help: "Threads. (default: all processors)")
  var threadCount = WorkerTeam.processorCount

  @Option(help: "How progress is shown.")
  var progress = ProgressPrinter.Style.auto

  func run() throws {
    guard (1...1024).contains(threadCount) else {
      throw IndexError.parameter(name: "-T", expected: "1 to 1024", found: "\(threadCount)")
    }
    let target = output ?? prefix
    let report = try ProgressPrinter.run(style: progress) { (control, _) throws(IndexError) in
      try IndexLayout.run(
        prefix: prefix, target: target, order: order, records: records,
        vectorPages: vectorPages,
        navigation: navigation.map { NavigationSize(share: $0, width: navigationDegree) },
        threadCount: threadCount, control: control)
    }
    var text = try TextOutput(path: "-")
    try text.write(
      String(
        format: "%@: %d nodes per sector, neighbours in it %.1f %% before, %.1f %% now; %.2f s, "
          + "%.0f MiB of memory\n",
        target, report.nodesPerSector, report.overlapBefore * 100, report.overlapAfter * 100,
        report.seconds, Double(report.peakBytes) / 1_048_576))
    if let packing = report.packing {
      try text.write(
        String(
          format: "packed records: %.1f bits per neighbour, %.1f bytes per node (at most %d), "
            + "%.2f nodes per sector\n",
          packing.bitsPerNeighbour, packing.meanBytes, report.nodeBytes,
          packing.meanNodesPerSector))
    }
    if let count = report.vectorsPerSector {
      try text.write("vectors apart: \(count) per sector\n")
    }
    if report.navigationMembers > 0 {
      try text.write(
        String(
          format: "navigation graph: %d members, %.1f MiB while it is used\n",
          report.navigationMembers, Double(report.navigationBytes) / 1_048_576))
    }
    try text.finish()
  }
}

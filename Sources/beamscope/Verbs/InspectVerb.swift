import ArgumentParser
import DiskIndex
import Experiments
import Vamana
import VectorData

/// `inspect`: what an index is, or one of its nodes or sectors.
struct InspectVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show the header, degrees and reachability of an index, or one node or sector.")

  @Argument(help: "What all file names of the index begin with.", completion: .indexPrefix)
  var prefix: String

  @Option(help: "Show this node.")
  var node: UInt32?

  @Option(help: "Show the nodes of this sector; sector 0 is the header.")
  var sector: Int?

  @OptionGroup var interpretation: IndexInterpretation

  @Option(help: "text or json.")
  var format = TraceVerb.Format.text

  func validate() throws {
    if node != nil && sector != nil {
      throw ValidationError("--node and --sector cannot be used together")
    }
  }

  func run() throws {
    guard try !IndexOpening.isInMemory(prefix) else { return try runInMemory() }
    let index = try interpretation.open(prefix: prefix)
    let nodes = try wantedNodes(index)
    var output = try TextOutput(path: "-")
    if let nodes {
      let names = try index.openNames()
      let reports = try nodes.map { (node) throws(IndexError) in
        NodeReport(try index.readNode(node), index: index, names: names)
      }
      switch format {
      case .json where node != nil: try output.write(json: reports[0])
      case .json: try output.write(json: SectorReport(sector: sector ?? 0, nodes: reports))
      case .text: try output.write(reports.map(\.text).joined(separator: "\n"))
      }
    } else {
      let survey = try ProgressPrinter.run { (control, _) throws(IndexError) in
        try GraphSurvey.run(index: index, control: control)
      }
      var report = IndexReport(index: index, survey: survey, labels: try index.labels())
      if index.hasNavigation { report.add(try index.navigationGraph()) }
      if index.hasVectorPages { report.add(try index.vectorPages()) }
      switch format {
      case .json: try output.write(json: report)
      case .text: try output.write(report.text)
      }
    }
    try output.finish()
  }

  private func runInMemory() throws {
    let index = try DescribedMemoryIndex.open(
      prefix: prefix, elementType: interpretation.type, metric: interpretation.metric)
    if let sector {
      throw IndexError.parameter(
        name: "--sector", expected: "an index on disk (\(prefix) lies in memory)",
        found: "\(sector)")
    }
    var output = try TextOutput(path: "-")
    if let node {
      guard Int(node) < index.index.graph.nodeCount else {
        throw IndexError.parameter(
          name: "--node", expected: "0 to \(index.index.graph.nodeCount - 1)", found: "\(node)")
      }
      let report = MemoryNodeReport(node, of: index, names: try index.openNames())
      switch format {
      case .json: try output.write(json: report)
      case .text: try output.write(report.text)
      }
    } else {
      let survey = try ProgressPrinter.run { (control, _) throws(IndexError) in
        try GraphSurvey.run(graph: index.index.graph, control: control)
      }
      let report = MemoryIndexReport(index, survey: survey, labels: try index.labels())
      switch format {
      case .json: try output.write(json: report)
      case .text: try output.write(report.text)
      }
    }
    try output.finish()
  }

  /// `nil` for the whole index.
  private func wantedNodes(_ index: DiskIndex) throws(IndexError) -> [NodeID]? {
    let layout = index.layout
    if let node {
      guard Int(node) < layout.nodeCount else {
        throw .parameter(
          name: "--node", expected: "0 to \(layout.nodeCount - 1)", found: "\(node)")
      }
      return [node]
    }
    guard let sector, sector != 0 else { return nil }
    guard sector > 0, sector <= layout.sectorCount else {
      throw .parameter(
        name: "--sector", expected: "0 to \(layout.sectorCount)", found: "\(sector)")
    }
    return layout.nodes(inSector: sector).map { index.row(of: NodeID($0)) }
  }
}

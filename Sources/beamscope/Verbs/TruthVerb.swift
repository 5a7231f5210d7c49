import ArgumentParser
import VectorData

/// `truth`: exact neighbours by brute force, as a truthset file.
struct TruthVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "truth",
    abstract: "Compute the exact nearest neighbours of queries and write them as a truth file.")

  @Option(help: "The file of vectors.")
  var data: String

  @Option(help: "The file of queries.")
  var queries: String

  @Option(name: .customShort("K"), help: "Neighbours of each query.")
  var neighbourCount = 100

  @Option(help: "l2, ip or cosine.")
  var metric = Metric.l2

  @Option(help: "The type of vectors in a .bin file: float, int8 or uint8.")
  var type: ElementType?

  @Option(help: "Labels of the rows, a line each, separated by commas: what filters speak of.")
  var labels: String?

  @Option(help: "The label whose rows pass every filter.")
  var universalLabel: String?

  @OptionGroup var filter: FilterOptions

  @Option(help: "The truth file to write, - for standard output.")
  var output: String

  func run() throws {
    let base = try BinFile.open(path: data, elementType: type)
    let queries = try BinFile.open(path: self.queries, elementType: type)
    let filters = try openFilters(base: base, queryCount: queries.count)
    try ProgressPrinter.run { (control, _) throws(IndexError) in
      let truth = try GroundTruth.compute(
        base: base, queries: queries, neighbourCount: neighbourCount, metric: metric,
        filters: filters, team: WorkerTeam(workerCount: WorkerTeam.processorCount), control: control
      )
      let file =
        output == "-"
        ? OutputFile(descriptor: 1, path: "standard output") : try OutputFile(path: output)
      try truth.write(into: file)
    }
  }

  private func openFilters(base: VectorMatrix, queryCount: Int) throws -> [NodeSet] {
    guard let labels else {
      guard filter.filter == nil, filter.filters == nil else {
        throw ValidationError("a filter speaks of labels: --labels says who carries them")
      }
      return []
    }
    let carried = try PointLabels.read(
      path: labels, nodeCount: base.count, universal: universalLabel)
    return try filter.read(queryCount: queryCount) { (expression) throws(IndexError) in
      try expression.passing(carried)
    }
  }
}

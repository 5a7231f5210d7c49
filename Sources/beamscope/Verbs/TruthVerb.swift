import ArgumentParser
import VectorData

/// `truth`: exact neighbours by brute force, as a truthset file.
struct TruthVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "truth",
    abstract: "Compute the exact neighbours of queries and write them as a truth file.")

  @Option(help: "The file of vectors.", completion: .vectors)
  var data: String

  @Option(help: "The file of queries.", completion: .vectors)
  var queries: String

  @Option(name: .customShort("K"), help: "Neighbours of each query. (default: 100)")
  var neighbourCount: Int?

  @Option(help: "Everything within this value of the metric instead of K: a range truth file.")
  var range: Float?

  @Option(help: "l2, ip or cosine.")
  var metric = Metric.l2

  @Option(help: "The type of vectors in a .bin file: float, int8 or uint8.")
  var type: ElementType?

  @Option(
    help: "Labels of the rows, a line each, separated by commas: what filters speak of.",
    completion: .file())
  var labels: String?

  @Option(help: "The label whose rows pass every filter.")
  var universalLabel: String?

  @OptionGroup var filter: FilterOptions

  @Option(help: "The truth file to write, - for standard output.", completion: .file())
  var output: String

  func run() throws {
    let base = try BinFile.open(path: data, elementType: type)
    let queries = try BinFile.open(path: self.queries, elementType: type)
    let filters = try openFilters(base: base, queryCount: queries.count)
    let team = WorkerTeam(workerCount: WorkerTeam.processorCount)
    try ProgressPrinter.run { (control, _) throws(IndexError) in
      guard let range else {
        let truth = try GroundTruth.compute(
          base: base, queries: queries, neighbourCount: neighbourCount ?? 100, metric: metric,
          filters: filters, team: team, control: control)
        return try truth.write(into: openOutput())
      }
      let truth = try GroundTruth.compute(
        base: base, queries: queries, within: range, metric: metric, filters: filters, team: team,
        control: control)
      try truth.write(into: openOutput())
    }
  }

  func validate() throws {
    guard range == nil || neighbourCount == nil else {
      throw ValidationError("-K is a number of neighbours, --range all within a value: not both")
    }
  }

  private func openOutput() throws(IndexError) -> OutputFile {
    output == "-"
      ? OutputFile(descriptor: 1, path: "standard output") : try OutputFile(path: output)
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

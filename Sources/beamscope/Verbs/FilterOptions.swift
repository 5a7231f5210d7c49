import ArgumentParser
import DiskIndex
import Experiments
import VectorData

extension FilterStrategy: ExpressibleByArgument {}
extension FilterGraph: ExpressibleByArgument {}

/// Which points may be answered.
struct FilterOptions: ParsableArguments {
  @Option(help: "Labels joined by AND, OR, NOT: only points that pass are answered.")
  var filter: String?

  @Option(help: "A file with a filter per query, a line each.", completion: .file())
  var filters: String?

  func validate() throws {
    guard filter == nil || filters == nil else {
      throw ValidationError(
        "--filter is one filter for all queries, --filters one for each: not both")
    }
  }

  /// What `labels` passes for each of `queryCount` queries: one set for all, or one for each, or none
  /// where no filter is asked for. Equal lines of a file are read once.
  ///
  /// - Throws: `IndexError.mismatch` for another number of lines, `parameter` with the line of a fault.
  func read<Filter>(
    queryCount: Int, _ make: (FilterExpression) throws(IndexError) -> Filter
  ) throws(IndexError) -> [Filter] {
    if let filter { return [try make(FilterExpression(filter))] }
    guard let filters else { return [] }
    let file = try MappedFile(path: filters)
    let lines = TextLines(file.bytes)
    guard lines.count == queryCount else {
      throw .mismatch(
        path: filters, field: "lines", expected: "\(queryCount), one per query",
        found: "\(lines.count)")
    }
    var known: [Substring: Filter] = [:]
    var result: [Filter] = []
    for number in 0..<lines.count {
      guard let line = lines.line(number)?.trimmed else { break }
      if let filter = known[line] {
        result.append(filter)
        continue
      }
      let name = "\(filters), line \(number + 1)"
      let filter = try make(FilterExpression(String(line), name: name))
      known[line] = filter
      result.append(filter)
    }
    return result
  }
}

/// Which points a search may answer, and how it finds them.
struct SearchFilterOptions: ParsableArguments {
  @OptionGroup var filter: FilterOptions

  @Option(help: "How passing points are found: auto, scan (all of them) or walk (the graph).")
  var filterStrategy = FilterStrategy.automatic

  /// The filters of `queryCount` queries: one for all, one for each, or none.
  func open(
    for index: any SearchableIndex, queryCount: Int
  ) throws(IndexError) -> [SearchFilter] {
    guard filter.filter != nil || filter.filters != nil else { return [] }
    guard let labels = try index.labels() else {
      throw .mismatch(
        path: index.prefix, field: "labels", expected: "an index built with --labels",
        found: "no label files")
    }
    return try filter.read(queryCount: queryCount) { (expression) throws(IndexError) in
      try labels.filter(expression, strategy: filterStrategy)
    }
  }
}

import ArgumentParser
import DiskIndex
import Experiments
import VectorData

/// Which index a verb works on, and what it does not say about itself.
struct IndexOptions: ParsableArguments {
  @Option(help: "What all file names of the index begin with.", completion: .indexPrefix)
  var index: String

  @OptionGroup var interpretation: IndexInterpretation

  @Flag(help: "Keep the graph of a disk index in memory too; its vectors are mapped.")
  var hybrid = false

  func open() throws(IndexError) -> any SearchableIndex {
    try interpretation.openAny(prefix: index, isHybrid: hybrid)
  }
}

/// Needed only for an index that does not say it.
struct IndexInterpretation: ParsableArguments {
  @Option(help: "The type of the vectors, for an index that does not say it: float, int8 or uint8.")
  var type: ElementType?

  @Option(help: "The metric, for an index that does not say it.")
  var metric: Metric?

  func open(prefix: String) throws(IndexError) -> DiskIndex {
    try DiskIndex.open(prefix: prefix, elementType: type, metric: metric)
  }

  /// An index of whatever kind lies there.
  func openAny(prefix: String, isHybrid: Bool) throws(IndexError) -> any SearchableIndex {
    try IndexOpening.open(
      prefix: prefix, elementType: type, metric: metric, isHybrid: isHybrid)
  }
}

extension SearchableIndex {
  /// Opens a file of queries for this index.
  ///
  /// - Throws: `IndexError.mismatch` when its name says another type or its dimension is another,
  ///   `malformed` for a damaged file, NaN or infinity.
  func openQueries(path: String) throws(IndexError) -> VectorMatrix {
    if let said = ElementType(path: path), said != queryType {
      throw .mismatch(
        path: path, field: "type", expected: "\(queryType.rawValue) as \(prefix) has",
        found: said.rawValue)
    }
    let queries = try BinFile.open(path: path, elementType: queryType)
    guard queries.dimension == dimension else {
      throw .mismatch(
        path: path, field: "dimension", expected: "\(dimension) as \(prefix) has",
        found: "\(queries.dimension)")
    }
    try queries.validateFinite()
    return queries
  }

  /// The user's names of the rows, `nil` where the index has none.
  func openNames() throws(IndexError) -> NameTable? {
    let path = IndexFiles(prefix: prefix).names
    guard PlacesOnDisk.fileBytes(at: path) > 0 else { return nil }
    return try NameTable(path: path, expectedCount: numberLimit)
  }
}

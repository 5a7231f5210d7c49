import Experiments
import Foundation
import Vamana
import VectorData

/// A line of the build form.
enum BuildField: Int, Sendable, CaseIterable {
  case data
  case output
  case elementType
  case maxDegree
  case searchListSize
  case alpha
  case pqBytes
  case searchBudget
  case linkingBytes
  case threads
  case metric
  case seed

  /// The name at the left.
  var title: String {
    switch self {
    case .data: "data"
    case .output: "index"
    case .elementType: "type"
    case .maxDegree: "R"
    case .searchListSize: "L"
    case .alpha: "alpha"
    case .pqBytes: "PQ bytes"
    case .searchBudget: "B"
    case .linkingBytes: "build PQ"
    case .threads: "T"
    case .metric: "metric"
    case .seed: "seed"
    }
  }

  /// What it means, in a few words.
  var note: String {
    switch self {
    case .data: "a .fbin, .i8bin or .u8bin file"
    case .output: "what its files' names begin with"
    case .elementType: "float, int8, uint8; for .bin only"
    case .maxDegree: "most neighbours of a node"
    case .searchListSize: "candidates while building"
    case .alpha: "above 1 keeps long links"
    case .pqBytes: "sketch of a node in memory"
    case .searchBudget: "or: GB for all sketches"
    case .linkingBytes: "bytes of codes to link by"
    case .threads: "threads"
    case .metric: "l2, ip (of floats) or cosine"
    case .seed: "same seed, same files"
    }
  }
}

/// The Build screen: a form, and below it the forecast, the running phases or the report.
struct BuildState: Sendable, Equatable {
  /// What stands below the form.
  enum Outcome: Sendable, Equatable {
    /// Nothing was built yet.
    case none
    /// It runs; its phases are in the job table.
    case running
    /// It is done.
    case done(prefix: String, IndexBuildReport)
    /// The user stopped it.
    case cancelled
    /// It failed with this line.
    case failed(String)
  }

  /// The forecast of the form as it stands.
  enum Forecast: Sendable, Equatable {
    /// The form says no data yet.
    case none
    /// It is being computed.
    case pending
    /// Here it is.
    case ready(BuildEstimate)
    /// The form or the data are faulty.
    case faulty(String)
  }

  /// What stands in the fields.
  var texts: [BuildField: String] = [
    .data: "", .output: "", .elementType: "", .metric: Metric.l2.rawValue, .maxDegree: "64",
    .searchListSize: "100", .alpha: "1.2", .pqBytes: "32", .searchBudget: "",
    .linkingBytes: "", .threads: "\(WorkerTeam.processorCount)", .seed: "42",
  ]
  /// What belongs to the data besides the vectors, if it came from the library.
  var source: DataSetDescription?
  /// The selected field.
  var place = ListPlace()
  /// The field's text while it is edited.
  var input: TextInput?
  /// What the form as it stands would need.
  var forecast = Forecast.none
  /// What the last build did.
  var outcome = Outcome.none
  /// The build that was started without being asked, on the first start: it opens its index when done.
  var opensWhenDone = false

  /// The index of the last build, if that went well.
  var builtPrefix: String? {
    guard case .done(let prefix, _) = outcome else { return nil }
    return prefix
  }

  /// The selected field.
  var field: BuildField { BuildField.allCases[place.row(of: BuildField.allCases.count) ?? 0] }

  /// Fills the form for a data set of the library.
  mutating func fill(from listing: DataSetListing) {
    let defaults = listing.description.build
    source = listing.description
    texts[.data] = listing.basePath
    texts[.output] = listing.indexPrefix
    texts[.elementType] = listing.elementType.rawValue
    texts[.metric] = Metric.l2.rawValue
    texts[.maxDegree] = "\(defaults.R)"
    texts[.searchListSize] = "\(defaults.L)"
    texts[.alpha] = "\(defaults.alpha)"
    texts[.pqBytes] = "\(defaults.pqBytes)"
    texts[.searchBudget] = ""
    texts[.linkingBytes] = ""
  }

  /// Takes the edited text over.
  mutating func commitInput() {
    guard let text = input?.text else { return }
    input = nil
    let trimmed = text.trimmingCharacters(in: .whitespaces)
    if field == .data, trimmed != texts[.data] { source = nil }
    texts[field] = trimmed
  }
}

extension BuildState {
  /// The form as a request that can be built.
  ///
  /// - Throws: `IndexError.parameter` for the first field that cannot be.
  func request() throws(IndexError) -> IndexBuild.Request {
    var request = IndexBuild.Request(dataPath: try path(.data), prefix: try path(.output))
    request.elementType = try elementType()
    request.metric = try metric()
    request.graph.maxDegree = try number(.maxDegree, "a whole number")
    request.graph.searchListSize = try number(.searchListSize, "a whole number")
    request.graph.alpha = try number(.alpha, "a number")
    request.graph.seed = try number(.seed, "a whole number")
    request.threadCount = try number(.threads, "a whole number")
    request.codeSize =
      text(.searchBudget).isEmpty
      ? .bytes(try number(.pqBytes, "a whole number"))
      : .searchBudget(gigabytes: try number(.searchBudget, "gigabytes"))
    request.linkingCodeBytes =
      text(.linkingBytes).isEmpty ? nil : try number(.linkingBytes, "a whole number")
    if let source {
      let known = IndexBuild.Request(dataSet: source, prefix: request.prefix)
      request.namesPath = known.namesPath
      request.notes = known.notes
    }
    try request.validate()
    return request
  }

  private func text(_ field: BuildField) -> String { texts[field] ?? "" }

  private func path(_ field: BuildField) throws(IndexError) -> String {
    guard !text(field).isEmpty else {
      throw .parameter(name: field.title, expected: "a path", found: "nothing")
    }
    return UserPath.expanded(text(field))
  }

  private func elementType() throws(IndexError) -> ElementType? {
    guard !text(.elementType).isEmpty else { return nil }
    guard let type = ElementType(rawValue: text(.elementType)) else {
      throw .parameter(
        name: BuildField.elementType.title, expected: "float, int8 or uint8",
        found: text(.elementType))
    }
    return type
  }

  private func metric() throws(IndexError) -> Metric {
    guard let metric = Metric(rawValue: text(.metric)) else {
      throw .parameter(
        name: BuildField.metric.title, expected: "l2, ip or cosine",
        found: text(.metric).isEmpty ? "nothing" : text(.metric))
    }
    return metric
  }

  private func number<Value: LosslessStringConvertible>(
    _ field: BuildField, _ expected: String
  ) throws(IndexError) -> Value {
    guard let value = Value(text(field)) else {
      throw .parameter(
        name: field.title, expected: expected,
        found: text(field).isEmpty ? "nothing" : text(field))
    }
    return value
  }
}

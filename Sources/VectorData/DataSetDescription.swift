import Foundation

/// A data set that comes with what belongs to it: an entry of `dataset.json` in a data folder.
///
/// All paths are relative to the folder of the file until `load` has made them whole.
public struct DataSetDescription: Codable, Sendable, Equatable {
  /// A short name without spaces; an index built from it is called so.
  public var name: String
  /// A title for people.
  public var title: String
  /// What the rows are, a sentence or two.
  public var summary: String
  /// The vectors.
  public var base: String
  /// Queries that are not in the base.
  public var queries: String?
  /// The exact neighbours of the queries.
  public var truth: String?
  /// Names of the rows (`NameTable`).
  public var names: String?
  /// Names of the queries.
  public var queryNames: String?
  /// Labels of the rows in DiskANN's label format.
  public var labels: String?
  /// How to draw a row, if rows are pictures.
  public var picture: RowPicture?
  /// Good parameters for an index of it.
  public var build: BuildDefaults

  /// What an index of a data set is best built with.
  public struct BuildDefaults: Codable, Sendable, Equatable {
    /// Largest degree.
    public var R: Int
    /// Candidate list of the build.
    public var L: Int
    /// Prune slack.
    public var alpha: Float
    /// Bytes of a PQ code.
    public var pqBytes: Int
    /// Candidate list of a first search.
    public var searchL: Int?
  }

  /// The name of the file in a data folder.
  public static let fileName = "dataset.json"

  /// The data sets that `folder` describes: `dataset.json` holds an array of them. Paths come back whole.
  ///
  /// - Throws: `IndexError.system` when there is none or it cannot be read, `malformed` when it is not
  ///   such an array.
  public static func load(folder: String) throws(IndexError) -> [DataSetDescription] {
    let path = folder + "/" + fileName
    let file = try MappedFile(path: path)
    defer { withExtendedLifetime(file) {} }
    do {
      return try JSONDecoder().decode([DataSetDescription].self, from: Data(file.bytes))
        .map { $0.resolved(in: folder) }
    } catch {
      throw .malformed(
        path: path, offset: nil, field: "content", expected: "an array of data sets",
        found: jsonFault(error))
    }
  }

  /// What `dataset.json` beside a file of vectors says about it, `nil` where nothing readable does.
  public static func describing(dataPath: String) -> DataSetDescription? {
    let file = URL(fileURLWithPath: dataPath).standardizedFileURL
    let sets = try? load(folder: file.deletingLastPathComponent().path)
    return sets?.first { URL(fileURLWithPath: $0.base).standardizedFileURL == file }
  }

  private func resolved(in folder: String) -> DataSetDescription {
    var copy = self
    let whole = { (path: String) in path.hasPrefix("/") ? path : folder + "/" + path }
    copy.base = whole(base)
    copy.queries = queries.map(whole)
    copy.truth = truth.map(whole)
    copy.names = names.map(whole)
    copy.queryNames = queryNames.map(whole)
    copy.labels = labels.map(whole)
    return copy
  }

  private static func jsonFault(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "no key \"\(key.stringValue)\""
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "another type at " + context.codingPath.map(\.stringValue).joined(separator: ".")
    default: "no valid JSON"
    }
  }
}

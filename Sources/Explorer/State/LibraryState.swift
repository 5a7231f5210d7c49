import VectorData

/// Data sets and indexes that were found.
struct LibraryState: Sendable, Equatable {
  /// Sample data first, then indexes.
  var entries: [LibraryEntry] = []
  /// Whether the folders have been read once.
  var isScanned = false
  /// The selected entry.
  var place = ListPlace()
  /// The index that the next look shall select: one that was just built.
  var wantedPrefix: String?

  /// The entry under the marker.
  var selected: LibraryEntry? { place.row(of: entries.count).map { entries[$0] } }
}

/// A line of the library.
enum LibraryEntry: Sendable, Equatable {
  case dataSet(DataSetListing)
  case index(IndexListing)

  /// What is unique about it: the path.
  var path: String {
    switch self {
    case .dataSet(let data): data.basePath
    case .index(let index): index.prefix
    }
  }
}

/// A data set that an index can be built from.
struct DataSetListing: Sendable, Equatable {
  /// What describes it, paths made whole.
  var description: DataSetDescription
  /// Rows of the base.
  var count: Int
  /// Components of a row.
  var dimension: Int
  /// The type of a component.
  var elementType: ElementType
  /// Where an index of it goes unless the user says otherwise.
  var indexPrefix: String
  /// What is wrong with it; `nil` when it can be used.
  var fault: String?

  /// The vectors.
  var basePath: String { description.base }
}

/// An index that was found, read from its sidecar and the head of its file only.
struct IndexListing: Sendable, Equatable {
  /// How an index is.
  enum Health: Sendable, Equatable {
    /// All files are there and their heads agree.
    case complete
    /// Every byte was checked in this session.
    case verified
    /// Something is wrong: the first fault.
    case faulty(String)
  }

  /// The path that all file names of the index begin with.
  var prefix: String
  /// What people call it.
  var title: String
  /// Rows; `nil` where the file could not be read.
  var count: Int?
  /// Components.
  var dimension: Int?
  /// The type of a component, where the index says.
  var elementType: ElementType?
  /// How its vectors are compared, where the index says.
  var metric: Metric?
  /// R.
  var maxDegree: Int?
  /// L of the build.
  var buildListSize: Int?
  /// Prune slack.
  var alpha: Float?
  /// Bytes of a PQ code.
  var pqBytes: Int?
  /// The seed of the build.
  var seed: UInt64?
  /// The vectors that it was built from, where the index says.
  var dataPath: String?
  /// All files together.
  var diskBytes: Int
  /// How it is.
  var health: Health

  /// The last part of the prefix.
  var name: String { prefix.split(separator: "/").last.map(String.init) ?? prefix }
}

import DiskIndex
import Experiments
import VectorData

/// Work that the reducer wants done elsewhere. The engine does it and answers with messages.
enum Effect: Sendable, Equatable {
  /// Look for data sets and indexes, also beside `prefix`.
  case scan(JobID, prefix: String?)
  /// Open an index; with `queries` these take the place of those that the index names.
  case open(JobID, prefix: String, elementType: ElementType?, queries: QueryFiles?)
  /// Check every byte of an index.
  case verify(JobID, prefix: String)
  /// Delete the files of an index.
  case delete(JobID, prefix: String)
  /// Say what a build would need.
  case estimate(JobID, IndexBuild.Request)
  /// Build an index.
  case build(JobID, IndexBuild.Request)
  /// Begin a search on the open index and run it until it has `hopCount` hops, the answers counting as one.
  case search(JobID, SearchSetting, hopCount: Int)
  /// Run that search on, or stop it, at `hopCount`.
  case advance(JobID, hopCount: Int)
  /// Find a query by a part of its name, behind query `after`.
  case find(JobID, text: String, after: Int)
  /// Measure the open index.
  case sweep(JobID, Sweep.Request)
  /// Write a file.
  case write(JobID, FileRequest)
  /// Stop a job.
  case cancel(JobID)
}

/// Queries that the user named, and their exact neighbours.
struct QueryFiles: Sendable, Equatable {
  /// The vectors.
  var queriesPath: String
  /// The truth, if there is one.
  var truthPath: String?
}

/// A file that the user wants written.
struct FileRequest: Sendable, Equatable {
  /// What goes into it.
  enum Content: Sendable, Equatable {
    /// A search as JSON, with the true neighbours that it missed.
    case trace(SearchTrace, missed: [MissedNeighbour])
    /// A sweep: CSV or JSON, by the extension of the path.
    case sweep(SweepReport)
  }

  /// Where to.
  var path: String
  /// What.
  var content: Content
  /// Whether a file that is there may be replaced.
  var replaces: Bool
}

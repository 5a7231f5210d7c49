import DiskIndex
import Experiments
import Vamana
import VectorData

/// Work that the reducer wants done elsewhere. The engine does it and answers with messages.
enum Effect: Sendable, Equatable {
  /// Look for data sets and indexes, also beside `prefix`.
  case scan(JobID, prefix: String?)
  /// Open an index; with `queries` these take the place of those that the index names.
  case open(JobID, prefix: String, elementType: ElementType?, queries: QueryFiles?)
  /// Read a trace that was written before, perhaps elsewhere.
  case openTrace(JobID, path: String)
  /// Check every byte of an index.
  case verify(JobID, prefix: String)
  /// Delete the files of an index.
  case delete(JobID, prefix: String)
  /// Say what a build would need.
  case estimate(JobID, IndexBuild.Request)
  /// Build an index.
  case build(JobID, IndexBuild.Request)
  /// Lay the index of a prefix out anew.
  case layOut(JobID, String, Lesson.Layout)
  /// Begin a search on the open index and run it until it has `hopCount` hops, the answers counting as one.
  case search(JobID, SearchSetting, hopCount: Int)
  /// Run that search on, or stop it, at `hopCount`.
  case advance(JobID, hopCount: Int)
  /// Find a query by a part of its name, behind query `after`.
  case find(JobID, text: String, after: Int)
  /// Read a node of the open index and the nodes that it points to.
  case readNode(JobID, NodeRequest)
  /// Find all nodes that point to a node.
  case findPredecessors(JobID, NodeRequest)
  /// Find a node by a part of its name, behind node `after`.
  case findNode(JobID, text: String, after: NodeID?)
  /// Read the candidates of a node and prune them.
  case openPool(JobID, NodeID, VamanaParameters)
  /// Say how the index file is laid out, and where the nodes of a cache of that size lie.
  case surveyDisk(JobID, cacheNodeCount: Int)
  /// Read a sector of the index file.
  case readSector(JobID, Int)
  /// Count how often each sector is read by the queries of the file.
  case measureHeat(JobID, SearchSetting)
  /// Prune the candidates that were read last with other parameters.
  case prune(JobID, VamanaParameters)
  /// Find a row of the data by a part of its name, behind row `after`.
  case findRow(JobID, text: String, after: NodeID?)
  /// Find the smallest L and W that would have found what a search missed.
  case remedy(JobID, SearchSetting, [MissedNeighbour])
  /// Compare the reads of a search with those of the same without each of its switches.
  case weigh(JobID, SearchSetting)
  /// Run a second search for the query of the setting, on the index of `prefix` or on the open one.
  case compare(JobID, SearchSetting, prefix: String?)
  /// Compute the map of the open index, or take the one that was kept.
  case map(JobID)
  /// Say where the query of a setting and some nodes lie on the map.
  case place(JobID, SearchSetting, nodes: [NodeID])
  /// Measure the open index: the whole grid, or what a search for a target needs of it.
  case sweep(JobID, Sweep.Request, SweepTarget?)
  /// Do something to the points of the data, in an index in memory, and measure the answers.
  case points(JobID, PointsRequest)
  /// Record the build of the open index as a film.
  case recordFilm(JobID, FilmRequest)
  /// Make the picture of a moment of it, as long as it is the film of that job.
  case showMoment(JobID, film: JobID, Int)
  /// Measure the graph of a moment of it.
  case measureMoment(JobID, film: JobID, Int)
  /// Measure moments all over it.
  case outlineFilm(JobID, film: JobID)
  /// Keep a run of a sweep in a file.
  case keepSweep(JobID, KeptSweep)
  /// List the runs that were kept.
  case listKeptSweeps(JobID)
  /// Read one of them.
  case loadKeptSweep(JobID, path: String)
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
    /// A search as JSON, with the true neighbours that it missed and names of nodes.
    case trace(SearchTrace, missed: [MissedNeighbour], names: [NodeID: String])
    /// A search in the shape of Knowhere's Feder trace.
    case feder(SearchTrace)
    /// A table or a screen.
    case text(String)
  }

  /// Where to.
  var path: String
  /// What.
  var content: Content
  /// Whether a file that is there may be replaced.
  var replaces: Bool
}

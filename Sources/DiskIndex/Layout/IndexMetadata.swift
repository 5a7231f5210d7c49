import VectorData

/// What DiskANN's files do not say about an index: the sidecar `P_beamscope.json`.
public struct IndexMetadata: Codable, Sendable, Equatable {
  /// The version of this file's format.
  public var version = 1
  /// The type of the stored vectors.
  public var elementType: ElementType
  /// The type of the vectors as the user gave them, where preparing them for the metric changed it.
  public var dataType: ElementType?
  /// The metric of searches.
  public var metric: Metric
  /// Rows.
  public var count: Int
  /// Components of a vector as the user gave it.
  public var dimension: Int
  /// R of the build.
  public var maxDegree: Int
  /// L of the build.
  public var searchListSize: Int
  /// Alpha of the build.
  public var alpha: Float
  /// "paper" for a graph linked in the paper's two passes; nothing is said of DiskANN's one.
  public var passes: String?
  /// Bytes of a PQ code.
  public var pqBytes: Int
  /// Whether vectors are rotated before they are encoded (OPQ).
  public var isRotated: Bool?
  /// Bytes of the codes that stand in the nodes in the place of vectors (disk-PQ).
  public var diskPqBytes: Int?
  /// Whether the full vectors lie behind the graph.
  public var hasReorderData: Bool?
  /// Bytes of the codes that the graph was linked over in the place of vectors.
  public var buildPqBytes: Int?
  /// The seed of the build.
  public var seed: UInt64
  /// A title for people ("Debian package descriptions").
  public var title: String?
  /// Where the vectors came from, as given to the build.
  public var dataPath: String?
  /// A query file that belongs to the data, and its truth, for the explorer.
  public var queriesPath: String?
  /// Exact neighbours of those queries.
  public var truthPath: String?
  /// Names of the queries (`identifier TAB text`).
  public var queryNamesPath: String?
  /// How to draw a row as a small picture, if rows are pictures.
  public var picture: RowPicture?
  /// In which order the nodes lie, where that is not the order of the rows.
  public var order: String?
  /// The command line that would build the same again.
  public var command: String?
  /// What kind of index it is; a disk index where nothing is said.
  public var kind: IndexKind?
  /// File name suffix → 64-bit FNV-1a checksum in hex, of each file of the index.
  public var checksums: [String: String] = [:]

  /// The facts of a build.
  public init(
    elementType: ElementType, metric: Metric, count: Int, dimension: Int, maxDegree: Int,
    searchListSize: Int, alpha: Float, pqBytes: Int, seed: UInt64
  ) {
    self.elementType = elementType
    self.metric = metric
    self.count = count
    self.dimension = dimension
    self.maxDegree = maxDegree
    self.searchListSize = searchListSize
    self.alpha = alpha
    self.pqBytes = pqBytes
    self.seed = seed
  }
}

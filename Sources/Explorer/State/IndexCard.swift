import DiskIndex
import VectorData

/// What the explorer knows of the index that is open: values only, the index itself belongs to the engine.
struct IndexCard: Sendable, Equatable {
  /// The path that all file names of the index begin with.
  var prefix: String
  /// What people call it.
  var title: String
  /// The type of the vectors.
  var elementType: ElementType
  /// The metric of searches.
  var metric: Metric
  /// Rows.
  var nodeCount: Int
  /// Components.
  var dimension: Int
  /// Where searches start.
  var medoid: NodeID
  /// Neighbour slots per node, R.
  var maxDegree: Int
  /// L and alpha of the build, where the index says.
  var buildListSize: Int?
  /// The prune slack of the build, where the index says.
  var alpha: Float?
  /// Bytes of a PQ code.
  var pqBytes: Int
  /// The index file's size.
  var fileBytes: Int
  /// Memory that stays in use while searching.
  var residentBytes: Int
  /// How reads are made.
  var ioDescription: String
  /// Queries that belong to the data; 0 where none do.
  var queryCount: Int
  /// True neighbours known for each query; 0 where none are.
  var truthCount: Int
  /// The query file.
  var queriesPath: String?
  /// The truth file.
  var truthPath: String?
  /// How to draw a row, if rows are pictures.
  var picture: RowPicture?
  /// Whether searches can walk a navigation graph.
  var hasNavigation = false
  /// Whether searches can read vectors apart from edges.
  var hasVectorPages = false
  /// A good L for a first search.
  var firstListSize: Int
  /// The name of the medoid.
  var medoidLabel: NodeLabel

  /// Whether there is only the trace of a search, without the index that it ran on.
  var isRecording = false

  /// The last part of the prefix.
  var name: String { prefix.split(separator: "/").last.map(String.init) ?? prefix }
}

/// How a node is shown to a person.
struct NodeLabel: Sendable, Equatable {
  /// The user's own identifier, empty where there is none.
  var identifier = ""
  /// What stands behind it.
  var text = ""
  /// The ink of each pixel, 0 … 255, if rows are pictures.
  var pixels: [UInt8]?

  /// Identifier and text in one line.
  var line: String { text.isEmpty ? identifier : "\(identifier): \(text)" }
}

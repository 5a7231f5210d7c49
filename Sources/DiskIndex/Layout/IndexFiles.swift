import VectorData

/// The names of the files of an index with a common prefix (docs/formats.md).
public struct IndexFiles: Sendable, Equatable {
  /// What all names begin with, as the user gave it ("folder/ann").
  public let prefix: String

  /// The files of `prefix`.
  public init(prefix: String) { self.prefix = prefix }

  /// Graph and vectors.
  public var disk: String { prefix + "_disk.index" }
  /// The PQ table.
  public var pivots: String { prefix + "_pq_pivots.bin" }
  /// The PQ codes.
  public var codes: String { prefix + "_pq_compressed.bin" }
  /// Start nodes of a sharded build.
  public var medoids: String { disk + "_medoids.bin" }
  /// One centre per start node.
  public var centroids: String { disk + "_centroids.bin" }
  /// Element type and metric as diskannpy notes them.
  public var peerMetadata: String { prefix + "_metadata.bin" }
  /// Beamscope's own sidecar.
  public var sidecar: String { prefix + "_beamscope.json" }
  /// Which row lies where in an index that was laid out anew.
  public var rowOrder: String { disk + "_row_order.bin" }
  /// The navigation graph, Beamscope's own.
  public var navigation: String { disk + "_navigation.bin" }
  /// The vectors apart from the edges, Beamscope's own.
  public var vectorPages: String { disk + "_vectors.bin" }
  /// The rotation of OPQ; its presence turns it on.
  public var rotation: String { pivots + "_rotation_matrix.bin" }
  /// The PQ table of an index whose nodes hold codes instead of vectors.
  public var diskPivots: String { disk + "_pq_pivots.bin" }
  /// The vectors prepared for the metric while an index is built (DiskANN's name).
  public var preparedVectors: String { prefix + "_prepped_base.bin" }
  /// The scale of vectors prepared for inner products.
  public var maximumNorm: String { disk + "_max_base_norm.bin" }
  /// A sample of the vectors, for caches that follow queries.
  public var sampleData: String { prefix + "_sample_data.bin" }
  /// The rows of the sample.
  public var sampleIDs: String { prefix + "_sample_ids.bin" }
  /// Points that were cloned because they carry too many labels.
  public var dummyMap: String { disk + "_dummy_map.txt" }
  /// The label files.
  public var labelFiles: LabelFiles { LabelFiles(indexPath: disk) }
}

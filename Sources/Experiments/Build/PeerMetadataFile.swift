import DiskIndex
import VectorData

/// `P_metadata.bin`, which spares users of diskannpy the type, metric and dimension of an index.
enum PeerMetadataFile {
  /// Writes four 64-bit numbers without a header: type, metric, rows, dimension (docs/formats.md).
  static func write(_ metadata: IndexMetadata, to path: String) throws(IndexError) {
    let type: UInt64 =
      switch metadata.elementType {
      case .float32: 0
      case .int8: 1
      case .uint8: 2
      }
    let metric: UInt64 =
      switch metadata.metric {
      case .l2: 0
      case .innerProduct: 1
      case .cosine: 2
      }
    var file = try OutputFile(path: path)
    for field in [type, metric, UInt64(metadata.count), UInt64(metadata.dimension)] {
      try file.append(field)
    }
    try file.finish()
  }
}

import Quantization
import VectorData

/// The codes that stand in the records of a disk-PQ index in the place of vectors.
enum RecordCodes {
  /// What decodes them, `nil` where records hold vectors: the presence of the pivots says which, as for
  /// DiskANN's loader.
  ///
  /// - Throws: `IndexError.mismatch` when the pivots are not of this index, `malformed`, `system`.
  static func readQuantizer(
    files: IndexFiles, header: DiskLayout, dimension: Int
  ) throws(IndexError) -> ProductQuantizer? {
    guard fileExists(files.diskPivots) else {
      guard header.reorder == nil else {
        throw .mismatch(
          path: files.disk, field: "layout",
          expected: "codes in the nodes, with their table in \(files.diskPivots)",
          found: "full vectors behind the graph and no such table")
      }
      return nil
    }
    let quantizer = try ProductQuantizer.read(path: files.diskPivots)
    guard quantizer.chunkCount == header.dimension else {
      throw .mismatch(
        path: files.diskPivots, field: "bytes per code",
        expected: "\(header.dimension) as in \(files.disk)", found: "\(quantizer.chunkCount)")
    }
    guard quantizer.dimension == dimension else {
      throw .mismatch(
        path: files.diskPivots, field: "dimension",
        expected: "\(dimension) as in \(files.pivots)", found: "\(quantizer.dimension)")
    }
    if let reorder = header.reorder, reorder.dimension != dimension {
      throw .mismatch(
        path: files.disk, field: "reorder dimension",
        expected: "\(dimension) as in \(files.pivots)", found: "\(reorder.dimension)")
    }
    return quantizer
  }
}

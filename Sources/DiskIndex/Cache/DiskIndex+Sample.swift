import Quantization
import VectorData

extension DiskIndex {
  /// The rows that a build leaves beside the index as sample queries, `nil` where there are none of the type
  /// of queries. Rows that were prepared for inner products lose the coordinate that queries do not have;
  /// lengths do not matter there.
  ///
  /// - Throws: `IndexError.mismatch` or `malformed` for a file that is not of this index, `system`.
  public func sampleQueries() throws(IndexError) -> VectorMatrix? {
    let path = files.sampleData
    guard fileExists(path), queryType == elementType else { return nil }
    let rows = try BinFile.open(path: path, elementType: elementType)
    guard rows.dimension == quantizer.dimension else {
      throw .mismatch(
        path: path, field: "dimension",
        expected: "\(quantizer.dimension) as in \(files.pivots)", found: "\(rows.dimension)")
    }
    try rows.validateFinite()
    return rows.leadingColumns(dimension)
  }
}

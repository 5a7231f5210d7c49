import DiskIndex
import VectorData

/// What inner products and cosines need before an index can be built by squared L2.
extension BuildPlan {
  /// Writes the vectors that everything after it works on, where they are not those of the data: a file of
  /// prepared ones in the build folder. For inner products M gets its file too.
  ///
  /// - Throws: `IndexError.malformed` for a row that cannot be prepared, `system`, `cancelled`.
  func prepareVectors(_ files: IndexFiles, control: JobControl) throws(IndexError) {
    let preparation = try PreparedVectors.preparation(
      of: vectors, metric: request.metric, control: control)
    if request.metric == .innerProduct {
      try preparation.writeMaximumNorm(to: files.maximumNorm)
    }
    _ = try PreparedVectors.write(
      vectors, prepared: preparation, to: files.preparedVectors, control: control)
  }

  /// The vectors of the graph, mapped: those of the data for L2, else the prepared ones.
  ///
  /// - Throws: `IndexError.system` or `malformed` when the file of prepared vectors is not as it was left.
  func graphVectors(_ files: IndexFiles) throws(IndexError) -> VectorMatrix {
    guard request.metric != .l2 else { return vectors }
    return try BinFile.open(path: files.preparedVectors, elementType: shape.elementType)
  }

  /// The type of the data where the index holds another one.
  var dataType: ElementType? {
    shape.elementType == vectors.elementType ? nil : vectors.elementType
  }

  /// Bytes of the file of prepared vectors, 0 where none is needed.
  var preparedBytes: UInt64 {
    request.metric == .l2
      ? 0 : UInt64(shape.count * shape.dimension * shape.elementType.byteCount)
  }
}

import DiskIndex
import Foundation
import VectorData

/// What inner products and cosines need before an index can be built by squared L2.
extension BuildPlan {
  /// The vectors that everything after it works on: those of the data for L2, else a file of prepared ones
  /// in the build folder, mapped as the data are. For inner products M gets its file too.
  ///
  /// - Throws: `IndexError.malformed` for a row that cannot be prepared, `system`, `cancelled`.
  func prepareVectors(
    _ files: IndexFiles, control: JobControl
  ) throws(IndexError) -> VectorMatrix {
    guard request.metric != .l2 else { return vectors }
    let preparation = try PreparedVectors.preparation(
      of: vectors, metric: request.metric, control: control)
    if request.metric == .innerProduct {
      try preparation.writeMaximumNorm(to: files.maximumNorm)
    }
    return try PreparedVectors.write(
      vectors, prepared: preparation, to: files.preparedVectors, control: control)
  }

  /// Removes the prepared vectors, which are no part of the index; whoever has mapped them keeps them.
  func removePreparedVectors(_ files: IndexFiles) throws(IndexError) {
    guard unlink(files.preparedVectors) == 0 || errno == ENOENT else {
      throw .system(
        operation: "delete", path: files.preparedVectors, offset: nil, errorNumber: errno)
    }
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

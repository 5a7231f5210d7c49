import CVectorKernels
import VectorData

/// A matrix of floats in somebody else's memory.
struct MatrixView: @unchecked Sendable {
  // Sendable: workers read the memory of a view, or write rows of their own,
  // and whoever made the view keeps the memory until they have finished.
  let start: UnsafeMutablePointer<Float>
  let rowCount: Int
  let columnCount: Int
  /// Places from one row to the next, and from one column to the next.
  private(set) var rowStep: Int
  private(set) var columnStep = 1

  /// `[rowCount][columnCount]`, row by row.
  init(_ start: UnsafeMutablePointer<Float>, rowCount: Int, columnCount: Int) {
    self.start = start
    self.rowCount = rowCount
    self.columnCount = columnCount
    rowStep = columnCount
  }

  private init(transposing other: MatrixView) {
    start = other.start
    rowCount = other.columnCount
    columnCount = other.rowCount
    rowStep = other.columnStep
    columnStep = other.rowStep
  }

  /// Rows as columns, over the same memory.
  var transposed: MatrixView { MatrixView(transposing: self) }

  /// `self` · `other` into the rows `rows` of `target`, whose rows and those of `other` have no gaps between
  /// columns.
  func multiply(_ other: MatrixView, into target: MatrixView, rows: Range<Int>) {
    precondition(
      columnCount == other.rowCount && rowCount == target.rowCount
        && other.columnCount == target.columnCount, "shapes that fit")
    precondition(other.columnStep == 1 && target.columnStep == 1, "columns side by side")
    let place = target.start + rows.lowerBound * target.rowStep
    place.update(repeating: 0, count: rows.count * target.rowStep)
    vk_kmeans_kernels_at(vk_cpu_best()).pointee.add_product(
      start + rows.lowerBound * rowStep, rowStep, columnStep, other.start, other.rowStep,
      rows.count, columnCount, other.columnCount, place, target.rowStep)
  }

  /// `self` · `other` into `target` on all workers; its bits do not depend on their number.
  func multiply(_ other: MatrixView, into target: MatrixView, team: WorkerTeam) {
    team.forEachChunk(count: rowCount, chunk: Self.rowsPerChunk) { rows, _ in
      multiply(other, into: target, rows: rows)
    }
  }

  /// A multiple of the rows that the kernel takes at once; each chunk reads all of the other matrix.
  private static let rowsPerChunk = 96
}

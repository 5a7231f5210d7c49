import DiskIndex
import Foundation
import VectorData

/// Deletes an index.
public enum IndexRemoval {
  /// Deletes the files that belong to the index at `prefix`, on disk or in memory, those of DiskANN's loaders
  /// included, the graph of a disk index first: what is left of an interrupted removal is no such index.
  /// Files that are not there do not matter.
  ///
  /// - Throws: `IndexError.system` for the first file that cannot be deleted, `parameter` when a program
  ///   writes a memory index there.
  public static func remove(prefix: String) throws(IndexError) {
    let files = IndexFiles(prefix: prefix)
    for path in [files.disk] + files.everyKnown {
      guard unlink(path) == 0 || errno == ENOENT else {
        throw .system(operation: "delete", path: path, offset: nil, errorNumber: errno)
      }
    }
    try MemoryIndexFolder.removeIndex(at: prefix)
  }
}

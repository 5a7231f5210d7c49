import Glibc
import VectorData

/// The names of the files of a memory index of DiskANN with a common prefix (docs/formats.md).
public struct MemoryIndexFiles: Sendable, Equatable {
  /// What all names begin with; the graph has this name itself.
  public let prefix: String

  /// The files of `prefix`.
  public init(prefix: String) { self.prefix = prefix }

  /// Neighbours of all nodes.
  public var graph: String { prefix }
  /// The vectors, in the order of the nodes.
  public var data: String { prefix + ".data" }
  /// The user's numbers of the points of a dynamic index.
  public var tags: String { prefix + ".tags" }
  /// Points that are deleted and still in the graph.
  public var deleted: String { prefix + ".del" }

  /// The label files.
  public var labelFiles: LabelFiles { LabelFiles(indexPath: prefix) }

  /// Whether something has this name; what it is shows when it is read.
  func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}

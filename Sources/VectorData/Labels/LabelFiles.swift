import Glibc

/// The names of DiskANN's label files of an index: `P_disk.index_labels.txt` and so on beside a disk index,
/// `P_labels.txt` beside one in memory.
public struct LabelFiles: Sendable, Equatable {
  /// What all names begin with: the path of the graph.
  public let indexPath: String

  /// The label files of the graph at `indexPath`.
  public init(indexPath: String) { self.indexPath = indexPath }

  /// The labels of each point, as numbers.
  public var labels: String { indexPath + "_labels.txt" }
  /// What the numbers stand for.
  public var names: String { indexPath + "_labels_map.txt" }
  /// Where searches for a label start; its presence says that the graph was built with the labels.
  public var starts: String { indexPath + "_labels_to_medoids.txt" }
  /// The number of the label that passes every filter.
  public var universal: String { indexPath + "_universal_label.txt" }
  /// Points by label, as diskannpy wants them beside a memory index.
  public var counts: String { indexPath + "_label_metadata.json" }

  /// All of them.
  public var all: [String] { [labels, names, starts, universal, counts] }

  /// Whether something has this name; what it is shows when it is read.
  func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}

/// What kind of index the files of a prefix are.
public enum IndexKind: String, Sendable, Codable {
  /// Nodes on disk, PQ codes in memory.
  case disk
  /// Graph and vectors in memory.
  case memory
  /// In memory, with tags, open to updates.
  case dynamic
}

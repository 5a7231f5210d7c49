import VectorData

/// The names of the files of shards, as DiskANN's build calls them.
public struct ShardFiles: Sendable, Equatable {
  /// What all names begin with.
  public let prefix: String

  /// The shards of the graph at `graphPath`.
  public init(graphPath: String) { prefix = graphPath + "_tempFiles_subshard-" }

  /// The vectors of a shard, a bin block.
  public func vectors(_ shard: Int) -> String { prefix + "\(shard).bin" }

  /// The numbers of its rows in the whole data, rising: a bin block of u32.
  public func ids(_ shard: Int) -> String { prefix + "\(shard)_ids_uint32.bin" }

  /// Its graph (`ShardGraphFile`).
  public func graph(_ shard: Int) -> String { prefix + "\(shard)_mem.index" }

  /// Where walks over the points of its labels start, in the numbers of the whole data.
  public func labelStarts(_ shard: Int) -> String {
    LabelFiles(indexPath: graph(shard)).starts
  }
}

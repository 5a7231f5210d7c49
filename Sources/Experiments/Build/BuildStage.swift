/// A step of a build that leaves files, so that another process can go on after it.
enum BuildStage: Equatable, Sendable {
  /// Looks at every value.
  case check
  /// Writes the vectors as the metric needs them.
  case prepare
  /// Trains the product quantizer.
  case train
  /// Gives every row its code.
  case encode
  /// Links the graph in one piece.
  case link
  /// Writes the vectors of each shard to files.
  case partition
  /// Links the graph of one shard.
  case shard(Int)
  /// Unites the graphs of all shards.
  case merge
  /// Lays graph and vectors out in sectors.
  case layout
  /// Writes what the index says about itself.
  case notes
  /// The old index is gone, and the files of the new one are taking its place.
  case replace

  /// What a person reads while it runs.
  var title: String {
    switch self {
    case .check: "check data"
    case .prepare: "prepare vectors"
    case .train: "train PQ"
    case .encode: "encode"
    case .link: "link graph"
    case .partition: "partition"
    case .shard(let number): "link shard \(number)"
    case .merge: "merge shards"
    case .layout: "write index"
    case .notes: "write notes"
    case .replace: "replace index"
    }
  }

  /// The name of its record.
  var name: String {
    switch self {
    case .check: "check"
    case .prepare: "prepare"
    case .train: "train"
    case .encode: "encode"
    case .link: "link"
    case .partition: "partition"
    case .shard(let number): "shard-\(number)"
    case .merge: "merge"
    case .layout: "layout"
    case .notes: "notes"
    case .replace: "replace"
    }
  }

  /// Whether it takes so long that what it made is worth keeping when a later step fails.
  var isCostly: Bool {
    switch self {
    case .link, .shard, .merge: true
    default: false
    }
  }
}

/// What a finished stage leaves beside its files. It is written after them, so where there is a record the
/// files are whole.
struct StageRecord: Codable, Equatable, Sendable {
  /// Wall seconds that it took.
  var seconds: Double
  /// The files that it made, by their names in the folder, and their bytes.
  var files: [String: UInt64]
  /// Points of each shard (partition), nodes by degree (layout).
  var counts: [Int]?
}

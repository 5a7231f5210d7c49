import DiskIndex
import Foundation
import VectorData

/// What an unfinished build is a build of: everything that determines the bytes of its files.
struct BuildManifest: Codable, Equatable {
  /// A file that the build reads, as it was when the build began.
  struct Input: Codable, Equatable {
    var path: String
    var bytes: UInt64
    /// Seconds and nanoseconds since 1970.
    var modified: String

    init(path: String) throws(IndexError) {
      var status = stat()
      guard stat(path, &status) == 0 else {
        throw .system(operation: "stat", path: path, offset: nil, errorNumber: errno)
      }
      self.path = path
      bytes = UInt64(max(status.st_size, 0))
      modified = "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }
  }

  /// The version of this format and of the files that stages leave.
  var version = 1
  /// What the index will say about itself: parameters, seed, command.
  var metadata: IndexMetadata
  /// Data, names, labels.
  var inputs: [Input]
  /// M, which decides how many shards there are.
  var buildBudgetGigabytes: Double?
  /// The number of shards, where the user gave it.
  var shardCount: Int?

  init(_ plan: BuildPlan) throws(IndexError) {
    metadata = plan.metadata
    inputs = []
    for path in [plan.request.dataPath, plan.request.namesPath, plan.request.labelsPath]
      .compactMap({ $0 })
    {
      inputs.append(try Input(path: path))
    }
    buildBudgetGigabytes = plan.request.buildBudgetGigabytes
    shardCount = plan.request.shardCount
  }

  /// Checks that a build of this manifest can go on with what one of `earlier` left at `path`.
  ///
  /// - Throws: `IndexError.mismatch` with the first thing that is not the same.
  func requireSame(as earlier: BuildManifest, path: String) throws(IndexError) {
    let (mine, theirs) = (facts, earlier.facts)
    // The command repeats the other facts, which say it shorter.
    let keys = Set(mine.keys).union(theirs.keys).sorted()
    for key in keys.filter({ $0 != Self.commandKey }) + [Self.commandKey]
    where mine[key] != theirs[key] {
      throw .mismatch(
        path: path, field: "build to resume: \(key)", expected: theirs[key] ?? "none",
        found: mine[key] ?? "none")
    }
  }

  private static let commandKey = "metadata.command"

  /// Every value by the path of its key.
  private var facts: [String: String] {
    guard let data = try? JSONEncoder().encode(self),
      let object = try? JSONSerialization.jsonObject(with: data)
    else { return [:] }
    var facts: [String: String] = [:]
    Self.flatten(object, key: "", into: &facts)
    return facts
  }

  private static func flatten(_ value: Any, key: String, into facts: inout [String: String]) {
    let prefix = key.isEmpty ? "" : key + "."
    if let object = value as? [String: Any] {
      for (name, value) in object { flatten(value, key: prefix + name, into: &facts) }
    } else if let array = value as? [Any] {
      for (place, value) in array.enumerated() {
        flatten(value, key: prefix + "\(place)", into: &facts)
      }
    } else {
      facts[key] = "\(value)"
    }
  }
}

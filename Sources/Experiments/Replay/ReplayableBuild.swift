import DiskIndex
import Vamana
import VectorData

/// What it takes to do the build of an index again: builds are deterministic, so the same data and parameters
/// give the same graph.
public struct ReplayableBuild: Sendable {
  /// The rows that the index was built from, in the order of the node ids.
  public let vectors: VectorMatrix
  /// R, L, alpha, seed and passes of the build.
  public let parameters: VamanaParameters
  private let index: DiskIndex

  /// Nodes whose neighbours `check` compares.
  private static let checkedCount = 64

  /// The build of `index`, of at most `rowLimit` rows.
  ///
  /// - Throws: `IndexError.mismatch` for a build that cannot be done again: the index does not say how it was
  ///   built, its data are not there any more or too many, it was linked in pieces, over codes, with labels, or
  ///   for another metric than L2.
  public init(of index: DiskIndex, rowLimit: Int) throws(IndexError) {
    guard let metadata = index.metadata, let path = metadata.dataPath else {
      throw index.notReplayed("a build that the index describes, with its data", "none")
    }
    guard metadata.metric == .l2, index.metric == .l2 else {
      throw index.notReplayed("an index for l2", index.metric.rawValue)
    }
    let words = (metadata.command ?? "").split(separator: " ")
    for option in ["-M", "--shards", "filtered", "stitched"]
    where words.contains(Substring(option)) {
      throw index.notReplayed("a graph linked in one piece that knows no labels", option)
    }
    if let bytes = metadata.buildPqBytes {
      throw index.notReplayed(
        "a graph linked over whole vectors", "one linked over codes of \(bytes) bytes")
    }
    guard metadata.count <= rowLimit else {
      throw index.notReplayed("at most \(rowLimit) rows", "\(metadata.count)")
    }
    vectors = try BinFile.open(path: path, elementType: metadata.elementType)
    guard vectors.count == metadata.count, vectors.dimension == index.dimension else {
      throw index.notReplayed(
        "the \(metadata.count) x \(index.dimension) values of the build in \(path)",
        "\(vectors.count) x \(vectors.dimension)")
    }
    var parameters = index.pruneParameters
    parameters.saturates = true
    parameters.searchListSize = metadata.searchListSize
    parameters.seed = metadata.seed
    self.parameters = parameters
    self.index = index
  }

  /// Refuses a replay that has given a node other neighbours than the index has.
  ///
  /// - Throws: `IndexError.mismatch`; what reading the node throws.
  public func check(_ neighbours: [NodeID], of node: NodeID) throws(IndexError) {
    guard try index.readNode(node).neighbours == neighbours else {
      throw index.notReplayed(
        "the neighbours of node \(node) in the index",
        "others: the data or the program are not those of the build")
    }
  }

  /// The same for some nodes of a whole graph, with a read for each.
  ///
  /// - Throws: as above.
  public func check(_ lists: [[NodeID]]) throws(IndexError) {
    let count = min(lists.count, Self.checkedCount)
    for place in 0..<count {
      let node = place * lists.count / count
      try check(lists[node], of: NodeID(node))
    }
  }
}

extension DiskIndex {
  fileprivate func notReplayed(_ expected: String, _ found: String) -> IndexError {
    .mismatch(path: files.sidecar, field: "replay", expected: expected, found: found)
  }
}

import VectorData

/// What labels add to the memory of a build.
struct LabelShape: Sendable, Equatable {
  /// Labels.
  var labelCount: Int
  /// Labels of all points together.
  var pairCount: Int
  /// Points.
  var pointCount: Int
  /// Whether the graph is to know them.
  var areLinked: Bool

  init(_ labels: PointLabels, areLinked: Bool) {
    labelCount = labels.names.count
    pairCount = labels.pairCount
    pointCount = labels.nodeCount
    self.areLinked = areLinked
  }

  /// What is held from the first stage to the last: the points of each label, and the names.
  var residentBytes: Double { 4 * Double(pairCount) + 120 * Double(labelCount) }

  /// While the file of `fileBytes` is read: its pages, where its lines begin, and pairs of point and label, whose
  /// list may be copied once as it grows.
  func readingBytes(fileBytes: UInt64) -> Double {
    let pairs = pairCount > pointCount ? 3 * pairCount : pointCount
    return Double(fileBytes) + 8 * Double(pointCount) + 8 * Double(pairs) + residentBytes
  }

  /// In a merge: the labels of each point, and edges from shard to shard.
  func mergingBytes(shardCount: Int) -> Double {
    guard areLinked else { return 0 }
    let shards = min(labelCount * shardCount, 2 * pairCount)
    return 4 * Double(pairCount) + 13 * Double(pointCount) + 48 * Double(shards)
      + 64 * Double(labelCount)
  }

  /// While a point is linked: its labels by point and by label, twice the mean because a shard may have those
  /// with many, and the trees that reach the points of labels. R is `degree`.
  func linkingBytesPerPoint(degree: Int) -> Double {
    guard areLinked else { return 0 }
    return 16 * Double(pairCount) / Double(max(pointCount, 1)) + 13 + 12
      + 8 * Double((degree + 63) / 64) + 0.25
  }

  /// For each worker: which labels the C members of a prune share, and the lists of two searches.
  var workerBytes: Double {
    guard areLinked else { return 0 }
    return 8 * 768 * Double((labelCount + 63) / 64 + 2) + 5 * Double(labelCount)
  }
}

import VectorData

/// What a look at a node asks the engine for.
struct NodeRequest: Sendable, Equatable {
  /// The node.
  var node: NodeID
  /// The search whose query is the target, and whose cache may hold the node.
  var setting: SearchSetting
  /// Whether there is such a query at all.
  var hasTarget: Bool
  /// The steps of the walk, whose distances to the query are wanted too.
  var walk: [NodeID] = []

  /// Whether another answer is due when the search is run with `other`: L, W and K do not matter.
  func isOutdated(by other: SearchSetting) -> Bool {
    setting.query != other.query || setting.source != other.source
      || setting.cacheNodeCount != other.cacheNodeCount
  }
}

/// A node as the engine read it from the index file.
struct NodeCard: Sendable, Equatable {
  /// What was asked.
  var request: NodeRequest
  /// Its name and picture.
  var label: NodeLabel
  /// Where its edges lead, in stored order.
  var neighbours: [NodeLink]
  /// Its first sector; sector 0 is the header.
  var sector: Int
  /// Where its record starts in the file.
  var byteOffset: Int
  /// Bytes of its record.
  var recordBytes: Int
  /// The places of its sector and which of them is its own, where records differ in length.
  var packedPlace: PackedPlace?
  /// Whether the node cache holds it.
  var isCached: Bool
  /// The exact distance to the query, as the metric's value; `nil` without a query.
  var queryDistance: Float?
  /// The exact distances of the steps of the walk to the query.
  var walkDistances: [Float?]

  /// The node.
  var node: NodeID { request.node }
}

/// One of the places of a sector of packed records, counted from 1.
struct PackedPlace: Sendable, Equatable {
  /// Which.
  var number: Int
  /// How many there are.
  var count: Int
}

/// The other end of an edge.
struct NodeLink: Sendable, Equatable {
  /// The node there.
  var node: NodeID
  /// Its name in a line.
  var label: String
  /// Squared L2 between the two vectors as they are stored; `nil` where the node could not be read.
  var distance: Float?
  /// Its exact distance to the query, as the metric's value.
  var queryDistance: Float?
}

import DiskIndex
import VectorData

/// Two settings of one query side by side: A is the search of the screen, B the one described here.
struct ComparisonState: Sendable, Equatable {
  /// One of the two.
  enum Side: Sendable, Equatable {
    case first
    case second
  }

  /// L, W and cache of B; query and K are those of A.
  var setting: SearchSetting
  /// The prefix of B's index, `nil` for that of A.
  var prefix: String?
  /// Whether the screen shows the comparison.
  var isShown = true
  /// The run of B whose result counts.
  var run: JobID?
  /// What B did; `nil` while it runs.
  var second: ComparedSearch?
  /// Which side the keys for L and W change.
  var side = Side.second
  /// The hop under the marker, 0 the first; `nil` stands where they part.
  var hop: Int?
}

/// What the second of two compared searches did.
struct ComparedSearch: Sendable, Equatable {
  /// All of it.
  var trace: SearchTrace
  /// The true neighbours that it missed.
  var missed: [MissedNeighbour]
  /// Names of the nodes that it met.
  var labels: [NodeID: NodeLabel]
  /// Nodes of its cache.
  var cachedNodeCount: Int
  /// The share of true neighbours among its answers, `nil` without truth.
  var recall: Double?
}

/// Two traces of one query, hop by hop.
struct TraceComparison: Sendable, Equatable {
  /// What the two did in a hop of one number.
  struct Row: Sendable, Equatable {
    /// 1 for the first.
    var number: Int
    /// The hop of A, `nil` after its end.
    var first: TraceHop?
    /// The hop of B.
    var second: TraceHop?

    /// The nodes that only one of the two expanded in this hop.
    var different: Set<NodeID> {
      let nodes = { (hop: TraceHop?) in Set(hop?.expanded.map(\.node) ?? []) }
      return nodes(first).symmetricDifference(nodes(second))
    }
  }

  /// In order; as many as the longer search has hops.
  let rows: [Row]
  /// The number of the first hop that expands other nodes; `nil` when all are alike.
  let parting: Int?
  /// The number of the first hop in which a node comes from elsewhere: cache instead of SSD.
  let sourceParting: Int?

  init(_ first: SearchTrace, _ second: SearchTrace) {
    let count = max(first.hops.count, second.hops.count)
    rows = (0..<count).map { place in
      Row(
        number: place + 1, first: first.hops.indices.contains(place) ? first.hops[place] : nil,
        second: second.hops.indices.contains(place) ? second.hops[place] : nil)
    }
    parting = rows.first { !$0.different.isEmpty }?.number
    sourceParting =
      rows.first { row in
        row.first?.expanded.map(\.isCached) != row.second?.expanded.map(\.isCached)
      }?.number
  }
}

extension TraceExpansion {
  /// Whether the node came from the cache.
  fileprivate var isCached: Bool { source == .cache }
}

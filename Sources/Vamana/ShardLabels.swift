import VectorData

/// The labels of the points of a sharded build, and where walks over them start in each shard.
///
/// A walk reaches the points of its label that lie in a shard from the start there; an edge from each shard to
/// the next leads it round to all others (`take`), whichever start it began at.
public struct ShardLabels {
  private let rows: LabelRows
  /// Label → the edges that are still to be found a list.
  private var bridges: [[Bridge]]
  /// Label → the nodes where walks over its points start, one for each shard that has some.
  public let starts: [[NodeID]]

  /// An edge from any point of a label in `shard` to `target`, which is its start in another.
  private struct Bridge {
    let shard: Int
    let target: NodeID
  }

  /// Where walks over the points of a label in `shard` start.
  public struct Start: Sendable {
    /// The number of the shard.
    public let shard: Int
    /// The node, by its number in the whole data.
    public let node: NodeID

    /// A start of a shard.
    public init(shard: Int, node: NodeID) { (self.shard, self.node) = (shard, node) }
  }

  /// - Parameter places: Label → its start in each shard that has points of it, in the order of the shards.
  /// - Throws: `IndexError.memory`.
  public init(_ labels: PointLabels, places: [[Start]]) throws(IndexError) {
    precondition(places.count == labels.names.count, "places of every label")
    rows = try LabelRows(labels)
    starts = places.map { places in
      var seen = Set<NodeID>()
      return places.map(\.node).filter { seen.insert($0).inserted }
    }
    bridges = places.map { places in
      places.indices.compactMap { place in
        let next = places[(place + 1) % places.count].node
        return next == places[place].node ? nil : Bridge(shard: places[place].shard, target: next)
      }
    }
    // Universal points pass every filter, wherever they lie.
    guard let universal = labels.universal, let first = places[universal].first else { return }
    for label in labels.names.indices where label != universal {
      guard let place = places[label].first else { continue }
      bridges[label].append(Bridge(shard: place.shard, target: first.node))
    }
  }

  /// The ends of the edges that `node`, a point of `shards`, is to have for its labels: at most `room`. Those that
  /// do not fit are left to points that come later.
  mutating func take(_ node: NodeID, shards: [Int], room: Int) -> [NodeID] {
    var targets: [NodeID] = []
    for label in rows.labels(of: node) where !bridges[Int(label)].isEmpty {
      bridges[Int(label)].removeAll { bridge in
        guard shards.contains(bridge.shard) else { return false }
        // Who is in both shards is the bridge.
        if bridge.target == node || targets.contains(bridge.target) { return true }
        guard targets.count < room else { return false }
        targets.append(bridge.target)
        return true
      }
    }
    return targets
  }
}

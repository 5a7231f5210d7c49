import Vamana
import VectorData

/// How many edges a graph has and how long they are.
public struct EdgeLengths: Sendable, Equatable, Encodable {
  /// Neighbours of a node on average.
  public var meanDegree: Double
  /// The most neighbours of a node.
  public var largestDegree: Int
  /// The length of an edge on average: plain L2, not squared.
  public var meanLength: Double
  /// The longest edge.
  public var longestLength: Double
  /// Edges that a greedy walk from the medoid takes to a node on average, over all nodes that it comes to.
  public var meanHops: Double
  /// Nodes that a greedy walk (L = 1) from the medoid comes to.
  public var greedyReach: Int

  /// Measures a graph over `rows`, with walks to at most `walkLimit` of its nodes at equal distances.
  public init(
    _ lists: [[NodeID]], rows: PackedRows, medoid: NodeID, walkLimit: Int = .max
  ) {
    precondition(lists.count == rows.count, "a list per row")
    let edgeCount = lists.reduce(0) { $0 + $1.count }
    var (sum, longest) = (0.0, 0.0)
    for (node, list) in lists.enumerated() {
      for neighbour in list {
        let length = Double(rows.distance(NodeID(node), neighbour)).squareRoot()
        sum += length
        longest = max(longest, length)
      }
    }
    meanDegree = Double(edgeCount) / Double(max(lists.count, 1))
    largestDegree = lists.reduce(0) { max($0, $1.count) }
    meanLength = sum / Double(max(edgeCount, 1))
    longestLength = longest
    let walkCount = min(lists.count, walkLimit)
    let walks = (0..<walkCount).compactMap { place in
      Self.hops(to: NodeID(place * lists.count / walkCount), from: medoid, lists, rows)
    }
    greedyReach = walks.count
    meanHops = Double(walks.reduce(0, +)) / Double(max(walks.count, 1))
  }

  /// Steps of a walk that always takes the neighbour nearest to `target`; `nil` where it gets stuck.
  static func hops(
    to target: NodeID, from start: NodeID, _ lists: [[NodeID]], _ rows: PackedRows
  ) -> Int? {
    var (current, distance, hops) = (start, rows.distance(start, target), 0)
    while distance > 0 {
      let next = lists[Int(current)].map { (distance: rows.distance($0, target), node: $0) }
        .min { ($0.distance, $0.node) < ($1.distance, $1.node) }
      guard let next, next.distance < distance else { return nil }
      (current, distance, hops) = (next.node, next.distance, hops + 1)
    }
    return hops
  }
}

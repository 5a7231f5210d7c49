import DiskIndex
import VectorData

/// The shape of the graph of an index: degrees, and what can be reached from where searches start.
public struct GraphSurvey: Sendable, Equatable, Codable {
  /// Nodes by degree: `degreeCounts[d]` nodes have d neighbours.
  public var degreeCounts: [Int]
  /// Nodes by the fewest hops from a start node: `levelCounts[h]` nodes are h hops away.
  public var levelCounts: [Int]
  /// The share of the other places of its sector that neighbours of a node take, on average (Starling's
  /// overlap ratio); 0 where nothing shares a sector.
  public var pageOverlap = 0.0

  /// Nodes.
  public var nodeCount: Int { degreeCounts.reduce(0, +) }
  /// Nodes that a search can come to.
  public var reachableCount: Int { levelCounts.reduce(0, +) }
  /// Edges.
  public var edgeCount: Int { degreeCounts.enumerated().reduce(0) { $0 + $1.offset * $1.element } }
  /// Neighbours of a node on average.
  public var meanDegree: Double { Double(edgeCount) / Double(max(nodeCount, 1)) }
  /// The fewest neighbours of a node.
  public var smallestDegree: Int { degreeCounts.firstIndex { $0 > 0 } ?? 0 }
  /// The most neighbours of a node.
  public var largestDegree: Int { degreeCounts.lastIndex { $0 > 0 } ?? 0 }

  /// Reads all nodes of `index`, three times each, through the page cache.
  ///
  /// - Throws: `IndexError.malformed` for a damaged node, `system` when the file cannot be read,
  ///   `cancelled`.
  public static func run(
    index: DiskIndex, control: JobControl = JobControl()
  ) throws(IndexError) -> GraphSurvey {
    let reader = try MappedRecords(index: index)
    let nodeCount = index.layout.nodeCount
    var survey = GraphSurvey(
      degreeCounts: [Int](repeating: 0, count: index.layout.width + 1), levelCounts: [])
    for node in 0..<NodeID(nodeCount) {
      if node & 0xFFF == 0 { try control.checkCancelled() }
      survey.degreeCounts[try reader.neighbours(of: node).count] += 1
    }
    survey.pageOverlap = try PageOverlap.measure(index: index, control: control)
    var isReached = [Bool](repeating: false, count: nodeCount)
    var level = Set(index.entryPoints.nodes)
    for node in level { isReached[Int(node)] = true }
    while !level.isEmpty {
      try control.checkCancelled()
      survey.levelCounts.append(level.count)
      var next = Set<NodeID>()
      for node in level {
        for neighbour in try reader.neighbours(of: node) where !isReached[Int(neighbour)] {
          isReached[Int(neighbour)] = true
          next.insert(neighbour)
        }
      }
      level = next
    }
    return survey
  }
}

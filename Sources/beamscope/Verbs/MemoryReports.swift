import DiskIndex
import Experiments
import Foundation
import Vamana
import VectorData

/// What a memory index is.
struct MemoryIndexReport: Encodable {
  private let index: String
  private let title: String?
  private let kind = "memory"
  private let nodes: Int
  private let points: Int
  private let frozenPoints: Int
  private let hasTags: Bool
  private let dimension: Int
  private let elementType: String
  private let metric: String
  private let startNodes: [NodeID]
  private let residentBytes: Int
  private let degrees: Degrees
  private let reachable: Int
  private let levels: [Int]
  private let labels: LabelReport?
  private let build: IndexMetadata?

  private struct Degrees: Encodable {
    var smallest: Int
    var mean: Double
    var largest: Int
    var histogram: [Int]
  }

  init(_ described: DescribedMemoryIndex, survey: GraphSurvey, labels: IndexLabels?) {
    let memory = described.index
    index = described.prefix
    title = described.metadata?.title
    nodes = memory.graph.nodeCount
    points = memory.tags.liveCount
    frozenPoints = memory.frozenPointCount
    hasTags = memory.tags.tags != nil
    dimension = memory.vectors.dimension
    elementType = memory.vectors.elementType.rawValue
    metric = memory.preparation.metric.rawValue
    startNodes = [memory.graph.medoid]
    residentBytes = memory.residentBytes
    degrees = Degrees(
      smallest: survey.smallestDegree, mean: survey.meanDegree, largest: survey.largestDegree,
      histogram: survey.degreeCounts)
    reachable = survey.reachableCount
    levels = survey.levelCounts
    self.labels = labels.map { labels in
      LabelReport(labels, graph: memory.graph, isPoint: { memory.tags.number(of: $0) != nil })
    }
    build = described.metadata
  }

  var text: String {
    let deleted = nodes - frozenPoints - points
    var kinds = hasTags ? "in memory, dynamic, answers are tags" : "in memory, static"
    if frozenPoints > 0 { kinds += ", \(frozenPoints) frozen" }
    if deleted > 0 { kinds += ", \(deleted) deleted and not consolidated" }
    var rows = [
      ("kind", kinds),
      ("vectors", "\(points) x \(dimension) \(elementType), \(metric)"),
      ("starts at", startNodes.map(String.init).joined(separator: " ")),
      ("memory", "\(residentBytes) bytes while open"),
      (
        "degrees",
        String(
          format: "%d to %d, %.1f on average", degrees.smallest, degrees.largest, degrees.mean)
      ),
      ("reachable", "\(reachable) of \(nodes) within \(max(levels.count - 1, 0)) hops"),
    ]
    rows += labels?.rows ?? []
    if let title { rows.insert(("title", title.printable), at: 0) }
    if let build {
      rows.append(("built", build.linkingText))
    }
    return rows.map { $0.0.padding(toLength: 11, withPad: " ", startingAt: 0) + $0.1 + "\n" }
      .joined()
  }
}

/// One node of a memory index.
struct MemoryNodeReport: Encodable {
  private let node: NodeID
  private let tag: NodeID?
  private let name: String?
  private let degree: Int
  private let neighbours: [NodeID]
  private let neighbourNames: [String]?
  private let vector: [Float]

  init(_ node: NodeID, of described: DescribedMemoryIndex, names: NameTable?) {
    let memory = described.index
    self.node = node
    tag = memory.tags.tags?[Int(node)]
    // Names are those of points: a frozen point has none.
    let name = { (node: NodeID) in
      names.flatMap { table in memory.tags.number(of: node).map { table.identifier(of: $0) } }
    }
    self.name = name(node)
    neighbours = Array(memory.graph.neighbours(of: node))
    degree = neighbours.count
    neighbourNames = names == nil ? nil : neighbours.map { name($0) ?? "" }
    vector = memory.vectors.floats(row: Int(node))
  }

  var text: String {
    var text = "node \(node)\(name.map { "  " + $0.printable } ?? "")\n"
    if let tag { text += "tag \(tag)\n" }
    text += "degree \(degree)\n"
    for (place, neighbour) in neighbours.enumerated() {
      let label = neighbourNames.map { "  " + $0[place].printable } ?? ""
      text += "  \(neighbour)\(label)\n"
    }
    return text + "vector \(vector.map { "\($0)" }.joined(separator: " "))\n"
  }
}

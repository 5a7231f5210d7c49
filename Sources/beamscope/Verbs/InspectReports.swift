import DiskIndex
import Experiments
import Foundation
import Quantization
import VectorData

/// What an index is.
struct IndexReport: Encodable {
  private let index: String
  private let title: String?
  private let nodes: Int
  private let dimension: Int
  private let elementType: String
  private let metric: String
  private let dataType: String
  private let storedDimension: Int
  private let largestNorm: Float?
  private let medoid: NodeID
  private let startNodes: [NodeID]
  private let nodeBytes: Int
  private let nodesPerSector: Int
  private let sectorsPerNode: Int
  private let records: String
  private let width: Int
  private let sectors: Int
  private let order: String
  private let overlap: Double
  private let fileBytes: Int
  private let pqBytes: Int
  private let residentBytes: Int
  private let io: String
  private let degrees: Degrees
  private let reachable: Int
  private let levels: [Int]
  private let labels: LabelReport?
  private var navigation: Navigation?
  private var vectorPages: VectorPagesReport?
  private let build: IndexMetadata?

  private struct Navigation: Encodable {
    var members: Int
    var width: Int
    var residentBytes: Int
  }

  private struct VectorPagesReport: Encodable {
    var vectorsPerSector: Int
    var sectors: Int
    var fileBytes: Int
  }

  private struct Degrees: Encodable {
    var smallest: Int
    var mean: Double
    var largest: Int
    var histogram: [Int]
  }

  init(index: DiskIndex, survey: GraphSurvey, labels: IndexLabels?) {
    let layout = index.layout
    self.index = index.prefix
    title = index.metadata?.title
    nodes = layout.nodeCount
    dimension = index.dimension
    storedDimension = layout.dimension
    dataType = index.queryType.rawValue
    largestNorm = index.metric == .innerProduct ? index.preparation.maximumNorm : nil
    elementType = index.elementType.rawValue
    metric = index.metric.rawValue
    medoid = index.row(of: layout.medoid)
    startNodes = index.entryPoints.nodes.map { index.row(of: $0) }
    order = index.order == nil ? "rows" : index.metadata?.order ?? "its own"
    overlap = survey.pageOverlap
    nodeBytes = layout.nodeBytes
    nodesPerSector = layout.nodesPerSector
    sectorsPerNode = layout.sectorsPerNode
    records = layout.packing == nil ? "plain" : "packed"
    width = layout.width
    sectors = layout.sectorCount
    fileBytes = layout.fileBytes
    pqBytes = index.codes.chunkCount
    residentBytes = index.residentBytes
    io = index.ioDescription
    degrees = Degrees(
      smallest: survey.smallestDegree, mean: survey.meanDegree, largest: survey.largestDegree,
      histogram: survey.degreeCounts)
    reachable = survey.reachableCount
    levels = survey.levelCounts
    self.labels = labels.map { LabelReport($0) }
    build = index.metadata
  }

  /// What the index has in memory besides while searches walk it.
  mutating func add(_ graph: NavigationGraph) {
    navigation = Navigation(
      members: graph.memberCount, width: graph.width, residentBytes: graph.residentBytes)
  }

  /// The vectors apart from the edges.
  mutating func add(_ pages: VectorPages) {
    vectorPages = VectorPagesReport(
      vectorsPerSector: pages.layout.nodesPerSector, sectors: pages.layout.sectorCount,
      fileBytes: pages.layout.fileBytes)
  }

  var text: String {
    let place =
      nodesPerSector > 0
      ? "\(nodesPerSector) per sector" : "\(sectorsPerNode) sectors for each"
    let mean = String(format: "%.2f", Double(nodes) / Double(sectors))
    let packing =
      "packed, at most \(nodeBytes) bytes, \(mean) per sector (at most \(nodesPerSector))"
    var rows = [
      ("vectors", "\(nodes) x \(dimension) \(dataType), \(metric)"),
      (
        "nodes",
        (records == "packed" ? packing : "\(nodeBytes) bytes, \(place)")
          + ", \(sectors) sectors, file \(fileBytes) bytes"
      ),
      ("starts at", startNodes.map(String.init).joined(separator: " ")),
      ("PQ", "\(pqBytes) bytes per vector, \(residentBytes) bytes in memory while open"),
      (
        "degrees",
        String(
          format: "%d to %d, %.1f on average, room for %d", degrees.smallest, degrees.largest,
          degrees.mean, width)
      ),
      ("reachable", "\(reachable) of \(nodes) within \(max(levels.count - 1, 0)) hops"),
      ("reads", io),
    ]
    if nodesPerSector > 1 {
      let share = String(format: "%.1f %%", overlap * 100)
      rows.insert(
        ("order", "\(order); neighbours take \(share) of the other places of a sector"), at: 2)
    }
    if let navigation {
      rows.append(
        (
          "navigation",
          "\(navigation.members) members of up to \(navigation.width) neighbours, "
            + "\(navigation.residentBytes) bytes in memory while it is used"
        ))
    }
    if let vectorPages {
      rows.append(
        (
          "apart",
          "\(vectorPages.vectorsPerSector) vectors per sector, \(vectorPages.sectors) sectors, "
            + "file \(vectorPages.fileBytes) bytes"
        ))
    }
    rows += labels?.rows ?? []
    if metric != Metric.l2.rawValue {
      let norm = largestNorm.map { " (rows divided by \($0))" } ?? ""
      rows.insert(
        ("prepared", "to length 1, \(storedDimension) x \(elementType) in each node\(norm)"), at: 1)
    }
    if let title { rows.insert(("title", title.printable), at: 0) }
    if let build {
      rows.append(("built", build.linkingText))
    }
    return rows.map { $0.0.padding(toLength: 11, withPad: " ", startingAt: 0) + $0.1 + "\n" }
      .joined()
  }
}

extension IndexMetadata {
  /// How the graph was linked.
  var linkingText: String {
    "R \(maxDegree), L \(searchListSize), alpha \(alpha)\(linkingCodesText)"
  }

  /// That it was linked over codes, if it was.
  var linkingCodesText: String {
    buildPqBytes.map { ", linked over codes of \($0) bytes" } ?? ""
  }
}

/// One node as it lies in the file.
struct NodeReport: Encodable {
  private let node: NodeID
  private let name: String?
  private let sector: Int
  private let byteOffset: Int
  private let degree: Int
  private let neighbours: [NodeID]
  private let neighbourNames: [String]?
  private let vector: [Float]

  init(_ stored: StoredNode, index: DiskIndex, names: NameTable?) {
    node = stored.node
    name = names?.identifier(of: stored.node)
    sector = stored.sector
    byteOffset = stored.byteOffset
    degree = stored.neighbours.count
    neighbours = stored.neighbours
    neighbourNames = names.map { table in stored.neighbours.map { table.identifier(of: $0) } }
    vector = index.floats(of: stored)
  }

  var text: String {
    var text = "node \(node)\(name.map { "  " + $0.printable } ?? "")\n"
    text += "sector \(sector), byte \(byteOffset)\n"
    text += "degree \(degree)\n"
    for (place, neighbour) in neighbours.enumerated() {
      let label = neighbourNames.map { "  " + $0[place].printable } ?? ""
      text += "  \(neighbour)\(label)\n"
    }
    return text + "vector \(vector.map { "\($0)" }.joined(separator: " "))\n"
  }
}

/// The nodes of one sector.
struct SectorReport: Encodable {
  let sector: Int
  let nodes: [NodeReport]
}

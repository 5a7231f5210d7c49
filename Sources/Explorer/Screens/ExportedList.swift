import Canvas
import DiskIndex
import Experiments
import VectorData

/// A list of a screen for a file or the clipboard, in full precision. Rows are made when they are asked for: the
/// map of a large file has hundreds of thousands.
struct ExportedList {
  /// What each field is called, as JSON keys are.
  var columns: [String]
  /// Rows.
  var count: Int
  /// The row under the marker.
  var selected: Int?
  /// The fields of a row.
  var row: (Int) -> [String]

  /// All of it.
  var table: TextTable {
    TextTable(
      columns: columns.map { .init($0) },
      rows: (0..<count).map { row($0).map { .init($0) } })
  }

  /// The row under the marker, its fields parted by tabs, without the empty ones at its end.
  var selectedLine: String? {
    guard let selected, selected < count else { return nil }
    var fields = row(selected)
    while fields.last?.isEmpty == true { fields.removeLast() }
    return fields.joined(separator: "\t")
  }

  /// An optional value as text.
  static func text<Value>(_ value: Value?) -> String { value.map { "\($0)" } ?? "" }
}

extension ExportedList {
  /// A table that stands already.
  init(_ table: TextTable, selected: Int?) {
    self.init(
      columns: table.columns.map(\.title), count: table.rows.count, selected: selected,
      row: { table.rows[$0].map(\.text) })
  }

  /// The column of the Node screen that has the keys; the neighbours where that is the middle one.
  init?(_ node: NodeState, hopOfNode: [NodeID: Int]) {
    guard let card = node.card else { return nil }
    let isIncoming = node.column == .predecessors
    let links = isIncoming ? node.predecessorLinks : node.neighbours
    let place = isIncoming ? node.predecessorPlace : node.neighbourPlace
    self.init(
      columns: ["from", "to", "distance", "queryDistance", "hop", "label"], count: links.count,
      selected: node.column == .node ? nil : place.row(of: links.count)
    ) { row in
      let link = links[row]
      let ends = isIncoming ? [link.node, card.node] : [card.node, link.node]
      return ends.map { "\($0)" } + [
        Self.text(link.distance), Self.text(link.queryDistance), Self.text(hopOfNode[link.node]),
        link.label,
      ]
    }
  }

  /// Every decision of the Prune screen, with the alpha and R that it was made at.
  init?(_ prune: PruneState) {
    guard let report = prune.report, let card = prune.card else { return nil }
    self.init(
      columns: [
        "node", "R", "alpha", "place", "candidate", "distance", "decision", "by", "byDistance",
        "factor", "round", "edge", "label",
      ],
      count: report.decisions.count, selected: prune.place.row(of: report.decisions.count)
    ) { row in
      let decision = report.decisions[row]
      let occlusion = decision.occlusion
      return [
        "\(report.node)", "\(report.maxDegree)", "\(report.alpha)", "\(row + 1)",
        "\(decision.node)", "\(decision.distance)", decision.outcome.rawValue,
        Self.text(occlusion?.keeper), Self.text(occlusion?.keeperDistance),
        Self.text(occlusion?.factor), Self.text(decision.keptRound ?? occlusion?.round),
        "\(card.storedNeighbours.contains(decision.node))",
        card.labels[decision.node]?.line ?? "",
      ]
    }
  }

  /// The Disk screen: the fields of the sector where its bytes have the keys, else all sectors.
  init?(_ view: DiskView) {
    if view.disk.pane == .bytes, let bytes = view.disk.bytes {
      self.init(
        bytes, line: view.disk.bytesPlace,
        bytesPerLine: view.state.diskArrangement.bytesPerLine)
    } else {
      self.init(sectorsOf: view)
    }
  }

  private init(_ card: SectorCard, line: ListPlace, bytesPerLine: Int) {
    let lines = SectorLines(card, bytesPerLine: bytesPerLine).lines
    let fields = card.sector.fields
    let selected = line.row(of: lines.count).flatMap { row in
      fields.firstIndex { $0.bytes.contains(lines[row].bytes.lowerBound) }
    }
    self.init(
      columns: ["sector", "offset", "bytes", "field", "node", "label", "hex"],
      count: fields.count, selected: selected
    ) { row in
      let field = fields[row]
      let digits = card.sector.bytes[field.bytes].map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
      return [
        "\(card.sector.number)", "\(field.bytes.lowerBound)", "\(field.bytes.count)",
        field.content.name, Self.text(field.node),
        field.node.flatMap { card.labels[$0] } ?? "", digits.joined(),
      ]
    }
  }

  private init(sectorsOf view: DiskView) {
    let (layout, heat, cached) = (view.layout, view.disk.heat, view.card.cached)
    let reads = view.searchReads
    self.init(
      columns: ["sector", "nodes", "cachedNodes", "readsOfSearch", "readsOfQueries"],
      count: layout.sectorTotal, selected: view.disk.sector
    ) { sector in
      let nodes = sector == 0 ? 0 : layout.nodes(inSector: sector).count
      let range = sector..<sector + 1
      return [
        "\(sector)", "\(nodes)", "\(cached.sum(over: range))", "\(reads[sector] ?? 0)",
        Self.text(heat?.reads.sum(over: range)),
      ]
    }
  }
}

extension SectorField.Content {
  /// What a file calls it.
  fileprivate var name: String {
    switch self {
    case .header(let name): "header \(name)"
    case .vector: "vector"
    case .degree: "degree"
    case .neighbours: "neighbours"
    case .freeSlots: "freeSlots"
    case .fullVector: "fullVector"
    case .padding: "padding"
    }
  }
}

import Canvas
import DiskIndex
import Experiments
import VectorData

/// Where map, facts and bytes stand. It depends on the size alone, so that keys know what is in sight.
struct DiskArrangement {
  /// The cells of the map.
  let map: Rect
  /// The pane around the map with its facts.
  let upper: Rect
  /// The pane of the bytes; empty unless both are shown.
  let lower: Rect
  /// Whether map and bytes stand together.
  let showsBoth: Bool
  /// Whether there are boxes.
  let isBoxed: Bool
  /// Bytes of a line.
  let bytesPerLine: Int

  /// Lines of facts above the map, and of the selected sector and the legend below.
  static let headRows = 3
  static let footRows = 2

  init(size: Size) {
    let body = Rect(x: 0, y: 1, width: size.width, height: max(size.height - 2, 0))
    isBoxed = body.width >= 60 && body.height >= 14
    showsBoth = body.height >= 34 && body.width >= 76
    bytesPerLine = body.width >= 76 ? SectorLines.fullWidth : 8
    (upper, lower) = body.split(top: showsBoth ? body.height * 55 / 100 : body.height)
    let inner = isBoxed ? upper.inset(columns: 2, rows: 1) : upper
    let rows = isBoxed ? Self.headRows : 1
    map = inner.split(top: rows).bottom.split(bottom: isBoxed ? Self.footRows : 1).top
  }
}

/// The index file as a map of its sectors, and one of them byte by byte.
enum DiskScreen {
  /// Draws the screen.
  static func draw(_ state: ExplorerState, on canvas: inout Canvas, in body: Rect) {
    guard state.readableIndex != nil else {
      EmptyNote.draw(state.noIndexNote, on: &canvas, in: body, title: "Disk")
      return
    }
    guard let card = state.disk.card, let map = state.sectorMap else {
      EmptyNote.draw("reading the layout…", on: &canvas, in: body, title: "Disk")
      return
    }
    let view = DiskView(state: state, card: card, map: map)
    let arrangement = DiskArrangement(size: state.size)
    if arrangement.showsBoth || state.disk.pane == .map {
      view.drawMap(on: &canvas, arrangement)
    }
    if arrangement.showsBoth {
      view.drawBytes(on: &canvas, in: arrangement.lower, arrangement)
    } else if state.disk.pane == .bytes {
      view.drawBytes(on: &canvas, in: body, arrangement)
    }
  }
}

/// What the Disk screen shows.
struct DiskView {
  let state: ExplorerState
  let card: DiskCard
  let map: SectorMap

  var disk: DiskState { state.disk }
  var glyphs: Glyphs { state.glyphs }
  var layout: DiskLayout { card.layout }

  // MARK: - Facts

  var fileText: String {
    let full = layout.reorder.map { " + \(Format.count($0.sectorCount)) of full vectors" } ?? ""
    return "\(Format.count(layout.sectorTotal)) sectors of 4 KiB: 1 header + "
      + "\(Format.count(layout.sectorCount)) of nodes\(full), \(Format.bytes(layout.fileBytes))"
  }

  var packingText: String {
    guard layout.packing == nil else {
      let mean = Double(layout.nodeCount) / Double(layout.sectorCount)
      return "a node: vector \(layout.vectorBytes) B + up to \(layout.width) neighbours as gaps, "
        + "at most \(layout.nodeBytes) B; \(Format.decimal(mean, 1)) in a sector, "
        + "at most \(layout.nodesPerSector)"
    }
    let waste = Double(layout.looseBytes) / Double(layout.readBytes) * 100
    let place =
      layout.nodesPerSector > 0
      ? "\(layout.nodesPerSector) in a sector" : "\(layout.sectorsPerNode) sectors each"
    return "a node: vector \(layout.vectorBytes) B + degree 4 B + \(layout.width) slots "
      + "\(layout.width * 4) B = \(layout.nodeBytes) B; \(place), "
      + "\(layout.looseBytes) B left over (\(Format.decimal(waste, 1)) %)"
  }

  var layerText: String {
    switch disk.layer {
    case .search: return searchText
    case .cache:
      guard card.cached.sum > 0 else { return "no node is cached: C sets how many" }
      return "\(Format.count(card.cached.sum)) nodes cached in "
        + "\(Format.count(card.cached.touchedCount)) sectors, \(Format.bytes(card.cacheBytes))"
    case .queries: return heatText
    }
  }

  private var searchText: String {
    let hops = state.search.hopsShown
    let sectors = hops.flatMap(\.expanded).compactMap(\.ssdSector)
    let hits = hops.reduce(0) { $0 + $1.expanded.count { $0.source == .cache } }
    guard !hops.isEmpty else { return "the search has not begun: 3 shows it, Space runs a hop" }
    let needed = sectors.count * layout.meanNodeBytes
    let read = max(sectors.count * layout.readBytes, 1)
    let useful = Format.decimal(Double(needed) / Double(read) * 100, 0)
    return "to hop \(hops.count): \(Format.plural(sectors.count, "read")) of "
      + "\(Format.plural(Set(sectors).count, "sector")), \(Format.plural(hits, "cache hit")); "
      + "\(useful) % of the bytes read were asked for"
  }

  private var heatText: String {
    if let job = state.jobs[.heat] { return JobText.line(job, at: state.seconds, state) }
    guard let heat = disk.heat else { return "not counted yet: r searches for all queries" }
    let share = Double(heat.reads.touchedCount) / Double(max(heat.reads.sectorTotal, 1)) * 100
    return
      "\(Format.plural(heat.queryCount, "query", "queries")) at L \(heat.parameters.searchListSize)"
      + " W \(heat.parameters.beamWidth): \(Format.count(heat.reads.sum)) reads of "
      + "\(Format.count(heat.reads.touchedCount)) sectors (\(Format.decimal(share, 0)) %), most "
      + "sector \(heat.reads.hottestSector): \(Format.count(heat.reads.largest))"
  }

  /// The selected cell in a line.
  var selectedText: String {
    let cell = map.sectors(
      row: disk.sector / map.sectorsPerRow, column: disk.sector % map.sectorsPerRow / map.scale)
    var text =
      cell.count == 1
      ? "sector \(Format.count(disk.sector))"
      : "sectors \(Format.count(cell.lowerBound)) to \(Format.count(cell.upperBound - 1))"
    text += ": " + contentText(cell)
    let cached = card.cached.sum(over: cell)
    if cached > 0 { text += ", \(Format.count(cached)) cached" }
    let reads = searchReads.filter { cell.contains($0.key) }.reduce(0) { $0 + $1.value }
    if reads > 0 { text += ", \(Format.plural(reads, "read")) in this search" }
    if let heat = disk.heat {
      text += ", \(Format.plural(heat.reads.sum(over: cell), "read")) in all"
    }
    return text
  }

  private func contentText(_ cell: Range<Int>) -> String {
    if cell == 0..<1 { return "the header" }
    let first = layout.nodes(inSector: max(cell.lowerBound, 1))
    let last = layout.nodes(inSector: min(cell.upperBound - 1, layout.sectorCount))
    guard let lowest = first.first, let highest = last.last else { return "full vectors" }
    return lowest == highest
      ? "node \(Format.count(lowest))"
      : "nodes \(Format.count(lowest)) to \(Format.count(highest))"
  }

  /// Reads of this search up to the hop that is shown, by sector.
  var searchReads: [Int: Int] {
    var reads: [Int: Int] = [:]
    for sector in state.search.hopsShown.flatMap(\.expanded).compactMap(\.ssdSector) {
      reads[sector, default: 0] += 1
    }
    return reads
  }
}

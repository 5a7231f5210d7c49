import Canvas
import DiskIndex
import Experiments
import VectorData

/// Where map, facts and bytes stand. It depends on the place of the screen alone, so that keys know what is in sight.
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

  init(body: Rect) {
    isBoxed = body.width >= 60 && body.height >= 14
    showsBoth = body.height >= 34 && body.width >= 76
    bytesPerLine = body.width >= 76 ? SectorLines.fullWidth : 8
    (upper, lower) = body.split(top: showsBoth ? body.height * 55 / 100 : body.height)
    let inner = isBoxed ? upper.inset(columns: 2, rows: 1) : upper
    let rows = isBoxed ? Self.headRows : 1
    map = inner.split(top: rows).bottom.split(bottom: isBoxed ? Self.footRows : 1).top
  }
}

extension ExplorerState {
  /// Where the parts of the Disk screen stand now, beside a lesson if there is one.
  var diskArrangement: DiskArrangement { DiskArrangement(body: ScreenFrame.parts(self).body) }
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
    let arrangement = state.diskArrangement
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

  /// What a node takes, in as many words as so many columns hold.
  func packingText(columns: Int) -> String {
    let (vector, width, node) = (layout.vectorBytes, layout.width, layout.nodeBytes)
    guard layout.packing == nil else {
      let mean = Format.decimal(Double(layout.nodeCount) / Double(layout.sectorCount), 1)
      return Format.fitting(
        [
          "a node: vector \(vector) B + up to \(width) neighbours as gaps, at most \(node) B; "
            + "\(mean) in a sector, at most \(layout.nodesPerSector)",
          "a node: \(vector) B + up to \(width) gaps, at most \(node) B; \(mean) in a sector",
        ], columns: columns)
    }
    let waste = Format.decimal(Double(layout.looseBytes) / Double(layout.readBytes) * 100, 1)
    let place =
      layout.nodesPerSector > 0
      ? "\(layout.nodesPerSector) in a sector" : "\(layout.sectorsPerNode) sectors each"
    return Format.fitting(
      [
        "a node: vector \(vector) B + degree 4 B + \(width) slots \(width * 4) B = \(node) B; "
          + "\(place), \(layout.looseBytes) B left over (\(waste) %)",
        "a node: \(vector) B + degree 4 B + \(width) × 4 B = \(node) B; \(place), \(waste) % free",
        "a node: \(vector) + 4 + \(width) × 4 = \(node) B; \(place), \(waste) % free",
      ], columns: columns)
  }

  /// What the layer of the map comes to, in as many words as so many columns hold.
  func layerText(columns: Int) -> String {
    switch disk.layer {
    case .search: return searchText(columns)
    case .cache:
      guard card.cached.sum > 0 else { return "no node is cached: C sets how many" }
      return "\(Format.count(card.cached.sum)) nodes cached in "
        + "\(Format.count(card.cached.touchedCount)) sectors, \(Format.bytes(card.cacheBytes))"
    case .queries: return heatText(columns)
    }
  }

  private func searchText(_ columns: Int) -> String {
    guard !state.search.setting.parameters.usesVectorPages else {
      return Format.fitting(
        [
          "vectors apart are read from another file, none from this one",
          "vectors apart: no reads here",
        ],
        columns: columns)
    }
    let hops = state.search.hopsShown
    let sectors = hops.flatMap(\.expanded).compactMap(state.search.sectorOnMap)
    let hits = hops.reduce(0) { $0 + $1.expanded.count { $0.source == .cache } }
    guard !hops.isEmpty else {
      return Format.fitting(
        ["the search has not begun: 3 shows it, Space runs a hop", "no search yet: 3, then Space"],
        columns: columns)
    }
    let needed = sectors.count * layout.meanNodeBytes
    let read = max(sectors.count * layout.readBytes, 1)
    let useful = Format.decimal(Double(needed) / Double(read) * 100, 0)
    let reads = Format.plural(sectors.count, "read")
    let all =
      "to hop \(hops.count): \(reads) of \(Format.plural(Set(sectors).count, "sector")), "
      + Format.plural(hits, "cache hit")
    return Format.fitting(
      [
        "\(all); \(useful) % of the bytes read were asked for",
        "\(all); \(useful) % of the bytes needed",
        "\(all); \(useful) % of it needed",
        all, "hop \(hops.count): \(reads), \(Format.plural(hits, "hit"))",
      ], columns: columns)
  }

  private func heatText(_ columns: Int) -> String {
    if let job = state.jobs[.heat] {
      return JobText.line(job, at: state.seconds, state, columns: columns)
    }
    guard let heat = disk.heat else { return "not counted yet: r searches for all queries" }
    let share = Double(heat.reads.touchedCount) / Double(max(heat.reads.sectorTotal, 1)) * 100
    let queries = Format.plural(heat.queryCount, "query", "queries")
    let setting = "L \(heat.parameters.searchListSize) W \(heat.parameters.beamWidth)"
    let reads = "\(Format.count(heat.reads.sum)) reads"
    let part = "\(Format.decimal(share, 0)) %"
    let (hottest, most) = (heat.reads.hottestSector, Format.count(heat.reads.largest))
    return Format.fitting(
      [
        "\(queries) at \(setting): \(reads) of \(Format.count(heat.reads.touchedCount)) sectors "
          + "(\(part)), most sector \(hottest): \(most)",
        "\(queries), \(setting): \(reads) of \(part) of the sectors, sector \(hottest) \(most)",
        "\(reads) of \(part) of the sectors", reads,
      ], columns: columns)
  }

  /// The selected cell in a line of so many columns: what it holds, then what was read of it.
  func selectedText(columns: Int) -> String {
    let cell = map.sectors(
      row: disk.sector / map.sectorsPerRow, column: disk.sector % map.sectorsPerRow / map.scale)
    let name =
      cell.count == 1
      ? "sector \(Format.count(disk.sector))"
      : "sectors \(Format.count(cell.lowerBound)) to \(Format.count(cell.upperBound - 1))"
    let held = "\(name): \(contentText(cell))"
    let cachedCount = card.cached.sum(over: cell)
    let cached = cachedCount > 0 ? ", \(Format.count(cachedCount)) cached" : ""
    let readCount = searchReads.filter { cell.contains($0.key) }.reduce(0) { $0 + $1.value }
    let reads = readCount > 0 ? ", \(Format.plural(readCount, "read"))" : ""
    let all =
      disk.heat.map { ", \(Format.plural($0.reads.sum(over: cell), "read")) in all" } ?? ""
    let whole = held + cached + (reads.isEmpty ? "" : "\(reads) in this search") + all
    return Format.fitting(
      [whole, held + cached + (reads.isEmpty ? all : reads), held + reads, held], columns: columns)
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
    for sector in state.search.hopsShown.flatMap(\.expanded).compactMap(state.search.sectorOnMap) {
      reads[sector, default: 0] += 1
    }
    return reads
  }
}

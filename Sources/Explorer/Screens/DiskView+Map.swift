import Canvas
import DiskIndex
import Experiments
import VectorData

extension DiskView {
  /// The facts, the cells, the selected cell in words and the legend.
  func drawMap(on canvas: inout Canvas, _ arrangement: DiskArrangement) {
    let area = arrangement.map
    let cell =
      map.scale == 1
      ? "a cell is a sector"
      : "a cell is \(Format.count(map.scale)) sectors, \(Format.bytes(map.scale * 4096))"
    if arrangement.isBoxed {
      canvas.pane(
        arrangement.upper, title: "index file: \(disk.layer.rawValue)", trailing: cell,
        isFocused: disk.pane == .map)
      let columns = area.width
      let facts = [fileText, packingText(columns: columns), layerText(columns: columns)]
      for (row, line) in facts.enumerated() {
        canvas.put(
          line, x: area.x, y: area.y - DiskArrangement.headRows + row,
          role: row == 2 ? .text : .dim, width: area.width)
      }
    } else {
      canvas.put(
        layerText(columns: area.width), x: area.x, y: area.y - 1, role: .title, width: area.width)
    }
    canvas.describe(area, as: mapWords(hasFacts: arrangement.isBoxed))
    let first = map.firstRow(selected: disk.sector)
    let marks = CellMarks(self)
    for y in 0..<min(area.height, map.rowTotal) {
      for x in 0..<area.width {
        let sectors = map.sectors(row: first + y, column: x)
        guard !sectors.isEmpty else { break }
        let mark = marks.mark(sectors)
        let isSelected = sectors.contains(disk.sector)
        canvas[area.x + x, area.y + y] = Cell(mark.glyph, role: isSelected ? .selected : mark.role)
        if isSelected, disk.pane == .map { canvas.cursor = (x: area.x + x, y: area.y + y) }
      }
    }
    canvas.put(
      "\(glyphs.marker) \(selectedText(columns: area.width - 2))", x: area.x, y: area.maxY,
      role: .focus, width: area.width)
    guard arrangement.isBoxed else { return }
    drawLegend(on: &canvas, in: Rect(x: area.x, y: area.maxY + 1, width: area.width, height: 1))
  }

  private func drawLegend(on canvas: inout Canvas, in row: Rect) {
    canvas.describe(row, as: [])
    var entries: [(text: String, role: Role)] = [("\(CellMarks.plain) nodes", .dim)]
    switch disk.layer {
    case .search:
      entries += [
        ("\(glyphs.beam) read in this hop", .frontier),
        ("\(glyphs.ssd) read, 2 to 9, + times", .ssdRead), ("\(glyphs.cache) cached", .cacheHit),
      ]
    case .queries:
      entries.append(("\(String(glyphs.shades.dropFirst())) few to many reads", .ssdRead))
    case .cache:
      entries.append(("\(String(glyphs.shades.dropFirst())) few to all nodes cached", .cacheHit))
    }
    entries.append(("H header", .title))
    if layout.reorder != nil { entries.append((": full vectors", .dim)) }
    var x = row.x
    for entry in entries where x < row.maxX {
      let columns = min(glyphs.columns(of: entry.text), row.maxX - x)
      x += canvas.put(entry.text, x: x, y: row.y, role: entry.role, width: columns) + 3
    }
  }
}

/// What stands in a cell of the map.
struct CellMarks {
  /// Nodes that nothing is said of.
  static let plain: Character = "·"

  private let view: DiskView
  private let reads: [(sector: Int, count: Int)]
  private let beam: Set<Int>

  init(_ view: DiskView) {
    self.view = view
    reads = view.searchReads.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    beam = Set((view.state.search.hop?.expanded ?? []).compactMap(view.state.search.sectorOnMap))
  }

  /// The sign of the cell with those sectors.
  func mark(_ sectors: Range<Int>) -> (glyph: Character, role: Role) {
    let glyphs = view.glyphs
    switch view.disk.layer {
    case .search:
      if beam.contains(where: sectors.contains) { return (glyphs.beam, .frontier) }
      let count = readCount(sectors)
      if count > 0 {
        let digits = Character(count > 9 ? "+" : "\(count)")
        return (count == 1 ? glyphs.ssd : digits, .ssdRead)
      }
      if view.card.cached.sum(over: sectors) > 0 { return (glyphs.cache, .cacheHit) }
    case .queries:
      if let heat = view.disk.heat?.reads {
        let mean = Double(heat.sum(over: sectors)) / Double(sectors.count)
        if let sign = shade(mean, of: Double(heat.largest)) { return (sign, .ssdRead) }
      }
    case .cache:
      let room = sectors.count * max(view.layout.nodesPerSector, 1)
      let share = Double(view.card.cached.sum(over: sectors)) / Double(room)
      if let sign = shade(share, of: 1) { return (sign, .cacheHit) }
    }
    if sectors.lowerBound == 0 { return ("H", .title) }
    return sectors.lowerBound > view.layout.sectorCount ? (":", .dim) : (Self.plain, .dim)
  }

  /// Reads of this search in the sectors, by halving the sorted list.
  private func readCount(_ sectors: Range<Int>) -> Int {
    var (low, high) = (0, reads.count)
    while low < high {
      let middle = (low + high) / 2
      if reads[middle].sector < sectors.lowerBound { low = middle + 1 } else { high = middle }
    }
    return reads[low...].prefix { $0.sector < sectors.upperBound }.reduce(0) { $0 + $1.count }
  }

  /// Grey by the square root of the share, so that a few reads are seen beside many; `nil` for none.
  private func shade(_ value: Double, of largest: Double) -> Character? {
    guard value > 0, largest > 0 else { return nil }
    let shades = view.glyphs.shades
    let steps = Double(shades.count - 1)
    let step = Int((min(value / largest, 1).squareRoot() * steps).rounded(.up))
    return shades[min(max(step, 1), shades.count - 1)]
  }
}

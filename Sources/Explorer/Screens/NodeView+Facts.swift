import Canvas
import DiskIndex
import VectorData

extension NodeView {
  /// The node itself: name, degrees, place in the file, distance to the query, picture.
  func drawFacts(on canvas: inout Canvas, in rect: Rect) {
    guard let card = node.card else {
      canvas.put("reading…", x: rect.x, y: rect.y, role: .dim, width: rect.width)
      return
    }
    let name = WordWrap.lines(of: card.label.line, width: max(rect.width, 1))
      .prefix(card.label.line.isEmpty ? 0 : rect.height >= 14 ? 3 : 2)
    for (row, line) in name.enumerated() {
      canvas.put(line, x: rect.x, y: rect.y + row, role: .title, width: rect.width)
    }
    let below = rect.split(top: name.count).bottom
    let facts = facts(card)
    for (row, fact) in facts.prefix(below.height).enumerated() {
      let line = below.row(row)
      canvas.put(fact.name, x: line.x, y: line.y, role: .dim, width: 11)
      canvas.put(
        fact.value, x: line.x + 11, y: line.y, role: fact.role, width: max(line.width - 11, 0))
    }
    if node.column == .node { canvas.cursor = (x: rect.x, y: rect.y) }
    let rest = below.split(top: facts.count).bottom
    let used = drawSelected(on: &canvas, in: rest)
    drawPicture(card, on: &canvas, in: rest.split(bottom: used).top)
  }

  private func facts(_ card: NodeCard) -> [(name: String, value: String, role: Role)] {
    var facts: [(name: String, value: String, role: Role)] = [
      ("out-degree", "\(card.neighbours.count) of R \(index.maxDegree)", .text),
      ("in-degree", inDegreeText, .text),
      ("sector", sectorText(card), .text),
      ("byte", Format.count(card.byteOffset), .text),
      (
        "cache", card.isCached ? "\(glyphs.cache) cached" : "\(glyphs.ssd) uncached",
        card.isCached ? .cacheHit : .ssdRead
      ),
    ]
    if card.node == index.medoid { facts.append(("start", "the medoid", .frontier)) }
    if let distance = card.queryDistance {
      facts.append(("to \(targetTitle)", "  " + Format.distance(distance), .text))
      facts.append(("search", searchText(card.node), searchRole(card.node)))
    }
    return facts
  }

  private var inDegreeText: String {
    switch node.predecessors {
    case .sought: return "counting…"
    case .unknown: return "not known"
    case .known(let links): return Format.count(links.count)
    }
  }

  private func sectorText(_ card: NodeCard) -> String {
    if let place = card.packedPlace {
      return "\(Format.count(card.sector)), \(place.number) of \(place.count)"
    }
    let perSector = DiskLayout.sectorBytes / max(card.recordBytes, 1)
    guard perSector > 0 else {
      let sectors = (card.recordBytes + DiskLayout.sectorBytes - 1) / DiskLayout.sectorBytes
      return "\(Format.count(card.sector)), \(sectors) sectors long"
    }
    let place = card.byteOffset % DiskLayout.sectorBytes / max(card.recordBytes, 1) + 1
    return "\(Format.count(card.sector)), \(place) of \(perSector)"
  }

  /// What the search of the Search screen did with the node.
  func searchText(_ wanted: NodeID) -> String {
    guard let trace = state.search.trace, !trace.hops.isEmpty else { return "not begun" }
    if let hop = hopOfNode[wanted] { return "\(glyphs.expanded) hop \(hop)" }
    return trace.isFinished ? "\(glyphs.bad) not read" : "\(glyphs.waiting) not yet"
  }

  private func searchRole(_ wanted: NodeID) -> Role {
    hopOfNode[wanted] == nil ? .waiting : .visited
  }

  /// The name of the node under the marker, whole: in the columns it may be cut. Returns the rows used.
  private func drawSelected(on canvas: inout Canvas, in rect: Rect) -> Int {
    guard let selected = node.selected, rect.height >= 2 else { return 0 }
    let direction = node.column == .predecessors ? "from" : "to"
    let text = "\(direction) \(selected.node)  \(selected.label)"
    let lines = WordWrap.lines(of: text, width: max(rect.width, 1)).prefix(min(rect.height - 1, 3))
    let top = rect.maxY - lines.count
    for (row, line) in lines.enumerated() {
      canvas.put(line, x: rect.x, y: top + row, role: .focus, width: rect.width)
    }
    return lines.count + 1
  }

  private func drawPicture(_ card: NodeCard, on canvas: inout Canvas, in rect: Rect) {
    guard let format = index.picture, let pixels = card.label.pixels, rect.height >= 3 else {
      return
    }
    let picture = PixelPicture(
      width: format.width, height: format.height, values: pixels, maximum: 255)
    let top = rect.height > 4 ? 1 : 0
    picture.draw(on: &canvas, in: rect.split(top: top).bottom)
  }
}

import Canvas
import DiskIndex

extension SearchView {
  /// Stage, totals and recall, and below them what the hop or the switches did; returns what is left below.
  func drawHead(on canvas: inout Canvas, in inner: Rect, isWide: Bool) -> Rect {
    let lines = headLines(in: inner.size, isWide: isWide)
    let (head, rest) = inner.split(top: 2 + lines.count)
    let line = head.row(0)
    var x = line.x + 1
    x += canvas.put("\(glyphs.marker) \(stageText)", x: x, y: line.y, role: .frontier)
    if search.stage != .start {
      let columns = line.maxX - x - 3
      canvas.put(totalsText(columns: columns), x: x + 3, y: line.y, width: columns)
    } else {
      canvas.put(
        index.isRecording
          ? "recorded in \(Format.path(index.prefix))"
          : "reads by \(ioDescription)" + (readsDirectly ? "" : ": the page cache may answer them"),
        x: x + 3, y: line.y,
        role: .dim, width: line.maxX - x - 3)
    }
    let used = canvas.put(recallText(columns: head.width - 2), x: head.x + 1, y: head.y + 1)
    drawTruthMarks(on: &canvas, x: head.x + used + 4, row: head.row(1))
    for (row, text) in lines.enumerated() {
      canvas.put(text, x: head.x + 1, y: head.y + 2 + row, role: .dim, width: head.width - 2)
    }
    return rest
  }

  private func headLines(in size: Size, isWide: Bool) -> [String] {
    var lines: [String] = []
    if let previous = search.previous, isWide || size.height >= 19 {
      lines.append(previousText(previous, columns: size.width - 2))
    } else if isWide {
      lines.append(hopText)
    }
    let ledger = ledgerText(columns: size.width - 2)
    if let ledger, isWide || size.height >= 13 { lines.append(ledger) }
    return lines
  }

  /// One mark per true neighbour, the nearest first.
  private func drawTruthMarks(on canvas: inout Canvas, x: Int, row: Rect) {
    guard x + outlook.neighbours.count < row.maxX else { return }
    for (place, neighbour) in outlook.neighbours.enumerated() {
      let (mark, role): (Character, Role) =
        switch neighbour.place {
        case .found: (glyphs.good, .good)
        case .waiting: (glyphs.waiting, .waiting)
        case .pushedOut: (glyphs.bad, .warning)
        case .unseen: ("?", .dim)
        }
      canvas.put(mark, x: x + place, y: row.y, role: role)
    }
  }

  /// What this hop did, in a line.
  private var hopText: String {
    guard let hop = search.hop else {
      guard search.stage == .answers else { return "" }
      let count = search.hopsShown.reduce(0) { $0 + $1.expanded.count + $1.measured.count }
      let (nodes, were) = (Format.plural(count, "node"), count == 1 ? "was" : "were")
      return "the answers are the nearest of the \(nodes) that \(were) read whole"
    }
    var fates: [CandidateFate: Int] = [:]
    for neighbour in hop.expanded.lazy.flatMap(\.neighbours) {
      fates[neighbour.fate, default: 0] += 1
    }
    let (inserted, rejected) = (fates[.inserted] ?? 0, fates[.rejected] ?? 0)
    return "this hop: \(Format.plural(hop.expanded.count, "node")) read,"
      + " \(inserted + rejected) new neighbours, \(inserted) of them into the list,"
      + " \(rejected) too far, \(fates[.seen] ?? 0) seen before"
  }

  /// The run before in so many columns: what is the same now is left out where there is little room.
  private func previousText(_ run: RunSummary, columns: Int) -> String {
    let (parameters, now) = (run.setting.parameters, search.setting.parameters)
    let recall = run.recall.map { "  recall \(Format.decimal($0, 2))" } ?? ""
    let time =
      state.hidesTimings ? "" : "  \(Format.microseconds(run.statistics.latencyMicroseconds))"
    let hops = "  \(Format.plural(run.statistics.hopCount, "hop"))"
    let reads = "  \(Format.plural(run.statistics.readCount, "SSD read"))"
    let sizes = "L \(parameters.searchListSize)  W \(parameters.beamWidth)"
    let cache =
      run.setting.cacheNodeCount == search.setting.cacheNodeCount
      ? "" : "  cache \(run.setting.cacheNodeCount)"
    let switches = parameters.savings.differences(from: now.savings).map { "  " + $0 }.joined()
    return Format.fitting(
      [
        "run before: K \(parameters.answerCount)  \(sizes)  cache \(run.setting.cacheNodeCount)"
          + "\(parameters.savings.shortText):\(recall)\(hops)\(reads)\(time)",
        "before: \(sizes)\(cache)\(switches):\(recall)\(hops)\(reads)\(time)",
        "before: \(sizes)\(cache)\(switches):\(recall)\(reads)",
      ], columns: columns)
  }

  /// Before the first hop: what is about to happen.
  func drawStart(on canvas: inout Canvas, in rect: Rect) {
    let inner = rect.inset(columns: 2)
    let text =
      hasQuery
      ? startText
      : "This index names no query file.\n\nType :queries FILE [TRUTH] to give one, R to take a row of"
        + " the data as the query, or / to find a row by its name."
    var place = inner
    if let picture = queryPicture, inner.height >= 14 {
      let (lines, below) = inner.split(top: inner.height - 9)
      let area = Rect(x: inner.x, y: below.y + 1, width: 16, height: 8)
      picture.draw(on: &canvas, in: area)
      canvas.put("the query", x: area.maxX + 2, y: area.y, role: .dim)
      place = lines
    }
    let width = state.isSpoken ? place.width : min(place.width, 76)
    let whole = WordWrap.lines(of: text, width: width)
    let isCut = hasQuery && whole.count > place.height
    let lines = isCut ? WordWrap.lines(of: shortStartText, width: width) : whole
    let top = place.y + (lines.count + 1 < place.height ? 1 : 0)
    for (row, line) in lines.enumerated() where top + row < place.maxY {
      canvas.put(line, x: place.x, y: top + row, width: place.width)
    }
  }

  func drawUpper(on canvas: inout Canvas, in rect: Rect, isNarrow: Bool) {
    let table =
      search.stage == .answers ? answerTable() : expandedTable(isNarrow: isNarrow)
    draw(table, on: &canvas, in: rect, place: search.upperPlace, isFocused: isFocused(.upper))
  }

  func drawLower(on canvas: inout Canvas, in rect: Rect) {
    switch search.map.view {
    case .map: return drawMap(on: &canvas, in: rect)
    case .plot: return drawPlot(on: &canvas, in: rect)
    case .lists: break
    }
    if search.stage == .answers, search.missed.isEmpty {
      let text =
        search.truth.isEmpty
        ? "Without a truth file nothing is known of missed neighbours."
        : "Nothing was missed: every true neighbour is among the answers."
          + (index.isRecording ? "" : " - lowers L until some are missed; n takes the next query.")
      for (row, line) in WordWrap.lines(of: text, width: rect.width - 2).enumerated() {
        canvas.put(line, x: rect.x + 1, y: rect.y + row, role: .good)
      }
      return
    }
    if search.stage == .answers {
      drawMissed(on: &canvas, in: rect)
      return
    }
    let table =
      search.content == .neighbours ? neighbourTable() : candidateTable(height: rect.height)
    draw(table, on: &canvas, in: rect, place: search.lowerPlace, isFocused: isFocused(.lower))
  }

  /// The missed true neighbours and, where there is room, the whole story of the selected one.
  private func drawMissed(on canvas: inout Canvas, in rect: Rect) {
    let table = missedTable(width: rect.width)
    let row = search.lowerPlace.row(of: search.missed.count) ?? 0
    let missed = search.missed[row]
    let lines = missedStory(
      missed, columns: rect.width - 2, rows: rect.height - 2)
    let isRoomy = rect.height >= min(table.rows.count, 3) + 1 + lines.count
    // Where not all of it fits, its beginning says more than rows of other nodes.
    let storyRows = isRoomy ? lines.count : rect.height >= 5 ? rect.height - 3 : 0
    let tableRows = min(table.rows.count + 1, rect.height - storyRows)
    let (upper, below) = rect.split(top: tableRows)
    draw(table, on: &canvas, in: upper, place: search.lowerPlace, isFocused: isFocused(.lower))
    guard storyRows > 0 else { return }
    let gap = below.height > lines.count ? 1 : 0
    for (place, line) in lines.prefix(below.height - gap).enumerated() {
      let isCut = place == below.height - gap - 1 && place < lines.count - 1
      canvas.put(
        line + (isCut ? String(glyphs.ellipsis) : ""), x: below.x + 1, y: below.y + gap + place,
        width: below.width - 1)
    }
  }

  /// Why a neighbour was missed and what would have found it, in as many words as the rows hold.
  private func missedStory(_ missed: MissedNeighbour, columns: Int, rows: Int) -> [String] {
    let story = MissedText.sentence(missed, name: search.labels[missed.node]?.identifier ?? "")
    let short = MissedText.shortSentence(missed)
    let pending = seeksRemedies ? "Looking for the smallest L and W that find it…" : ""
    let brief = MissedText.shortRemedy(missed) ?? pending
    let forms = [
      "\(story) \(MissedText.remedy(missed) ?? pending)", "\(story) \(brief)", "\(short) \(brief)",
      short,
    ].map { WordWrap.lines(of: glyphs.transliterated($0), width: max(columns, 1)) }
    return forms.first { $0.count <= rows } ?? forms[forms.count - 1]
  }

  /// Draws a table so that its columns stand at the same place with and without a marker.
  func draw(
    _ table: TextTable, on canvas: inout Canvas, in rect: Rect, place: ListPlace = ListPlace(),
    isFocused: Bool
  ) {
    var table = table
    let height = table.visibleRowCount(height: rect.height)
    table.scrollOffset = place.firstVisible(count: table.rows.count, height: height)
    let shifted = table.selectedRow == nil ? rect.split(left: 2).right : rect
    table.draw(on: &canvas, in: shifted, isFocused: isFocused)
  }

  // MARK: - Titles of parts

  func isFocused(_ pane: SearchState.Pane) -> Bool { search.pane == pane }

  var upperTitle: String {
    switch search.stage {
    case .answers: "answers, re-ranked by exact distance"
    case .start: ""
    case .hop: "expanded in this hop"
    }
  }

  func lowerTitle(height: Int) -> String {
    switch search.map.view {
    case .map: return mapTitle
    case .plot: return plotTitle
    case .lists: break
    }
    let count = search.lowerCount
    let rows = max(height - 1, 0)
    let first = search.lowerPlace.firstVisible(count: count, height: rows)
    let part = count > rows ? "  \(first + 1)-\(min(first + rows, count)) of \(count)" : ""
    if search.stage == .answers { return "missed true neighbours  \(count)" }
    let listSize = search.trace?.parameters.searchListSize ?? 0
    switch search.content {
    case .after: return "candidates after the hop  \(count) of L = \(listSize)\(part)"
    case .before: return "candidates before the hop  \(count) of L = \(listSize)\(part)"
    case .neighbours:
      let node = search.selectedExpansion.map { "\($0.node)" } ?? "-"
      return "neighbours of node \(node)  \(count)\(part)"
    }
  }

  /// The row of `part`, as wide as the pane around it, so that a rule joins its sides.
  func across(_ part: Rect, of pane: Rect) -> Rect {
    Rect(x: pane.x, y: part.y, width: pane.width, height: part.height)
  }
}

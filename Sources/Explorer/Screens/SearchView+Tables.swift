import Canvas
import DiskIndex
import VectorData

extension SearchView {
  /// The nodes expanded in the hop, with where they came from and what became of their neighbours; the
  /// switches without which they would not have been read, where there are such.
  func expandedTable(isNarrow: Bool) -> TextTable {
    let expanded = search.hop?.expanded ?? []
    let hasCauses = expanded.contains { search.ledger?.causes[$0.node] != nil }
    let count: (String, Int) -> TextTable.Column = { title, priority in
      TextTable.Column(title, align: .right, width: .fitting(maximum: 5), priority: priority)
    }
    var table = TextTable(
      columns: [
        .init("node", align: .right, width: .fitting(maximum: 10), priority: 9),
        .init(isNarrow ? "from, sector" : "from", width: .fitting(maximum: 20), priority: 8),
        .init("read", align: .right, width: .fitting(maximum: 8), priority: 6),
        .init("PQ \(glyphs.arrow) exact", align: .right, width: .fitting(maximum: 19), priority: 7),
        count("new", 3), count("in", 5), count("out", 4), count("seen", 2),
        .init(hasLabels ? "label" : "", width: .flexible(minimum: 8), priority: 5),
      ],
      rows: expanded.map { expandedRow($0, isNarrow: isNarrow) },
      selectedRow: selectedRow(.upper, search.upperPlace, expanded.count))
    guard hasCauses else { return table }
    table.columns.insert(.init("only with", width: .fitting(maximum: 18), priority: 6), at: 2)
    for (row, node) in expanded.enumerated() {
      table.rows[row].insert(.init(causeText(node.node), role: .warning), at: 2)
    }
    return table
  }

  private func expandedRow(_ node: TraceExpansion, isNarrow: Bool) -> [TextTable.Field] {
    var fates: [CandidateFate: Int] = [:]
    for neighbour in node.neighbours { fates[neighbour.fate, default: 0] += 1 }
    let inserted = fates[.inserted] ?? 0
    let rejected = fates[.rejected] ?? 0
    let source = sourceField(node.source, isNarrow: isNarrow)
    let distances =
      "\(Format.distance(node.sketchDistance)) \(glyphs.arrow) \(Format.distance(node.exactDistance))"
    return [
      .init("\(node.node)"), source.from, source.read, .init(distances),
      .init("\(inserted + rejected)"), .init("\(inserted)"), .init("\(rejected)"),
      .init("\(fates[.seen] ?? 0)"),
      .init(label(node.node), role: trueRanks[node.node] == nil ? .text : .good),
    ]
  }

  private func sourceField(
    _ source: NodeSource, isNarrow: Bool
  ) -> (from: TextTable.Field, read: TextTable.Field) {
    switch source {
    case .cache: (.init("\(glyphs.cache) cache", role: .cacheHit), .init("-"))
    case .memory: (.init("memory"), .init("-"))
    case .page(let sector):
      (
        .init("\(glyphs.cache) page\(isNarrow ? "" : " of sector") \(sector)", role: .cacheHit),
        .init("-")
      )
    case .ssd(let sector, let microseconds):
      (
        .init(
          "\(glyphs.ssd) SSD \(isNarrow ? "" : "sector ")\(sector)", role: .ssdRead),
        .init(state.hidesTimings ? "-" : Format.microseconds(microseconds))
      )
    }
  }

  /// The heading of PQ distances.
  private var sketchTitle: String { index.metric.prefersLarger ? "PQ prod" : "PQ dist" }

  /// The candidate list before or after the hop: the rows that so many lines show, since L may be large.
  func candidateTable(height: Int) -> TextTable {
    let isBefore = search.content == .before
    let candidates = (isBefore ? search.hop?.before : search.hop?.after) ?? []
    let expandedNow = Set(search.hop?.expanded.map(\.node) ?? [])
    let known = Set(search.hop?.before.map(\.node) ?? [])
    let visible = max(height - 1, 0)
    let first = search.lowerPlace.firstVisible(count: candidates.count, height: visible)
    let window = candidates.enumerated().dropFirst(first).prefix(visible)
    let rows = window.map { place, candidate -> [TextTable.Field] in
      let isNew = !isBefore && !known.contains(candidate.node)
      let truth = trueRanks[candidate.node]
      return [
        .init("\(place + 1)", role: .dim), .init("\(candidate.node)"),
        .init(Format.distance(candidate.distance)),
        stateField(candidate, isNow: expandedNow.contains(candidate.node), isNew: isNew),
        .init(truth.map { "\($0)" } ?? "", role: .good),
        .init(label(candidate.node), role: truth == nil ? .text : .good),
      ]
    }
    return TextTable(
      columns: [
        .init("#", align: .right, width: .fixed(max("\(candidates.count)".count, 3)), priority: 5),
        .init(
          "node", align: .right, width: .fixed(max("\(index.nodeCount)".count, 4)), priority: 9),
        .init(sketchTitle, align: .right, width: .fixed(8), priority: 8),
        .init("state", width: .fixed(10), priority: 7),
        .init("true", align: .right, width: .fixed(4), priority: 6),
        .init(hasLabels ? "label" : "", width: .flexible(minimum: 8), priority: 4),
      ],
      rows: rows,
      selectedRow: selectedRow(.lower, search.lowerPlace, candidates.count).map { $0 - first })
  }

  private func stateField(_ candidate: TraceCandidate, isNow: Bool, isNew: Bool) -> TextTable.Field
  {
    if isNow { return .init("\(glyphs.beam) this hop", role: .frontier) }
    if isNew { return .init("+ new", role: .seriesB) }
    switch candidate.state {
    case .expanded: return .init("\(glyphs.expanded) expanded", role: .visited)
    case .inBeam: return .init("\(glyphs.beam) this hop", role: .frontier)
    case .waiting: return .init("\(glyphs.waiting) waiting", role: .waiting)
    }
  }

  /// The neighbours of the selected node of the hop, nearest first.
  func neighbourTable() -> TextTable {
    let neighbours = search.selectedNeighboursNearestFirst(index.metric)
    let rows = neighbours.map { neighbour -> [TextTable.Field] in
      let truth = trueRanks[neighbour.node]
      return [
        .init("\(neighbour.node)"), .init(Format.distance(neighbour.sketchDistance)),
        fateField(neighbour),
        .init(truth.map { "\($0)" } ?? "", role: .good),
        .init(label(neighbour.node), role: truth == nil ? .text : .good),
      ]
    }
    return TextTable(
      columns: [
        .init("node", align: .right, width: .fitting(maximum: 10), priority: 9),
        .init(sketchTitle, align: .right, width: .fitting(maximum: 10), priority: 8),
        .init("fate", width: .fitting(maximum: 22), priority: 7),
        .init("true", align: .right, width: .fixed(4), priority: 6),
        .init(hasLabels ? "label" : "", width: .flexible(minimum: 8), priority: 4),
      ],
      rows: rows, selectedRow: selectedRow(.lower, search.lowerPlace, rows.count))
  }

  private func fateField(_ neighbour: TraceNeighbour) -> TextTable.Field {
    switch neighbour.fate {
    case .inserted:
      let place = neighbour.rank.map { ", place \($0 + 1)" } ?? ""
      return .init("+ in\(place)", role: .seriesB)
    case .rejected: return .init("\(glyphs.bad) out, too far", role: .dim)
    case .seen: return .init("= seen before", role: .dim)
    }
  }

  /// The answers, nearest first.
  func answerTable() -> TextTable {
    let results = search.trace?.results ?? []
    let rows = results.enumerated().map { place, result -> [TextTable.Field] in
      let truth = trueRanks[result.node]
      let mark =
        search.truth.isEmpty ? "" : truth.map { "\(glyphs.good) \($0)" } ?? "\(glyphs.bad) no"
      return [
        .init("\(place + 1)", role: .dim), .init("\(result.node)"),
        .init(Format.distance(result.distance)),
        .init(mark, role: truth == nil ? .warning : .good), .init(label(result.node)),
      ]
    }
    return TextTable(
      columns: [
        .init("#", align: .right, width: .fitting(maximum: 5), priority: 5),
        .init("node", align: .right, width: .fitting(maximum: 10), priority: 9),
        .init(
          index.metric.prefersLarger ? "product" : "exact dist", align: .right,
          width: .fitting(maximum: 10), priority: 8),
        .init("true rank", width: .fixed(9), priority: 7),
        .init(hasLabels ? "label" : "", width: .flexible(minimum: 8), priority: 6),
      ],
      rows: rows, selectedRow: selectedRow(.upper, search.upperPlace, rows.count))
  }

  /// The true neighbours that were missed, and why.
  func missedTable(width: Int) -> TextTable {
    // What the other columns and a short label leave; the reason counts more than a long label.
    let whyColumns = width - 42
    let isLabelled = hasLabels && whyColumns >= 20
    let room = isLabelled ? whyColumns : max(width - 30, 13)
    let forms = [MissedText.why, MissedText.mediumWhy, MissedText.shortWhy].map(search.missed.map)
    let reasons =
      forms.first { $0.allSatisfy { glyphs.columns(of: $0) <= room } } ?? forms[forms.count - 1]
    let why: TextTable.ColumnWidth =
      isLabelled ? .fitting(maximum: whyColumns) : .flexible(minimum: min(room, 20))
    let rows = zip(search.missed, reasons).map { line, reason -> [TextTable.Field] in
      [
        .init(trueRanks[line.node].map { "\($0)" } ?? "", role: .good), .init("\(line.node)"),
        .init(reason, role: .warning),
        .init(
          MissedText.smallest(line.remedy.map(\.smallestListSize), isSought: seeksRemedies)),
        .init(
          MissedText.smallest(line.remedy.map(\.smallestBeamWidth), isSought: seeksRemedies)),
        .init(label(line.node)),
      ]
    }
    return TextTable(
      columns: [
        .init("true", align: .right, width: .fixed(4), priority: 6),
        .init("node", align: .right, width: .fitting(maximum: 10), priority: 9),
        .init("why missed", width: why, priority: 10),
        .init("needs L", align: .right, width: .fixed(7), priority: 8),
        .init("or W", align: .right, width: .fixed(4), priority: 7),
        .init(hasLabels ? "label" : "", width: .flexible(minimum: 8), priority: 4),
      ],
      rows: rows, selectedRow: selectedRow(.lower, search.lowerPlace, rows.count))
  }

  /// Each true neighbour and where it is by now.
  func truthTable() -> TextTable {
    let rows = outlook.neighbours.enumerated().map { place, neighbour -> [TextTable.Field] in
      [
        .init("\(place + 1)", role: .dim), .init("\(neighbour.node)"),
        whereaboutsField(neighbour.place), .init(label(neighbour.node)),
      ]
    }
    return TextTable(
      columns: [
        .init("#", align: .right, width: .fitting(maximum: 4), priority: 5),
        .init("node", align: .right, width: .fitting(maximum: 10), priority: 9),
        .init("by now", width: .fixed(16), priority: 8),
        .init(hasLabels ? "label" : "", width: .flexible(minimum: 8), priority: 4),
      ],
      rows: rows)
  }

  private func whereaboutsField(_ place: SearchOutlook.Whereabouts) -> TextTable.Field {
    switch place {
    case .found(let hop): .init("\(glyphs.good) found, hop \(hop)", role: .good)
    case .waiting(let rank): .init("\(glyphs.waiting) in list, #\(rank + 1)", role: .waiting)
    case .pushedOut: .init("\(glyphs.bad) pushed out", role: .warning)
    case .unseen: .init("? not met yet", role: .dim)
    }
  }

  /// The selected row of the list that has the movement keys; the other list shows none.
  private func selectedRow(_ pane: SearchState.Pane, _ place: ListPlace, _ count: Int) -> Int? {
    let isNeeded = search.pane == pane || (pane == .upper && search.content == .neighbours)
    return isNeeded ? place.row(of: count) : nil
  }
}

import Canvas
import DiskIndex
import VectorData

extension SearchView {
  /// Two settings side by side: totals of both, their hops, and the nodes of the hop under the marker.
  func drawComparison(_ comparison: ComparisonState, on canvas: inout Canvas, in body: Rect) {
    let isSmall = body.height < 14 || body.width < 60
    let inner =
      isSmall
      ? body
      : canvas.pane(
        body, title: "compare  \(queryTitle)",
        trailing: "K \(search.setting.parameters.answerCount)", isFocused: true)
    let (head, rest) = inner.split(top: isSmall ? 3 : 4)
    drawTotals(comparison, on: &canvas, in: head)
    guard let hops = state.traceComparison, let second = comparison.second else {
      canvas.put(
        "both searches run to their end…", x: rest.x + 1, y: rest.y + (isSmall ? 0 : 1),
        role: .dim, width: rest.width - 2)
      return
    }
    let place = comparison.shownHop(in: hops)
    let detail =
      isSmall || rest.height < 12 ? 0 : min(rest.height / 2, detailRows(hops, place) + 2)
    let (list, below) = rest.split(bottom: detail)
    var area = list
    if !isSmall {
      canvas.paneRule(in: across(list, of: body), y: list.y, title: partingText(hops))
      area = list.split(top: 1).bottom
    } else {
      canvas.put(partingText(hops), x: list.x, y: list.y, role: .frontier, width: list.width)
      area = list.split(top: 1).bottom
    }
    var table = hopTable(hops, second.trace)
    table.selectedRow = place
    var marker = ListPlace()
    marker.select(place)
    table.scrollOffset = marker.firstVisible(
      count: table.rows.count, height: table.visibleRowCount(height: area.height))
    table.draw(on: &canvas, in: area)
    guard detail > 0, hops.rows.indices.contains(place) else { return }
    drawComparedHop(hops.rows[place], on: &canvas, in: below, of: body)
  }

  // MARK: - Totals

  private func drawTotals(
    _ comparison: ComparisonState, on canvas: inout Canvas, in rect: Rect
  ) {
    let first = search.trace.flatMap { $0.isFinished && !search.isStale ? $0 : nil }
    let second = comparison.second?.trace
    // The search stands at its end while it is compared: its outlook is that of its answers.
    let recalls = [outlook.recall, comparison.second?.recall]
    let rows = [
      totalsRow(
        "A", search.setting, prefix: nil, trace: first, recall: recalls[0],
        isSide: comparison.side == .first),
      totalsRow(
        "B", comparison.setting, prefix: comparison.prefix, trace: second, recall: recalls[1],
        isSide: comparison.side == .second),
    ]
    // Switches that are on must be read: then rather a column less.
    let longest = rows.map { $0[1].text.count }.max() ?? 0
    let settingColumns = max(min(longest, rect.width - 36), 22)
    var columns: [TextTable.Column] = [
      .init("", width: .fixed(3), priority: 9),
      .init("setting", width: .flexible(minimum: settingColumns), priority: 8),
    ]
    let numbers = [
      ("hops", 5), ("SSD reads", 7), ("cache hits", 4), ("compared", 2), ("time", 3), ("recall", 6),
    ]
    for (title, priority) in numbers {
      columns.append(
        .init(title, align: .right, width: .fitting(maximum: 10), priority: priority))
    }
    var table = TextTable(columns: columns, rows: rows + [differenceRow(first, second, recalls)])
    if rect.height < 4 { table.rows.removeLast() }
    table.draw(on: &canvas, in: rect.inset(columns: rect.width < 60 ? 0 : 1))
  }

  private func totalsRow(
    _ name: String, _ setting: SearchSetting, prefix: String?, trace: SearchTrace?,
    recall: Double?, isSide: Bool
  ) -> [TextTable.Field] {
    let parameters = setting.parameters
    var text =
      "L \(parameters.searchListSize)  W \(parameters.beamWidth)  cache"
      + " \(Format.count(setting.cacheNodeCount))" + parameters.savings.shortText
    if let prefix { text = "\(prefix.split(separator: "/").last ?? "")  \(text)" }
    let role: Role = isSide ? .focus : .text
    let mark = isSide ? "\(glyphs.marker)\(name)" : " \(name)"
    guard let trace else { return [.init(mark, role: role), .init(text, role: role), "running…"] }
    let totals = trace.statistics
    return [
      .init(mark, role: role), .init(text, role: role), .init(Format.count(totals.hopCount)),
      .init(Format.count(totals.readCount)), .init(Format.count(totals.cacheHitCount)),
      .init(Format.count(totals.comparisonCount)),
      .init(state.hidesTimings ? "-" : Format.microseconds(totals.latencyMicroseconds)),
      .init(recall.map { Format.decimal($0, 2) } ?? "-"),
    ]
  }

  private func differenceRow(
    _ first: SearchTrace?, _ second: SearchTrace?, _ recalls: [Double?]
  ) -> [TextTable.Field] {
    guard let first, let second else { return [] }
    let (a, b) = (first.statistics, second.statistics)
    let signed = { (value: Int) in (value > 0 ? "+" : "") + Format.count(value) }
    let recall = recalls[0].flatMap { first in recalls[1].map { $0 - first } }
    let time = b.latencyMicroseconds - a.latencyMicroseconds
    let fields = [
      signed(b.hopCount - a.hopCount), signed(b.readCount - a.readCount),
      signed(b.cacheHitCount - a.cacheHitCount), signed(b.comparisonCount - a.comparisonCount),
      state.hidesTimings ? "-" : (time < 0 ? "-" : "+") + Format.microseconds(abs(time)),
      recall.map { ($0 < 0 ? "" : "+") + Format.decimal($0, 2) } ?? "-",
    ]
    return (["", "B less A"] + fields).map { TextTable.Field($0, role: .dim) }
  }

  // MARK: - Hops

  private func partingText(_ hops: TraceComparison) -> String {
    if let parting = hops.parting { return "hop by hop: they part at hop \(parting)" }
    if let place = hops.sourceParting {
      return "hop by hop: the same path, other sources from hop \(place) on"
    }
    return "hop by hop: the same path"
  }

  /// A row per hop: what each side read; a star marks a node that the other did not read in this hop.
  private func hopTable(_ hops: TraceComparison, _ second: SearchTrace) -> TextTable {
    let rows = hops.rows.map { row -> [TextTable.Field] in
      let different = row.different
      let isParting = row.number == hops.parting
      let isAlike = different.isEmpty
      return [
        .init("\(row.number)", role: isParting ? .frontier : .text),
        .init(
          isParting ? "\(glyphs.bad) part" : isAlike ? "= same" : "",
          role: isParting ? .frontier : .dim),
        .init(nodeText(row.first, different), role: isAlike ? .dim : .text),
        .init(nodeText(row.second, different), role: isAlike ? .dim : .text),
      ]
    }
    return TextTable(
      columns: [
        .init("hop", align: .right, width: .fixed(4), priority: 9),
        .init("", width: .fixed(6), priority: 5),
        .init("A reads", width: .flexible(minimum: 12), priority: 8),
        .init("B reads", width: .flexible(minimum: 12), priority: 8),
      ], rows: rows)
  }

  private func nodeText(_ hop: TraceHop?, _ different: Set<NodeID>) -> String {
    guard let hop else { return "at its end" }
    return hop.expanded.map { node in
      let sign = node.source == .cache ? glyphs.cache : glyphs.ssd
      return "\(sign)\(node.node)\(different.contains(node.node) ? "*" : "")"
    }.joined(separator: " ")
  }

  private func detailRows(_ hops: TraceComparison, _ place: Int) -> Int {
    guard hops.rows.indices.contains(place) else { return 1 }
    let row = hops.rows[place]
    return max(row.first?.expanded.count ?? 1, row.second?.expanded.count ?? 1, 1)
  }

  private func drawComparedHop(
    _ row: TraceComparison.Row, on canvas: inout Canvas, in rect: Rect, of body: Rect
  ) {
    canvas.paneRule(
      in: across(rect, of: body), y: rect.y,
      title: "hop \(row.number): what A and B read (* the other did not)")
    let (left, right) = rect.split(top: 1).bottom.split(left: rect.width / 2)
    for (hop, area) in [(row.first, left), (row.second, right)] {
      guard let hop else {
        canvas.put(
          "this search was at its end", x: area.x + 1, y: area.y, role: .dim, width: area.width - 2)
        continue
      }
      comparedTable(hop, row.different).draw(
        on: &canvas, in: area.inset(columns: 1), isFocused: false)
    }
  }

  private func comparedTable(_ hop: TraceHop, _ different: Set<NodeID>) -> TextTable {
    TextTable(
      columns: [
        .init("node", align: .right, width: .fitting(maximum: 10), priority: 9),
        .init("", width: .fixed(1), priority: 8),
        .init("from", width: .fitting(maximum: 9), priority: 6),
        .init("PQ \(glyphs.arrow) exact", align: .right, width: .fitting(maximum: 19), priority: 7),
        .init(hasLabels ? "label" : "", width: .flexible(minimum: 8), priority: 5),
      ],
      rows: hop.expanded.map { node in
        let isOnly = different.contains(node.node)
        return [
          .init("\(node.node)", role: isOnly ? .frontier : .text),
          .init(isOnly ? "*" : "", role: .frontier), sourceWord(node.source),
          .init(
            "\(Format.distance(node.sketchDistance)) \(glyphs.arrow) "
              + Format.distance(node.exactDistance)),
          .init(label(node.node), role: trueRanks[node.node] == nil ? .text : .good),
        ]
      })
  }

  private func sourceWord(_ source: NodeSource) -> TextTable.Field {
    switch source {
    case .cache: .init("\(glyphs.cache) cache", role: .cacheHit)
    case .memory: .init("memory")
    case .page: .init("\(glyphs.cache) same page", role: .cacheHit)
    case .ssd: .init("\(glyphs.ssd) SSD", role: .ssdRead)
    }
  }
}

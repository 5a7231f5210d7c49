import Canvas
import DiskIndex

/// The lists of the Search screen for a file: all rows, in full precision.
struct SearchExport {
  let view: SearchView

  /// What the list is called that has the movement keys.
  static func name(_ search: SearchState) -> String {
    if search.isComparing { return "compared" }
    switch (search.stage, search.pane) {
    case (.start, _): return "nothing"
    case (.answers, .upper): return "answers"
    case (.answers, .lower): return "missed"
    case (.hop, .upper): return "expanded"
    case (.hop, .lower): return search.content == .neighbours ? "neighbours" : "candidates"
    }
  }

  /// That list; `nil` before the first hop.
  var table: TextTable? {
    let search = view.search
    if search.isComparing { return compared }
    switch (search.stage, search.pane) {
    case (.start, _): return nil
    case (.answers, .upper): return answers
    case (.answers, .lower): return missed
    case (.hop, .upper): return expanded
    case (.hop, .lower): return search.content == .neighbours ? neighbours : candidates
    }
  }

  private static func table(_ titles: [String], _ rows: [[String]]) -> TextTable {
    TextTable(columns: titles.map { .init($0) }, rows: rows.map { $0.map { .init($0) } })
  }

  private func text<Value>(_ value: Value?) -> String { value.map { "\($0)" } ?? "" }

  private func trueRank(_ node: UInt32) -> String { text(view.trueRanks[node]) }

  private var expanded: TextTable {
    Self.table(
      [
        "hop", "node", "source", "sector", "readUs", "pqDistance", "exactDistance", "neighbours",
        "trueRank", "label",
      ],
      (view.search.hop?.expanded ?? []).map { node in
        let source = source(node.source)
        return [
          text(view.search.hop?.number), "\(node.node)", source.name, source.sector,
          source.microseconds, "\(node.sketchDistance)", "\(node.exactDistance)",
          "\(node.neighbours.count)", trueRank(node.node), view.label(node.node),
        ]
      })
  }

  private func source(
    _ source: NodeSource
  ) -> (name: String, sector: String, microseconds: String) {
    switch source {
    case .cache: ("cache", "", "")
    case .memory: ("memory", "", "")
    case .page(let sector): ("page", "\(sector)", "")
    case .ssd(let sector, let microseconds): ("ssd", "\(sector)", "\(microseconds)")
    }
  }

  private var candidates: TextTable {
    let isBefore = view.search.content == .before
    let list = (isBefore ? view.search.hop?.before : view.search.hop?.after) ?? []
    return Self.table(
      ["place", "node", "pqDistance", "state", "trueRank", "label"],
      list.enumerated().map { place, candidate in
        [
          "\(place + 1)", "\(candidate.node)", "\(candidate.distance)", candidate.state.rawValue,
          trueRank(candidate.node), view.label(candidate.node),
        ]
      })
  }

  private var neighbours: TextTable {
    Self.table(
      ["node", "pqDistance", "fate", "rank", "trueRank", "label"],
      (view.search.selectedExpansion?.neighbours ?? []).map {
        [
          "\($0.node)", "\($0.sketchDistance)", $0.fate.rawValue, text($0.rank),
          trueRank($0.node), view.label($0.node),
        ]
      })
  }

  private var answers: TextTable {
    Self.table(
      ["place", "node", "distance", "trueRank", "label"],
      (view.search.trace?.results ?? []).enumerated().map { place, result in
        [
          "\(place + 1)", "\(result.node)", "\(result.distance)", trueRank(result.node),
          view.label(result.node),
        ]
      })
  }

  private var missed: TextTable {
    Self.table(
      [
        "trueRank", "node", "why", "hop", "from", "pqDistance", "exactDistance", "listDistance",
        "smallestL", "smallestW", "label",
      ],
      view.search.missed.map {
        [
          trueRank($0.node), "\($0.node)", $0.why.rawValue, text($0.hop), text($0.discoveredFrom),
          text($0.sketchDistance), text($0.exactDistance), text($0.listDistance),
          text($0.remedy?.smallestListSize), text($0.remedy?.smallestBeamWidth),
          view.label($0.node),
        ]
      })
  }

  private var compared: TextTable? {
    guard let hops = view.state.traceComparison else { return nil }
    let nodes = { (hop: TraceHop?) in
      (hop?.expanded ?? []).map { "\($0.node)" }.joined(separator: " ")
    }
    return Self.table(
      ["hop", "same", "A", "B"],
      hops.rows.map {
        ["\($0.number)", "\($0.different.isEmpty)", nodes($0.first), nodes($0.second)]
      })
  }
}

import DiskIndex
import Experiments

/// The numbers that a lesson can speak of: what the screens show, by name.
enum LessonFacts {
  /// Every name with what it is; docs/lessons.md lists the same.
  static let names: [(name: String, meaning: String)] = [
    ("index.nodes", "nodes of the index"), ("index.R", "neighbour slots of a node"),
    ("index.medoid", "the node where searches start"),
    ("search.L", "L of the search"), ("search.W", "W of the search"),
    ("search.hop", "the hop that is shown"), ("search.hops", "hops so far"),
    ("search.reads", "SSD reads so far"), ("search.cacheHits", "nodes from the cache so far"),
    ("search.comparisons", "distances computed so far"),
    ("search.cached", "nodes in the cache"),
    ("search.recall", "recall if the search stopped where it stands"),
    ("search.found", "true neighbours found so far"),
    ("search.missed", "true neighbours missed at the end"),
    ("search.best", "the nearest answer so far"),
    ("search.missedNode", "the first missed true neighbour"),
    ("search.missedExact", "its exact distance"), ("search.missedSketch", "its PQ distance"),
    ("search.smallestL", "the smallest L that finds it"),
    ("search.pageHits", "nodes used because their sector was read for another, so far"),
    (
      "without.S",
      "reads of the search without the switch S: navigation, pages, pipelined, width, stop, or all"
    ),
    ("compare.hops", "hops of the other search"), ("compare.reads", "reads of the other search"),
    ("compare.cacheHits", "cache hits of the other search"),
    ("compare.recall", "recall of the other search"),
    ("compare.found", "true neighbours found by the other search"),
    ("node.node", "the node that is shown"), ("node.degree", "nodes that it points to"),
    ("node.inDegree", "nodes that point to it"),
    ("prune.node", "the node that is pruned"), ("prune.candidates", "its candidates"),
    ("prune.R", "R of the prune"), ("prune.kept", "neighbours kept so far"),
    ("prune.steps", "decisions so far"), ("prune.longest", "the longest edge so far, squared"),
    ("prune.selected", "the candidate under the marker"),
    ("prune.distance", "its distance to the node"), ("prune.by", "the neighbour that occludes it"),
    ("prune.byDistance", "its distance to that neighbour"),
    ("prune.factor", "the quotient of the two"),
    ("sweep.rows", "rows of the sweep"), ("sweep.recall.N", "recall of row N, 1 the first"),
    ("sweep.reads.N", "reads per query of row N"), ("sweep.hops.N", "hops per query of row N"),
    ("sweep.hits.N", "cache hits per query of row N"),
    ("points.rows", "lines of the Points screen"),
    ("points.points.N", "points after line N"), ("points.deleted.N", "deleted ones in the graph"),
    ("points.reached.N", "points that a walk comes to"), ("points.degree.N", "mean degree"),
    ("points.recall.N", "recall of all queries"),
    ("points.compared.N", "vectors that a query compares"),
  ]

  /// What the name stands for now; `nil` where there is no such thing on the screens.
  static func value(of name: String, in state: ExplorerState) -> Double? {
    let parts = name.split(separator: ".").map(String.init)
    guard parts.count >= 2 else { return nil }
    switch parts[0] {
    case "index": return index(parts[1], state)
    case "search": return search(parts[1], state)
    case "without": return without(parts[1], state)
    case "compare": return compare(parts[1], state)
    case "node": return node(parts[1], state)
    case "prune": return prune(parts[1], state)
    case "sweep": return sweep(parts, state)
    case "points": return points(parts, state)
    default: return nil
    }
  }

  private static func index(_ word: String, _ state: ExplorerState) -> Double? {
    guard let index = state.index else { return nil }
    switch word {
    case "nodes": return Double(index.nodeCount)
    case "R": return Double(index.maxDegree)
    case "medoid": return Double(index.medoid)
    default: return nil
    }
  }

  private static func search(_ word: String, _ state: ExplorerState) -> Double? {
    let search = state.search
    let totals = search.hopsShown.last?.totals ?? SearchStatistics()
    let missed = search.missed.first
    switch word {
    case "L": return Double(search.setting.parameters.searchListSize)
    case "W": return Double(search.setting.parameters.beamWidth)
    case "hop": return Double(search.hop?.number ?? 0)
    case "hops": return Double(search.hopsShown.count)
    case "reads": return Double(totals.readCount)
    case "cacheHits": return Double(totals.cacheHitCount)
    case "comparisons": return Double(totals.comparisonCount)
    case "pageHits": return Double(totals.pageHitCount)
    case "cached": return search.queryCard.map { Double($0.cachedNodeCount) }
    case "recall": return search.outlook.recall
    case "found": return Double(search.outlook.foundCount)
    case "best": return search.outlook.answers.first.map { Double($0.node) }
    case "missed": return Double(search.missed.count)
    case "missedNode": return missed.map { Double($0.node) }
    case "missedExact": return missed?.exactDistance.map(Double.init)
    case "missedSketch": return missed?.sketchDistance.map(Double.init)
    case "smallestL": return missed?.remedy?.smallestListSize.map(Double.init)
    default: return nil
    }
  }

  private static func without(_ word: String, _ state: ExplorerState) -> Double? {
    guard let ledger = state.search.ledger else { return nil }
    if word == "all" { return Double(ledger.readsWithoutAny) }
    return ledger.lines.first { $0.way.rawValue == word }.map { Double($0.readsWithout) }
  }

  private static func compare(_ word: String, _ state: ExplorerState) -> Double? {
    guard let other = state.search.comparison?.second else { return nil }
    let totals = other.trace.statistics
    let outlook = SearchOutlook(
      hops: other.trace.hops[...], truth: state.search.truth,
      answerCount: other.trace.parameters.answerCount, metric: other.trace.metric)
    switch word {
    case "hops": return Double(other.trace.hops.count)
    case "reads": return Double(totals.readCount)
    case "cacheHits": return Double(totals.cacheHitCount)
    case "recall": return outlook.recall
    case "found": return Double(outlook.foundCount)
    default: return nil
    }
  }

  private static func node(_ word: String, _ state: ExplorerState) -> Double? {
    guard let card = state.node.card else { return nil }
    switch word {
    case "node": return Double(card.request.node)
    case "degree": return Double(card.neighbours.count)
    case "inDegree":
      guard case .known(let links) = state.node.predecessors else { return nil }
      return Double(links.count)
    default: return nil
    }
  }

  private static func prune(_ word: String, _ state: ExplorerState) -> Double? {
    guard let report = state.prune.report else { return nil }
    let kept = Set(state.prune.neighboursShown)
    let selected = state.prune.selected
    switch word {
    case "node": return Double(report.node)
    case "candidates": return Double(report.decisions.count)
    case "R": return Double(report.maxDegree)
    case "kept": return Double(kept.count)
    case "steps": return Double(state.prune.stepsShown)
    case "longest":
      return report.decisions.last { kept.contains($0.node) }.map { Double($0.distance) }
    case "selected": return selected.map { Double($0.node) }
    case "distance": return selected.map { Double($0.distance) }
    case "by": return selected?.occlusions.last.map { Double($0.keeper) }
    case "byDistance": return selected?.occlusions.last.map { Double($0.keeperDistance) }
    case "factor": return selected?.occlusions.last.map { Double($0.factor) }
    default: return nil
    }
  }

  private static func points(_ parts: [String], _ state: ExplorerState) -> Double? {
    let lines = state.points.lines
    if parts.count == 2, parts[1] == "rows" { return Double(lines.count) }
    guard parts.count == 3, let number = Int(parts[2]), lines.indices.contains(number - 1) else {
      return nil
    }
    let moment = lines[number - 1].moment
    switch parts[1] {
    case "points": return Double(moment.pointCount)
    case "deleted": return Double(moment.deletedCount)
    case "reached": return Double(moment.reachedCount)
    case "degree": return moment.meanDegree
    case "recall": return moment.recall
    case "compared": return moment.meanComparisons
    default: return nil
    }
  }

  private static func sweep(_ parts: [String], _ state: ExplorerState) -> Double? {
    let rows = state.sweep.rows
    if parts.count == 2, parts[1] == "rows" { return Double(rows.count) }
    guard parts.count == 3, let number = Int(parts[2]), rows.indices.contains(number - 1) else {
      return nil
    }
    let row = rows[number - 1]
    switch parts[1] {
    case "recall": return row.recall
    case "reads": return row.meanReads
    case "hops": return row.meanHops
    case "hits": return row.meanCacheHits
    default: return nil
    }
  }
}

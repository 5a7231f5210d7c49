import DiskIndex
import VectorData

extension ExplorerState {
  /// Has a trace read that was written before.
  mutating func openTrace(path: String) -> [Effect] {
    screen = .search
    record(.began, "open the trace \(path)")
    return [.openTrace(jobs.start(.open, title: "open \(path)", at: seconds), path: path)]
  }

  /// Shows a trace without its index: all steps are there, nothing can be run.
  mutating func takeTrace(_ recorded: RecordedTrace, path: String) -> [Effect] {
    let trace = recorded.trace
    index = .recording(recorded, path: path)
    search = SearchState()
    points = PointsState()
    film = FilmState()
    forgetIndexScreens()
    history = ParameterHistory()
    search.setting = .recorded(trace)
    // A run of its own: results of a search that is still under way are stale.
    search.run = jobs.reserveID()
    search.queryCard = QueryCard(
      number: trace.query ?? 0, label: NodeLabel(), truth: recorded.truth, cachedNodeCount: 0,
      ioDescription: "recorded")
    search.trace = trace
    search.missed = recorded.missed
    search.labels = recorded.names.mapValues { NodeLabel(identifier: $0) }
    search.map.fault = "a recorded trace holds no vectors"
    search.refreshOutlook()
    screen = .search
    record(.done, "\(path) is open: \(Format.plural(trace.hops.count, "hop"))")
    return dropExplanations(JobKind.ofOneIndex)
  }
}

extension SearchSetting {
  /// What a recorded search was run with, as far as its trace says.
  static func recorded(_ trace: SearchTrace) -> SearchSetting {
    SearchSetting(query: trace.query ?? 0, parameters: trace.parameters, cacheNodeCount: 0)
  }
}

extension IndexCard {
  /// What a trace tells of the index that it ran on.
  fileprivate static func recording(_ recorded: RecordedTrace, path: String) -> IndexCard {
    let trace = recorded.trace
    let expanded = trace.hops.flatMap(\.expanded)
    let nodes = expanded.flatMap { [$0.node] + $0.neighbours.map(\.node) }
    let start = expanded.first?.node ?? 0
    return IndexCard(
      prefix: path, title: path, elementType: .float32, metric: trace.metric,
      nodeCount: Int(nodes.max() ?? 0) + 1, dimension: 1, medoid: start,
      maxDegree: expanded.map(\.neighbours.count).max() ?? 0, pqBytes: 0, fileBytes: 0,
      residentBytes: 0, ioDescription: "recorded", queryCount: 1,
      truthCount: recorded.truth.isEmpty ? 0 : trace.parameters.answerCount,
      firstListSize: trace.parameters.searchListSize,
      medoidLabel: NodeLabel(identifier: recorded.names[start] ?? ""), isRecording: true)
  }
}

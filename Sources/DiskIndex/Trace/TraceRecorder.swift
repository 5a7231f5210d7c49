import VectorData

/// Writes down what a search does. The distances that it ranks by become values of the metric here, so that
/// no reader of a trace has to know the difference.
struct TraceRecorder: SearchObserver {
  private(set) var trace: SearchTrace
  private let scale: MetricScale
  private let order: RowOrder?

  /// - Parameter order: Which row a node is, where nodes are not numbered as rows are.
  init(
    query: Int?, parameters: SearchParameters, metric: Metric = .l2,
    scale: MetricScale = .identity, order: RowOrder? = nil
  ) {
    trace = SearchTrace(query: query, parameters: parameters, metric: metric)
    self.scale = scale
    self.order = order
  }

  private func row(of node: NodeID) -> NodeID { order?.row(at: node) ?? node }

  mutating func entered(_ candidates: Span<Candidate>) {
    for place in candidates.indices {
      let candidate = candidates[place]
      trace.entries.append(
        TraceCandidate(
          node: row(of: candidate.node), distance: scale.value(candidate.distance),
          state: .waiting))
    }
  }

  mutating func hopBegan(_ hop: Int, frontier: Span<Candidate>, candidates: Span<Candidate>) {
    var inBeam: Set<NodeID> = []
    for place in frontier.indices { inBeam.insert(frontier[place].node) }
    var record = TraceHop(number: hop)
    for place in candidates.indices {
      let candidate = candidates[place]
      let state: TraceCandidate.State =
        inBeam.contains(candidate.node)
        ? .inBeam : (candidate.isExpanded ? .expanded : .waiting)
      record.before.append(
        TraceCandidate(
          node: row(of: candidate.node), distance: scale.value(candidate.distance), state: state))
    }
    trace.hops.append(record)
  }

  mutating func expanded(
    _ node: NodeID, from source: NodeSource, sketchDistance: Float, exactDistance: Float
  ) {
    trace.hops[trace.hops.count - 1].expanded.append(
      TraceExpansion(
        node: row(of: node), source: source, sketchDistance: scale.value(sketchDistance),
        exactDistance: scale.value(exactDistance)))
  }

  mutating func considered(
    _ neighbour: NodeID, distance: Float, fate: CandidateFate, rank: Int?
  ) {
    let hop = trace.hops.count - 1
    let expansion = trace.hops[hop].expanded.count - 1
    trace.hops[hop].expanded[expansion].neighbours.append(
      TraceNeighbour(
        node: row(of: neighbour), sketchDistance: scale.value(distance), fate: fate, rank: rank))
  }

  mutating func measured(_ node: NodeID, sketchDistance: Float, exactDistance: Float) {
    trace.hops[trace.hops.count - 1].measured.append(
      TraceMeasurement(
        node: row(of: node), sketchDistance: scale.value(sketchDistance),
        exactDistance: scale.value(exactDistance)))
  }

  mutating func hopEnded(_ candidates: Span<Candidate>, statistics: SearchStatistics) {
    var after: [TraceCandidate] = []
    for place in candidates.indices {
      let candidate = candidates[place]
      after.append(
        TraceCandidate(
          node: row(of: candidate.node), distance: scale.value(candidate.distance),
          state: candidate.isExpanded ? .expanded : .waiting))
    }
    trace.hops[trace.hops.count - 1].after = after
    trace.hops[trace.hops.count - 1].totals = statistics
    trace.statistics = statistics
  }

  mutating func reranked(
    _ node: NodeID, from source: NodeSource, codeDistance: Float, exactDistance: Float
  ) {
    trace.reranked.append(
      TraceRerank(
        node: row(of: node), source: source, codeDistance: scale.value(codeDistance),
        exactDistance: scale.value(exactDistance)))
  }

  mutating func finish(results: [SearchResult], statistics: SearchStatistics) {
    trace.results = results
    trace.statistics = statistics
    trace.isFinished = true
  }
}

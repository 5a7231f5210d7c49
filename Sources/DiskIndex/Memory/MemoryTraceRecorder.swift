import Vamana
import VectorData

/// Writes down what a search over a graph in memory does: every hop expands one node.
struct MemoryTraceRecorder: GreedySearchObserver {
  private(set) var trace: SearchTrace
  private let scale: MetricScale
  private let number: (NodeID) -> NodeID
  private let exactDistance: (NodeID, _ ranked: Float) -> Float
  /// Every node that was compared, with its distance.
  private var distances: [NodeID: Float] = [:]
  private var list: [TraceCandidate] = []
  private var comparisonCount = 0

  /// - Parameters:
  ///   - number: What the user calls a node.
  ///   - exactDistance: The exact distance of a node that is expanded, which was ranked by another.
  init(
    query: Int?, parameters: SearchParameters, metric: Metric, scale: MetricScale,
    number: @escaping (NodeID) -> NodeID,
    exactDistance: @escaping (NodeID, _ ranked: Float) -> Float = { $1 }
  ) {
    self.scale = scale
    self.number = number
    self.exactDistance = exactDistance
    var parameters = parameters
    parameters.beamWidth = 1
    trace = SearchTrace(
      query: query, parameters: parameters, metric: metric)
  }

  mutating func searchBegan(starts: Span<CandidateKey>) {
    note(starts)
    list.removeLast(max(0, list.count - trace.parameters.searchListSize))
    comparisonCount = starts.count
    for place in starts.indices {
      distances[starts[place].node] = scale.value(starts[place].distance)
    }
  }

  mutating func expanded(_ node: NodeID, distance: Float) {
    let ranked = scale.value(distance)
    var hop = TraceHop(number: trace.hops.count + 1)
    hop.before = list
    let place = list.firstIndex { $0.state == .waiting }
    if let place { hop.before[place].state = .inBeam }
    hop.expanded = [
      TraceExpansion(
        node: number(node), source: .memory, sketchDistance: ranked,
        exactDistance: scale.value(exactDistance(node, distance)))
    ]
    trace.hops.append(hop)
  }

  mutating func considered(_ neighbour: NodeID, distance: Float?, fate: NeighbourFate) {
    let exact = distance.map { scale.value($0) } ?? distances[neighbour]
    guard let exact else { preconditionFailure("a node that was seen has been compared") }
    var (traced, rank) = (CandidateFate.seen, Int?.none)
    switch fate {
    case .seen: break
    case .inserted(let place): (traced, rank) = (.inserted, place)
    case .rejected: traced = .rejected
    }
    if traced != .seen {
      distances[neighbour] = exact
      comparisonCount += 1
    }
    trace.hops[trace.hops.count - 1].expanded[0].neighbours.append(
      TraceNeighbour(
        node: number(neighbour), sketchDistance: exact, fate: traced, rank: rank))
  }

  mutating func expansionEnded(candidates: Span<CandidateKey>) {
    note(candidates)
    trace.statistics.hopCount = trace.hops.count
    trace.statistics.comparisonCount = comparisonCount
    trace.hops[trace.hops.count - 1].after = list
    trace.hops[trace.hops.count - 1].totals = trace.statistics
  }

  private mutating func note(_ candidates: Span<CandidateKey>) {
    list.removeAll(keepingCapacity: true)
    for place in candidates.indices {
      let candidate = candidates[place]
      list.append(
        TraceCandidate(
          node: number(candidate.node),
          distance: scale.value(candidate.distance),
          state: candidate.isExpanded ? .expanded : .waiting))
    }
  }

  mutating func finish(_ answer: SearchAnswer) {
    trace.statistics = answer.statistics
    trace.results = answer.results
    trace.isFinished = true
  }
}

import Vamana
import VectorData

/// Writes down what a search in memory does: every hop expands one node, and all distances are exact.
struct MemoryTraceRecorder: GreedySearchObserver {
  private(set) var trace: SearchTrace
  private let index: MemoryIndex
  private let scale: MetricScale
  /// Every node that was compared, with its distance.
  private var distances: [NodeID: Float] = [:]
  private var list: [TraceCandidate] = []
  private var comparisonCount = 1

  init(index: MemoryIndex, query: Int?, parameters: SearchParameters, scale: MetricScale) {
    self.index = index
    self.scale = scale
    var parameters = parameters
    parameters.beamWidth = 1
    trace = SearchTrace(
      query: query, parameters: parameters, metric: index.preparation.metric)
  }

  mutating func expanded(_ node: NodeID, distance: Float) {
    let exact = scale.value(distance)
    if trace.hops.isEmpty {
      distances[node] = exact
      list = [TraceCandidate(node: number(of: node), distance: exact, state: .waiting)]
    }
    var hop = TraceHop(number: trace.hops.count + 1)
    hop.before = list
    let place = list.firstIndex { $0.state == .waiting }
    if let place { hop.before[place].state = .inBeam }
    hop.expanded = [
      TraceExpansion(
        node: number(of: node), source: .memory, sketchDistance: exact, exactDistance: exact)
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
        node: number(of: neighbour), sketchDistance: exact, fate: traced, rank: rank))
  }

  mutating func expansionEnded(candidates: Span<CandidateKey>) {
    list.removeAll(keepingCapacity: true)
    for place in candidates.indices {
      let candidate = candidates[place]
      list.append(
        TraceCandidate(
          node: number(of: candidate.node),
          distance: scale.value(candidate.distance),
          state: candidate.isExpanded ? .expanded : .waiting))
    }
    trace.statistics.hopCount = trace.hops.count
    trace.statistics.comparisonCount = comparisonCount
    trace.hops[trace.hops.count - 1].after = list
    trace.hops[trace.hops.count - 1].totals = trace.statistics
  }

  mutating func finish(_ answer: MemoryAnswer) {
    let answer = SearchAnswer(memory: answer)
    trace.statistics = answer.statistics
    trace.results = answer.results
    trace.isFinished = true
  }

  /// What the user calls a node; 0, which no point has as a tag, for a frozen or deleted one.
  private func number(of node: NodeID) -> NodeID { index.tags.number(of: node) ?? 0 }
}

import DiskIndex
import Experiments
import VectorData

@testable import Explorer

/// A search over points in the plane that anybody can follow: exact where a screen needs figures to show.
///
/// The graph links each point to its nearest others; the sketch of a point is its distance, off by a
/// little that depends on its number.
struct SyntheticSearch {
  let points: [(x: Float, y: Float)]
  let links: [[NodeID]]
  let query: (x: Float, y: Float)

  init(count: Int = 120, degree: Int = 8, seed: UInt64 = 5) {
    var random = SeededGenerator(seed: seed)
    points = (0..<count).map { _ in
      (Float.random(in: 0..<100, using: &random), Float.random(in: 0..<100, using: &random))
    }
    query = (71, 64)
    let all = points
    links = all.indices.map { node in
      let others = all.indices.filter { $0 != node }.sorted {
        Self.distance(all[$0], all[node]) < Self.distance(all[$1], all[node])
      }
      return (others.prefix(degree - 1) + [(node * 7 + 3) % count]).map { NodeID($0) }
    }
  }

  static func distance(_ a: (x: Float, y: Float), _ b: (x: Float, y: Float)) -> Float {
    (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)
  }

  /// The map of the points: their own plane.
  var map: [MapPoint] { points.map { MapPoint(x: $0.x, y: $0.y) } }

  func exact(_ node: NodeID) -> Float { Self.distance(points[Int(node)], query) }
  func sketch(_ node: NodeID) -> Float { exact(node) * (0.85 + 0.3 * Float(node % 7) / 6) }

  var truth: [NodeID] {
    points.indices.map { NodeID($0) }.sorted { exact($0) < exact($1) }
  }

  /// The whole search; every third node comes from the cache.
  func trace(_ parameters: SearchParameters, query number: Int = 17) -> SearchTrace {
    var trace = SearchTrace(query: number, parameters: parameters)
    var list = [TraceCandidate(node: 0, distance: sketch(0), state: .waiting)]
    var seen: Set<NodeID> = [0]
    var read: [SearchResult] = []
    trace.statistics.comparisonCount = 1
    while true {
      let frontier = list.indices.filter { list[$0].state == .waiting }.prefix(parameters.beamWidth)
      guard !frontier.isEmpty else { break }
      var hop = TraceHop(number: trace.hops.count + 1)
      for place in frontier { list[place].state = .inBeam }
      hop.before = list
      let beam = frontier.map { list[$0].node }
      for place in frontier { list[place].state = .expanded }
      for node in beam {
        let expansion = expand(node, &list, &seen, parameters, &trace.statistics)
        read.append(SearchResult(node: node, distance: expansion.exactDistance))
        hop.expanded.append(expansion)
      }
      hop.after = list
      trace.statistics.hopCount = hop.number
      trace.statistics.latencyMicroseconds += 90
      hop.totals = trace.statistics
      trace.hops.append(hop)
    }
    trace.results = Array(
      read.sorted { ($0.distance, $0.node) < ($1.distance, $1.node) }
        .prefix(parameters.answerCount))
    trace.isFinished = true
    return trace
  }

  private func expand(
    _ node: NodeID, _ list: inout [TraceCandidate], _ seen: inout Set<NodeID>,
    _ parameters: SearchParameters, _ statistics: inout SearchStatistics
  ) -> TraceExpansion {
    let isCached = node % 3 == 0
    if isCached { statistics.cacheHitCount += 1 } else { statistics.readCount += 1 }
    statistics.sectorCount = statistics.readCount
    var expansion = TraceExpansion(
      node: node,
      source: isCached
        ? .cache : .ssd(sector: 1 + Int(node) / 5, readMicroseconds: 60 + Double(node % 9)),
      sketchDistance: sketch(node), exactDistance: exact(node))
    for neighbour in links[Int(node)] {
      let distance = sketch(neighbour)
      guard seen.insert(neighbour).inserted else {
        expansion.neighbours.append(
          TraceNeighbour(node: neighbour, sketchDistance: distance, fate: .seen, rank: nil))
        continue
      }
      statistics.comparisonCount += 1
      let rank = list.firstIndex { $0.distance > distance } ?? list.count
      let isIn = rank < parameters.searchListSize
      expansion.neighbours.append(
        TraceNeighbour(
          node: neighbour, sketchDistance: distance, fate: isIn ? .inserted : .rejected,
          rank: isIn ? rank : nil))
      guard isIn else { continue }
      list.insert(
        TraceCandidate(node: neighbour, distance: distance, state: .waiting), at: rank)
      if list.count > parameters.searchListSize { list.removeLast() }
    }
    return expansion
  }
}

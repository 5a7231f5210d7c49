import Foundation
import VectorData

/// The JSON of a trace, by the keys of the contract (docs/cli.md).
struct TraceDocument: Decodable {
  struct Expansion: Decodable {
    var node: NodeID
    var name: String?
    var source: String
    var sector: Int?
    var readUs: Double?
    var pqDistance: Float?
    var exactDistance: Float?
    var neighbours: [Neighbour]
  }
  struct Neighbour: Decodable {
    var node: NodeID
    var pqDistance: Float?
    var fate: CandidateFate
    var rank: Int?
  }
  struct Candidate: Decodable {
    var node: NodeID
    var pqDistance: Float?
    var state: TraceCandidate.State
  }
  struct Measured: Decodable {
    var node: NodeID
    var pqDistance: Float?
    var exactDistance: Float?
  }
  struct Hop: Decodable {
    var expanded: [Expansion]
    var measured: [Measured]?
    var candidates: [Candidate]
  }
  struct Entry: Decodable {
    var node: NodeID
    var pqDistance: Float?
  }
  struct Answer: Decodable {
    var node: NodeID
    var name: String?
    var distance: Float?
  }
  struct Missed: Decodable {
    var node: NodeID
    var name: String?
    var why: MissedNeighbour.Reason
    var hop: Int?
    var from: NodeID?
    var pqDistance: Float?
    var listDistance: Float?
    var exactDistance: Float?
    var smallestL: Int?
    var smallestW: Int?
  }
  struct Totals: Decodable {
    var hops: Int
    var reads: Int
    var sectors: Int
    var cacheHits: Int
    var comparisons: Int
    var rerankReads: Int?
    var pageHits: Int?
    var readUs: Double
    var cpuUs: Double
  }

  var query: Int?
  var K: Int
  var L: Int
  var W: Int
  var metric: Metric?
  var navigation: Bool?
  var wholePages: Bool?
  var vectorPages: Bool?
  var pipelined: Bool?
  var approachWidth: Int?
  var stopFactor: Float?
  var entries: [Entry]?
  var hops: [Hop]
  var results: [Answer]
  var missed: [Missed]?
  var statistics: Totals?
}

extension TraceDocument {
  /// The search that the keys tell of.
  var trace: SearchTrace {
    var trace = SearchTrace(query: query, parameters: parameters, metric: metric ?? .l2)
    trace.entries = (entries ?? []).map {
      TraceCandidate(node: $0.node, distance: $0.pqDistance ?? .infinity, state: .waiting)
    }
    var totals = SearchStatistics()
    // What the search began with was ranked before the first hop.
    totals.comparisonCount = max(1, trace.entries.count)
    for (place, hop) in hops.enumerated() {
      var record = TraceHop(number: place + 1)
      record.expanded = hop.expanded.map(\.expansion)
      record.measured = (hop.measured ?? []).map {
        TraceMeasurement(
          node: $0.node, sketchDistance: $0.pqDistance ?? .infinity,
          exactDistance: $0.exactDistance ?? .infinity)
      }
      let list = trace.hops.last?.after ?? (trace.entries.isEmpty ? nil : trace.entries)
      record.before = Self.before(record.expanded, list: list)
      record.after = hop.candidates.map {
        TraceCandidate(node: $0.node, distance: $0.pqDistance ?? .infinity, state: $0.state)
      }
      totals.add(record)
      record.totals = totals
      trace.hops.append(record)
    }
    trace.results = results.map {
      SearchResult(node: $0.node, distance: $0.distance ?? .infinity)
    }
    trace.statistics = statistics.map(\.statistics) ?? totals
    trace.isFinished = true
    return trace
  }

  private var parameters: SearchParameters {
    var parameters = SearchParameters(answerCount: K, searchListSize: L, beamWidth: W)
    parameters.usesNavigation = navigation ?? false
    parameters.usesWholePages = wholePages ?? false
    parameters.usesVectorPages = vectorPages ?? false
    parameters.isPipelined = pipelined ?? false
    parameters.approachWidth = approachWidth
    parameters.stopFactor = stopFactor
    return parameters
  }

  private static func before(
    _ expanded: [TraceExpansion], list: [TraceCandidate]?
  ) -> [TraceCandidate] {
    let beam = Set(expanded.map(\.node))
    guard let list else {
      return expanded.map {
        TraceCandidate(node: $0.node, distance: $0.sketchDistance, state: .inBeam)
      }
    }
    return list.map { line in
      var line = line
      if beam.contains(line.node) { line.state = .inBeam }
      return line
    }
  }
}

extension TraceDocument.Expansion {
  fileprivate var expansion: TraceExpansion {
    let source: NodeSource =
      switch self.source {
      case "cache": .cache
      case "memory": .memory
      case "page": .page(sector: sector ?? 0)
      default: .ssd(sector: sector ?? 0, readMicroseconds: readUs ?? 0)
      }
    var expansion = TraceExpansion(
      node: node, source: source, sketchDistance: pqDistance ?? .infinity,
      exactDistance: exactDistance ?? .infinity)
    expansion.neighbours = neighbours.map {
      TraceNeighbour(
        node: $0.node, sketchDistance: $0.pqDistance ?? .infinity, fate: $0.fate, rank: $0.rank)
    }
    return expansion
  }
}

extension TraceDocument.Missed {
  var neighbour: MissedNeighbour {
    var missed = MissedNeighbour(node: node, why: why)
    missed.hop = hop
    missed.discoveredFrom = from
    missed.sketchDistance = pqDistance
    missed.listDistance = listDistance
    missed.exactDistance = exactDistance
    if let smallestL {
      // How far was looked is not written down: as far as something was found.
      var remedy = MissedNeighbour.Remedy(
        largestListSize: smallestL, largestBeamWidth: smallestW ?? 1)
      remedy.smallestListSize = smallestL
      remedy.smallestBeamWidth = smallestW
      missed.remedy = remedy
    }
    return missed
  }
}

extension TraceDocument.Totals {
  fileprivate var statistics: SearchStatistics {
    var totals = SearchStatistics()
    totals.hopCount = hops
    totals.readCount = reads
    totals.sectorCount = sectors
    totals.rerankReadCount = rerankReads ?? 0
    totals.cacheHitCount = cacheHits
    totals.pageHitCount = pageHits ?? 0
    totals.comparisonCount = comparisons
    totals.readMicroseconds = readUs
    totals.computeMicroseconds = cpuUs
    totals.latencyMicroseconds = readUs + cpuUs
    return totals
  }
}

extension SearchStatistics {
  /// Counts what a hop did.
  fileprivate mutating func add(_ hop: TraceHop) {
    hopCount += 1
    var slowest = 0.0
    comparisonCount += hop.measured.count
    for node in hop.expanded {
      comparisonCount += 1 + node.neighbours.count { $0.fate != .seen }
      switch node.source {
      case .cache: cacheHitCount += 1
      case .memory: break
      case .page: pageHitCount += 1
      case .ssd(_, let microseconds):
        readCount += 1
        slowest = max(slowest, microseconds)
      }
    }
    sectorCount = readCount
    readMicroseconds += slowest
    latencyMicroseconds += slowest
  }
}

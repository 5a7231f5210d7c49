import Foundation
import VectorData

/// A trace as JSON: the keys are a contract (docs/cli.md).
public enum TraceJSON {
  /// One object on one line, in UTF-8. The same trace gives the same bytes.
  ///
  /// - Parameters:
  ///   - missed: The true neighbours that the search did not find; `nil` leaves the key out.
  ///   - name: What the user calls a node, shown beside its number.
  public static func encode(
    _ trace: SearchTrace, missed: [MissedNeighbour]? = nil,
    name: (NodeID) -> String? = { _ in nil }
  ) -> Data {
    var json = JSONText()
    json.object { json in
      json.member("query", trace.query)
      json.member("K", trace.parameters.answerCount)
      json.member("L", trace.parameters.searchListSize)
      json.member("W", trace.parameters.beamWidth)
      json.member("metric", trace.metric.rawValue)
      encodeSwitches(trace.parameters, into: &json)
      if !trace.entries.isEmpty {
        json.key("entries")
        json.array(trace.entries) { json, entry in
          json.object { json in
            json.member("node", Int(entry.node))
            json.member("pqDistance", entry.distance)
          }
        }
      }
      json.key("hops")
      json.array(trace.hops) { encode($1, into: &$0, name: name) }
      if !trace.reranked.isEmpty {
        json.key("reranked")
        json.array(trace.reranked) { encode($1, into: &$0, name: name) }
      }
      json.key("results")
      json.array(trace.results) { json, result in
        json.object { json in
          node(result.node, into: &json, name: name)
          json.member("distance", result.distance)
        }
      }
      if let missed {
        json.key("missed")
        json.array(missed) { encode($1, into: &$0, name: name) }
      }
      json.key("statistics")
      encode(trace.statistics, into: &json)
    }
    return Data(json.text.utf8)
  }

  /// What made the search read less than DiskANN's; nothing where nothing did.
  private static func encodeSwitches(_ parameters: SearchParameters, into json: inout JSONText) {
    if parameters.usesNavigation { json.member("navigation", true) }
    if parameters.usesWholePages { json.member("wholePages", true) }
    if parameters.usesVectorPages { json.member("vectorPages", true) }
    if parameters.isPipelined { json.member("pipelined", true) }
    json.member("approachWidth", parameters.approachWidth)
    if let factor = parameters.stopFactor { json.member("stopFactor", factor) }
  }

  private static func encode(
    _ hop: TraceHop, into json: inout JSONText, name: (NodeID) -> String?
  ) {
    json.object { json in
      json.member("hop", hop.number)
      json.key("expanded")
      json.array(hop.expanded) { encode($1, into: &$0, name: name) }
      if !hop.measured.isEmpty {
        json.key("measured")
        json.array(hop.measured) { json, measured in
          json.object { json in
            node(measured.node, into: &json, name: name)
            json.member("pqDistance", measured.sketchDistance)
            json.member("exactDistance", measured.exactDistance)
          }
        }
      }
      json.key("candidates")
      json.array(hop.after) { json, candidate in
        json.object { json in
          json.member("node", Int(candidate.node))
          json.member("pqDistance", candidate.distance)
          json.member("state", candidate.state.rawValue)
        }
      }
    }
  }

  private static func encode(
    _ expansion: TraceExpansion, into json: inout JSONText, name: (NodeID) -> String?
  ) {
    json.object { json in
      node(expansion.node, into: &json, name: name)
      encode(expansion.source, into: &json)
      json.member("pqDistance", expansion.sketchDistance)
      json.member("exactDistance", expansion.exactDistance)
      json.key("neighbours")
      json.array(expansion.neighbours) { json, neighbour in
        json.object { json in
          json.member("node", Int(neighbour.node))
          json.member("pqDistance", neighbour.sketchDistance)
          json.member("fate", neighbour.fate.rawValue)
          json.member("rank", neighbour.rank)
        }
      }
    }
  }

  private static func encode(
    _ rerank: TraceRerank, into json: inout JSONText, name: (NodeID) -> String?
  ) {
    json.object { json in
      node(rerank.node, into: &json, name: name)
      encode(rerank.source, into: &json)
      json.member("codeDistance", rerank.codeDistance)
      json.member("exactDistance", rerank.exactDistance)
    }
  }

  private static func encode(_ source: NodeSource, into json: inout JSONText) {
    switch source {
    case .cache: json.member("source", "cache")
    case .memory: json.member("source", "memory")
    case .page(let sector):
      json.member("source", "page")
      json.member("sector", sector)
    case .ssd(let sector, let microseconds):
      json.member("source", "ssd")
      json.member("sector", sector)
      json.member("readUs", microseconds: microseconds)
    }
  }

  private static func encode(
    _ missed: MissedNeighbour, into json: inout JSONText, name: (NodeID) -> String?
  ) {
    json.object { json in
      node(missed.node, into: &json, name: name)
      json.member("why", missed.why.rawValue)
      json.member("hop", missed.hop)
      json.member("from", missed.discoveredFrom.map { Int($0) })
      json.member("pqDistance", missed.sketchDistance)
      json.member("listDistance", missed.listDistance)
      json.member("exactDistance", missed.exactDistance)
      if let remedy = missed.remedy {
        json.memberOrNull("smallestL", remedy.smallestListSize)
        json.memberOrNull("smallestW", remedy.smallestBeamWidth)
      }
    }
  }

  private static func encode(_ statistics: SearchStatistics, into json: inout JSONText) {
    json.object { json in
      json.member("hops", statistics.hopCount)
      json.member("reads", statistics.readCount)
      if statistics.rerankReadCount > 0 {
        json.member("rerankReads", statistics.rerankReadCount)
      }
      json.member("sectors", statistics.sectorCount)
      json.member("cacheHits", statistics.cacheHitCount)
      if statistics.pageHitCount > 0 { json.member("pageHits", statistics.pageHitCount) }
      json.member("comparisons", statistics.comparisonCount)
      json.member("readUs", microseconds: statistics.readMicroseconds)
      json.member("cpuUs", microseconds: statistics.computeMicroseconds)
    }
  }

  private static func node(
    _ node: NodeID, into json: inout JSONText, name: (NodeID) -> String?
  ) {
    json.member("node", Int(node))
    json.member("name", name(node))
  }
}

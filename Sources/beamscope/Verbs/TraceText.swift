import DiskIndex
import Foundation
import VectorData

/// A trace as lines for a person.
struct TraceText {
  let trace: SearchTrace
  let missed: [MissedNeighbour]
  let names: NameTable?

  var lines: String {
    let parameters = trace.parameters
    var text = trace.query.map { "query \($0)   " } ?? ""
    text += "K \(parameters.answerCount)   L \(parameters.searchListSize)   "
    text += "W \(parameters.beamWidth)\n"
    if let first = trace.entries.first {
      text += "the walk in memory found \(trace.entries.count) candidates, the nearest node "
      text += "\(first.node)  PQ \(first.distance)\(label(of: first.node))\n"
    }
    for hop in trace.hops { text += lines(of: hop) }
    text += "results\n"
    for (rank, result) in trace.results.enumerated() {
      text += "  \(rank + 1)  node \(result.node)  \(valueName) \(result.distance)"
      text += label(of: result.node) + "\n"
    }
    for neighbour in missed {
      text += MissedLine(neighbour).text + label(of: neighbour.node) + "\n"
    }
    return text + totals
  }

  private var valueName: String {
    trace.metric.prefersLarger ? trace.metric.valueName : "distance"
  }

  private func lines(of hop: TraceHop) -> String {
    var text = "hop \(hop.number)\n"
    for node in hop.expanded {
      let count = { (fate: CandidateFate) in node.neighbours.count { $0.fate == fate } }
      text += "  node \(node.node)  \(source(node.source))  "
      // Whole indexes in memory rank by exact distances.
      if node.source != .memory || node.sketchDistance != node.exactDistance {
        text += "PQ \(node.sketchDistance) -> "
      }
      text += "exact \(node.exactDistance)  neighbours \(node.neighbours.count): "
      text += "\(count(.inserted)) inserted, \(count(.rejected)) rejected, \(count(.seen)) seen"
      text += label(of: node.node) + "\n"
    }
    for node in hop.measured {
      text += "  node \(node.node)  same page, measured  PQ \(node.sketchDistance) -> "
      text += "exact \(node.exactDistance)" + label(of: node.node) + "\n"
    }
    return text
  }

  private func source(_ source: NodeSource) -> String {
    switch source {
    case .cache: "cache"
    case .memory: "memory"
    case .page(let sector): "same page, sector \(sector)"
    case .ssd(let sector, let microseconds):
      String(format: "SSD sector %d %.0f us", sector, microseconds)
    }
  }

  private func label(of node: NodeID) -> String {
    names.map { "  " + $0.identifier(of: node).printable } ?? ""
  }

  private var totals: String {
    let total = trace.statistics
    let pages = total.pageHitCount > 0 ? "\(total.pageHitCount) page hits, " : ""
    return String(
      format: "%d hops, %d reads, %d cache hits, %@%d comparisons, %.0f us\n", total.hopCount,
      total.readCount, total.cacheHitCount, pages, total.comparisonCount,
      total.latencyMicroseconds)
  }
}

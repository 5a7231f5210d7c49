import Vamana
import VectorData

/// The labels of an index: how many points carry each, and how walks over them fare.
struct LabelReport: Encodable {
  private let universal: String?
  private let labels: [Label]

  private struct Label: Encodable {
    var name: String
    /// Points that carry it.
    var points: Int
    /// Points that a filter for it passes: with those of the universal label.
    var passing: Int
    /// Where walks over it start; `nil` for a graph that does not know it.
    var starts: [NodeID]?
    /// How many of the passing a walk can come to; `nil` where it was not tried.
    var reachable: Int?
  }

  /// - Parameters:
  ///   - graph: Where it lies in memory.
  ///   - isPoint: Of a node, whether searches answer with it; deleted and frozen ones are not counted.
  init(
    _ index: IndexLabels, graph: VamanaGraph? = nil, isPoint: (NodeID) -> Bool = { _ in true }
  ) {
    let carried = index.labels
    universal = carried.universal.map { carried.names[$0] }
    let graph = carried.names.count <= Self.triedCount ? graph : nil
    labels = carried.names.enumerated().map { number, name in
      let passing = carried.passing(label: number)
      let starts = index.starts[name]
      return Label(
        name: name, points: carried.points(of: number).count(where: isPoint),
        passing: passing.count,
        starts: starts,
        reachable: starts.flatMap { starts in
          graph.map { $0.reachableCount(from: [$0.medoid] + starts, within: passing) }
        })
    }
  }

  /// Rows for a person: a summary, then the largest labels.
  var rows: [(String, String)] {
    var summary = "\(labels.count)"
    if let universal { summary += ", \(universal.printable) passes every filter" }
    let known = labels.count { $0.starts != nil }
    summary += known > 0 ? ", the graph knows \(known) of them" : ", the graph knows none of them"
    let largest = labels.sorted { ($1.points, $0.name) < ($0.points, $1.name) }
    let shown = largest.prefix(Self.shownCount).map { ("", line($0)) }
    let left = labels.count - shown.count
    return [("labels", summary)] + shown + (left > 0 ? [("", "and \(left) smaller ones")] : [])
  }

  private func line(_ label: Label) -> String {
    var text = "\(label.name.printable): \(label.points) points"
    if let starts = label.starts {
      text += ", walks start at " + starts.map(String.init).joined(separator: " ")
    }
    if let reachable = label.reachable { text += ", reach \(reachable) of \(label.passing)" }
    return text
  }

  private static let shownCount = 30
  /// Trying the walks of more labels would take minutes.
  private static let triedCount = 1000
}

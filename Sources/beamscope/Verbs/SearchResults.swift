import DiskIndex
import Experiments
import Foundation
import VectorData

/// The answers of a batch, as the user wants to see them.
struct SearchResults {
  let prefix: String
  let metric: Metric
  let batch: BatchAnswer
  let parameters: SearchParameters
  let threadCount: Int
  let names: NameTable?
  /// What was asked for instead of K, if it was.
  var range: Float?
  /// Against the truth that the user gave.
  var recall: Double?
  /// How the beam width was found, where it was.
  var beamWidth: BeamWidthChoice?

  private struct Head: Encodable {
    var index: String
    var queries: Int
    var K: Int?
    var range: Float?
    var metric: String
    var io: String
    var statistics: SweepRow
    var beamWidth: BeamWidthChoice?
    var failures: [Failure]?
  }

  private struct Answer: Encodable {
    var query: Int
    var ids: [NodeID]
    var distances: [Float]
    var names: [String]?
  }

  private struct Failure: Encodable {
    var query: Int
    var error: String
  }

  private var statistics: SweepRow {
    SweepRow(
      answers: batch.answers, wallSeconds: batch.wallSeconds, parameters: parameters,
      threadCount: threadCount, recall: recall)
  }

  func write(_ format: ResultFormat, to file: inout TextOutput) throws(IndexError) {
    switch format {
    case .json: try writeJSON(to: &file)
    case .csv: try writeCSV(to: &file)
    case .table: try writeTable(to: &file)
    }
  }

  /// One object. The answers are encoded one by one behind the rest: a tree of all of them would take
  /// more memory than the search.
  private func writeJSON(to file: inout TextOutput) throws(IndexError) {
    let failures = batch.failures.map { Failure(query: $0.query, error: "\($0.error)") }
    let head = Head(
      index: prefix, queries: batch.answers.count, K: range == nil ? parameters.answerCount : nil,
      range: range,
      metric: metric.rawValue, io: batch.ioDescription, statistics: statistics,
      beamWidth: beamWidth, failures: failures.isEmpty ? nil : failures)
    try file.write(TextOutput.json(head).dropLast())
    try file.write(",\"results\":[")
    for (query, answer) in batch.answers.enumerated() {
      if query > 0 { try file.write(",") }
      let nodes = answer.results.map(\.node)
      try file.write(
        TextOutput.json(
          Answer(
            query: query, ids: nodes, distances: answer.results.map(\.distance),
            names: names.map { table in nodes.map { table.identifier(of: $0) } })))
    }
    try file.write("]}\n")
  }

  private func writeCSV(to file: inout TextOutput) throws(IndexError) {
    try file.write("query,rank,id,distance" + (names == nil ? "\n" : ",name\n"))
    for (query, answer) in batch.answers.enumerated() {
      for (rank, result) in answer.results.enumerated() {
        let name = names.map { "," + $0.identifier(of: result.node).csvField } ?? ""
        try file.write("\(query),\(rank + 1),\(result.node),\(result.distance)\(name)\n")
      }
    }
  }

  private func writeTable(to file: inout TextOutput) throws(IndexError) {
    let table = LineTable(columns: [
      .init(title: "query", width: 6), .init(title: "rank", width: 4),
      .init(title: "node", width: 10),
      .init(
        title: metric.prefersLarger ? metric.valueName : "distance",
        width: metric.prefersLarger ? 13 : 12),
      .init(title: names == nil ? "" : "name", width: 1, isNumber: false),
    ])
    try file.write(table.header)
    for (query, answer) in batch.answers.enumerated() {
      for (rank, result) in answer.results.enumerated() {
        try file.write(
          table.line([
            "\(query)", "\(rank + 1)", "\(result.node)", "\(result.distance)",
            label(of: result.node),
          ]))
      }
    }
    try file.write(summary)
  }

  private func label(of node: NodeID) -> String {
    guard let names else { return "" }
    let text = names.text(of: node)
    return (names.identifier(of: node) + (text.isEmpty ? "" : "  " + text)).printable
  }

  private var summary: String {
    let row = statistics
    let found = recall.map { String(format: ", recall %.4f", $0) } ?? ""
    return String(
      format: """
        %d queries, %@, L %d, W %d, T %d: %.0f queries/s, latency %.0f us (p99 %.0f), \
        %.1f reads, %.1f cache hits, %.1f hops, %@%@

        """,
      batch.answers.count, range.map { "range \($0)" } ?? "K \(parameters.answerCount)", row.L,
      row.W, row.T, row.qps,
      row.meanLatencyUs, row.p99LatencyUs, row.meanReads, row.meanCacheHits, row.meanHops,
      batch.ioDescription, found)
  }
}

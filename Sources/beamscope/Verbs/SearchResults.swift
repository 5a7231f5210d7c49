import DiskIndex
import Experiments
import Foundation
import VectorData

/// The answers of a batch, as the user wants to see them.
struct SearchResults {
  let prefix: String
  let batch: BatchAnswer
  let parameters: SearchParameters
  let threadCount: Int
  let names: NameTable?

  private struct Document: Encodable {
    var index: String
    var queries: Int
    var K: Int
    var io: String
    var results: [Answer]
    var statistics: SweepRow
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
      threadCount: threadCount, recall: nil)
  }

  func write(_ format: ResultFormat, to file: inout TextOutput) throws(IndexError) {
    switch format {
    case .json: try file.write(json: document)
    case .csv: try writeCSV(to: &file)
    case .table: try writeTable(to: &file)
    }
  }

  private var document: Document {
    let results = batch.answers.enumerated().map { query, answer in
      Answer(
        query: query, ids: answer.results.map(\.node), distances: answer.results.map(\.distance),
        names: names.map { table in answer.results.map { table.identifier(of: $0.node) } })
    }
    let failures = batch.failures.map { Failure(query: $0.query, error: "\($0.error)") }
    return Document(
      index: prefix, queries: batch.answers.count, K: parameters.answerCount,
      io: batch.ioDescription, results: results, statistics: statistics,
      failures: failures.isEmpty ? nil : failures)
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
      .init(title: "node", width: 10), .init(title: "distance", width: 12),
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
    return String(
      format: """
        %d queries, K %d, L %d, W %d, T %d: %.0f queries/s, latency %.0f us (p99 %.0f), \
        %.1f reads, %.1f cache hits, %.1f hops, %@

        """,
      batch.answers.count, parameters.answerCount, row.L, row.W, row.T, row.qps,
      row.meanLatencyUs, row.p99LatencyUs, row.meanReads, row.meanCacheHits, row.meanHops,
      batch.ioDescription)
  }
}

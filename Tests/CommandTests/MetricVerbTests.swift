import Foundation
import TestSupport
import Testing
import VectorData

@Suite("beamscope by inner product and cosine")
struct MetricVerbTests {
  static let metrics = ["ip", "cosine"]

  private static func built(_ metric: String) throws -> IndexOnDisk {
    let files = try IndexOnDisk(elementType: .float32)
    let build = try files.build(["--metric", metric])
    try #require(build.status == 0, "\(build.errors)")
    let truth = try Program.run([
      "truth", "--data", files.data, "--queries", files.queries, "-K", "20", "--metric", metric,
      "--output", files.truth,
    ])
    try #require(truth.status == 0, "\(truth.errors)")
    return files
  }

  @Test("search, truth and sweep agree on neighbours and values", arguments: metrics)
  func agreement(metric: String) throws {
    let files = try Self.built(metric)
    let document = try files.search(["-K", "10", "-L", "120", "--format", "json"]).json()
    #expect(document["metric"] as? String == metric)
    let truth = try TruthSet.open(path: files.truth)
    let exact = try #require(truth.distances)
    let results = try #require(document["results"] as? [[String: Any]])
    for (query, result) in results.enumerated() {
      let distances = try #require(result["distances"] as? [Double])
      #expect(distances == distances.sorted(by: metric == "ip" ? (>) : (<)))
      for (rank, distance) in distances.enumerated() {
        let kind = try #require(Metric(rawValue: metric))
        let expected = Double(kind.value(ofTruthDistance: exact[query * 20 + rank]))
        #expect(abs(distance - expected) < 1e-5 * max(1, abs(expected)))
      }
    }
    let sweep = try Program.run([
      "sweep", "--index", files.prefix, "--queries", files.queries, "--truth", files.truth, "-L",
      "120", "--format", "json",
    ]).json()
    let rows = try #require(sweep["rows"] as? [[String: Any]])
    #expect(rows.first?["recall"] as? Double == 1)
  }

  @Test("trace ends with the answers of search, in its values", arguments: metrics)
  func trace(metric: String) throws {
    let files = try Self.built(metric)
    let search = try files.search(["-K", "5", "-L", "20", "--format", "json"]).json()
    let trace = try Program.run([
      "trace", "--index", files.prefix, "--queries", files.queries, "--query", "2", "-K", "5", "-L",
      "20", "--truth", files.truth, "--format", "json",
    ]).json()
    #expect(trace["metric"] as? String == metric)
    let results = try #require(search["results"] as? [[String: Any]])
    let answers = try #require(trace["results"] as? [[String: Any]])
    let distances = try #require(results[2]["distances"] as? [Double])
    #expect(answers.compactMap { $0["distance"] as? Double } == distances)
    #expect(answers.compactMap { $0["node"] as? Int } == results[2]["ids"] as? [Int])
  }

  @Test("inspect says metric and preparation, and the table names the inner product")
  func inspect() throws {
    let files = try Self.built("ip")
    let report = try Program.run(["inspect", files.prefix, "--format", "json"]).json()
    #expect(report["metric"] as? String == "ip" && report["dimension"] as? Int == 8)
    #expect(report["storedDimension"] as? Int == 9 && report["largestNorm"] as? Double ?? 0 > 1)
    let text = try Program.run(["inspect", files.prefix]).text
    #expect(text.contains("vectors    120 x 8 float, ip\nprepared   to length 1, 9 x float"))
    #expect(
      try files.search(["-K", "1"]).text.hasPrefix(" query  rank        node  inner product\n"))
    #expect(try Program.run(["verify", files.prefix]).text == "ok\n")
  }

  @Test("another metric than the index has is a usage error")
  func otherMetric() throws {
    let files = try Self.built("cosine")
    let run = try files.search(["--metric", "l2"])
    #expect(run.status == 2 && run.errors.contains("--metric: expected cosine"))
  }

  @Test("the largest norm without its file is one line")
  func missingNorm() throws {
    let files = try Self.built("ip")
    try FileManager.default.removeItem(atPath: files.prefix + "_disk.index_max_base_norm.bin")
    let run = try files.search()
    #expect(run.status == 1 && run.errorLines.count == 1)
    #expect(run.errors.contains("_max_base_norm.bin"))
    let verify = try Program.run(["verify", files.prefix])
    #expect(verify.status == 1 && verify.text.contains("_max_base_norm.bin"))
  }
}

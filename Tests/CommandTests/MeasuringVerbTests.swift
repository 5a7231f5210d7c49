import Foundation
import TestSupport
import Testing
import VectorData

@Suite("beamscope finds beam widths, and sweeps as it searches")
struct MeasuringVerbTests {
  private func sweep(_ files: IndexOnDisk, _ extra: [String]) throws -> ProgramRun {
    try Program.run(
      ["sweep", "--index", files.prefix, "--queries", files.queries, "-K", "5"] + extra)
  }

  @Test("-W auto of a search tells the width that it found and what it measured")
  func searchAuto() throws {
    let files = try IndexOnDisk.built()
    let run = try files.search(
      ["-K", "5", "-L", "20", "-W", "auto", "--latency-bound-us", "1e9", "--format", "json"])
    #expect(run.status == 0 && run.errors.hasPrefix("beamscope: L 20: W "), "\(run.errors)")
    let document = try run.json()
    let choice = try #require(document["beamWidth"] as? [String: Any])
    let statistics = try #require(document["statistics"] as? [String: Any])
    #expect(choice["W"] as? Int == statistics["W"] as? Int && choice["L"] as? Int == 20)
    #expect(choice["isWithinBound"] as? Bool == true)
    let rows = try #require(choice["rows"] as? [[String: Any]])
    let best = rows.max { ($0["qps"] as? Double ?? 0) < ($1["qps"] as? Double ?? 0) }
    #expect(rows.count >= 3 && best?["W"] as? Int == choice["W"] as? Int)
  }

  @Test("-W auto of a sweep has a row for each L, at the width found for it")
  func sweepAuto() throws {
    let files = try IndexOnDisk.built()
    let run = try sweep(
      files, ["-L", "8,20", "-W", "auto", "--latency-bound-us", "0.001", "--format", "json"])
    let document = try run.json()
    let choices = try #require(document["beamWidths"] as? [[String: Any]])
    let rows = try #require(document["rows"] as? [[String: Any]])
    #expect(rows.map { $0["L"] as? Int } == [8, 20])
    #expect(choices.map { $0["W"] as? Int } == rows.map { $0["W"] as? Int })
    #expect(choices.allSatisfy { $0["isWithinBound"] as? Bool == false })
    #expect(run.errorLines.count == 2 && run.errors.contains("no W keeps p99 below 0 us"))
  }

  @Test("a memory index has one width, and says it")
  func memory() throws {
    let files = try IndexOnDisk()
    _ = try Program.run([
      "build", "--memory", "--data", files.data, "--index", files.prefix, "--progress", "none",
    ])
    let run = try files.search(["-W", "auto", "--warm-up"])
    #expect(run.status == 0 && run.errors.contains("L 50: W 1,") && run.text.contains("W 1, T 1"))
  }

  static let impossible: [[String]] = [
    ["-W", "auto", "--latency-bound-us", "0"], ["--latency-bound-us", "100"], ["-W", "automatic"],
  ]

  @Test("a bound that is none, or of a fixed width, is a usage error", arguments: impossible)
  func refusals(extra: [String]) throws {
    let files = try IndexOnDisk.built()
    #expect(try files.search(extra).status == 2)
    let run = try sweep(files, ["-L", "20"] + extra)
    #expect(run.status == 2 && run.errorLines.count == 1)
  }

  @Test("one traced search finds no width")
  func trace() throws {
    let files = try IndexOnDisk.built()
    let run = try Program.run([
      "trace", "--index", files.prefix, "--queries", files.queries, "--query", "0", "-W", "auto",
    ])
    #expect(run.status == 2 && run.errors.hasPrefix("beamscope: -W: expected a number"))
  }

  @Test("--warm-up changes no answer, with a sample beside the index and without")
  func warmUp() throws {
    let files = try IndexOnDisk.built()
    let cold = try files.search(["-K", "3", "--format", "csv"]).text
    #expect(try files.search(["-K", "3", "--format", "csv", "--warm-up"]).text == cold)
    try FileManager.default.removeItem(atPath: files.prefix + "_sample_data.bin")
    #expect(try files.search(["-K", "3", "--format", "csv", "--warm-up"]).text == cold)
    let run = try sweep(files, ["-L", "20", "--warm-up", "--cache", "20"])
    #expect(run.status == 0 && run.errors.isEmpty)
  }

  @Test("truth --range, and a sweep within the range against it")
  func range() throws {
    let files = try IndexOnDisk.built()
    let path = files.folder.file("range")
    let truth = try Program.run([
      "truth", "--data", files.data, "--queries", files.queries, "--range", "20000", "--output",
      path,
    ])
    try #require(truth.status == 0, "\(truth.errors)")
    let expected = try RangeTruth.open(path: path)
    #expect(expected.neighbours.count == IndexOnDisk.queryCount)
    #expect(expected.neighbours.contains { !$0.isEmpty })
    let run = try sweep(
      files, ["--range", "20000", "-L", "10,120", "--truth", path, "--format", "json"])
    let document = try run.json()
    #expect(document["range"] as? Double == 20000 && document["K"] == nil)
    let rows = try #require(document["rows"] as? [[String: Any]])
    #expect(rows.map { $0["unexhaustedQueries"] as? Int } == [0, 0])
    #expect(rows[1]["recall"] as? Double == 1)
    let table = try sweep(files, ["--range", "20000", "-L", "10", "--truth", path])
    #expect(table.text.contains("  recall  ") && !table.text.contains("recall@"))
    let both = try Program.run([
      "truth", "--data", files.data, "--queries", files.queries, "--range", "1", "-K", "2",
      "--output", path,
    ])
    #expect(both.status == 2)
    let nearest = try sweep(files, ["--range", "20000", "-L", "10", "--truth", files.truth])
    #expect(nearest.status == 1 && nearest.errors.hasPrefix("beamscope: \(files.truth): "))
  }

  @Test("a sweep takes filters and a limit of reads as a search does")
  func filtered() throws {
    let files = try IndexOnDisk()
    let labels = files.folder.file("labels.txt")
    let lines = (0..<IndexOnDisk.rowCount).map { $0 % 3 == 0 ? "three" : "other" }
    try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: labels))
    try #require(files.build(["--labels", labels]).status == 0)
    let filters = files.folder.file("filters.txt")
    let six = (0..<IndexOnDisk.queryCount).map { $0 % 2 == 0 ? "three" : "NOT three" }
    try Data(six.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: filters))
    for filter in [["--filter", "three"], ["--filters", filters]] {
      let truth = files.folder.file("filtered")
      _ = try Program.run(
        ["truth", "--data", files.data, "--queries", files.queries, "-K", "5", "--labels", labels]
          + ["--output", truth] + filter)
      let run = try sweep(
        files, ["-L", "60", "-W", "auto", "--truth", truth, "--format", "json"] + filter)
      let rows = try #require(try run.json()["rows"] as? [[String: Any]])
      #expect(rows[0]["recall"] as? Double == 1, "\(run.errors)")
    }
    let limited = try sweep(files, ["-L", "60", "--io-limit", "7", "--format", "json"]).json()
    let rows = try #require(limited["rows"] as? [[String: Any]])
    #expect(try #require(rows[0]["meanReads"] as? Double) <= 11)
  }
}

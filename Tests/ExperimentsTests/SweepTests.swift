import DiskIndex
import Experiments
import Foundation
import Testing
import VectorData

@Suite("Sweeps")
struct SweepTests {
  @Test("a row per setting, recall and reads rise with L, rows are told as they come")
  func rows() throws {
    let fixture = try DataFixture(count: 400)
    try IndexBuild.run(fixture.request, control: JobControl())
    let index = try DiskIndex.open(prefix: fixture.prefix)
    var request = Sweep.Request(searchListSizes: [5, 40], beamWidths: [1, 4])
    request.answerCount = 5
    let told = Locked<[SweepRow]>([])
    let report = try Sweep.run(
      index: index, queries: fixture.queries, truth: try fixture.truth(neighbourCount: 5),
      request: request, control: JobControl(), onRow: { row in told.withLock { $0.append(row) } })
    #expect(report.rows.map(\.L) == [5, 40, 5, 40] && report.rows.map(\.W) == [1, 1, 4, 4])
    #expect(told.withLock { $0 } == report.rows)
    #expect(report.queries == 10 && report.K == 5 && report.io == index.ioDescription)
    for pair in [(0, 1), (2, 3)] {
      let (short, long) = (report.rows[pair.0], report.rows[pair.1])
      #expect(short.meanReads < long.meanReads && short.meanComparisons < long.meanComparisons)
      #expect(try #require(short.recall) <= #require(long.recall))
    }
    #expect(try #require(report.rows[3].recall) > 0.95)
    #expect(report.rows.allSatisfy { $0.qps > 0 && $0.p50LatencyUs <= $0.p999LatencyUs })
  }

  @Test("with every node cached nothing is read")
  func cached() throws {
    let fixture = try DataFixture()
    try IndexBuild.run(fixture.request, control: JobControl())
    let index = try DiskIndex.open(prefix: fixture.prefix)
    var request = Sweep.Request(searchListSizes: [20], cachedNodeCount: 200)
    request.threadCount = 1
    let report = try Sweep.run(
      index: index, queries: fixture.queries, truth: nil, request: request, control: JobControl())
    #expect(report.rows[0].meanReads == 0 && report.rows[0].meanCacheHits > 0)
    #expect(report.rows[0].recall == nil)
  }

  @Test("truth of other queries is refused, a cancelled sweep throws")
  func refusals() throws {
    let fixture = try DataFixture()
    try IndexBuild.run(fixture.request, control: JobControl())
    let index = try DiskIndex.open(prefix: fixture.prefix)
    let request = Sweep.Request(searchListSizes: [20])
    let truth = TruthSet(
      queryCount: 1, neighbourCount: 10, ids: (0..<10).map { $0 }, distances: nil, path: "t")
    let other = thrownError { () throws(IndexError) in
      _ = try Sweep.run(
        index: index, queries: fixture.queries, truth: truth, request: request,
        control: JobControl())
    }
    guard case .mismatch("t", "queries", _, "1") = other else {
      Issue.record("\(String(describing: other))")
      return
    }
    let control = JobControl()
    control.cancel()
    let cancelled = thrownError { () throws(IndexError) in
      _ = try Sweep.run(
        index: index, queries: fixture.queries, truth: nil, request: request, control: control)
    }
    #expect(cancelled == .cancelled)
  }

  @Test("percentiles are those of DiskANN, means are means")
  func row() {
    let answers = (0..<200).map { number in
      var statistics = SearchStatistics()
      statistics.latencyMicroseconds = Double((number * 37) % 200)
      statistics.readCount = number % 3
      return SearchAnswer(results: [], statistics: statistics)
    }
    let row = SweepRow(
      answers: answers, wallSeconds: 0.5,
      parameters: SearchParameters(answerCount: 1, searchListSize: 9, beamWidth: 2),
      threadCount: 3, recall: 0.25)
    #expect(row.qps == 400 && row.meanLatencyUs == 99.5)
    #expect([row.p50LatencyUs, row.p95LatencyUs] == [100, 190])
    #expect([row.p99LatencyUs, row.p999LatencyUs] == [198, 199])
    #expect(abs(row.meanReads - 199.0 / 200) < 1e-12)
    #expect(row.L == 9 && row.W == 2 && row.T == 3 && row.recall == 0.25)
  }

  @Test("a row in JSON has every key of the contract, recall null without truth")
  func json() throws {
    let row = SweepRow(
      answers: [SearchAnswer(results: [], statistics: SearchStatistics())], wallSeconds: 1,
      parameters: SearchParameters(), threadCount: 1, recall: nil)
    let data = try JSONEncoder().encode(row)
    let keys = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(
      Set(keys.keys) == [
        "L", "W", "T", "qps", "meanLatencyUs", "p50LatencyUs", "p95LatencyUs", "p99LatencyUs",
        "p999LatencyUs", "meanReads", "meanReadUs", "meanCpuUs", "meanHops", "meanCacheHits",
        "meanComparisons", "recall",
      ])
    #expect(keys["recall"] is NSNull)
    #expect(try JSONDecoder().decode(SweepRow.self, from: data) == row)
  }
}

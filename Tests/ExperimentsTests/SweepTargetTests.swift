import DiskIndex
import Experiments
import Testing
import VectorData

@Suite("Grids and targets of sweeps")
struct SweepTargetTests {
  @Test("Every L runs with every W, T and cache; rows say their cache only where there are several")
  func grid() throws {
    let fixture = try DataFixture()
    try IndexBuild.run(fixture.request, control: JobControl())
    let index = try DiskIndex.open(prefix: fixture.prefix)
    var request = Sweep.Request(searchListSizes: [10, 20], beamWidths: [2])
    request.threadCounts = [1, 2]
    request.cachedNodeCounts = [0, 200]
    let report = try Sweep.run(
      index: index, queries: fixture.queries, truth: nil, request: request, control: JobControl())
    #expect(report.rows.map(\.L) == [10, 20, 10, 20, 10, 20, 10, 20])
    #expect(report.rows.map(\.T) == [1, 1, 2, 2, 1, 1, 2, 2])
    #expect(report.rows.map(\.cache) == [0, 0, 0, 0, 200, 200, 200, 200])
    #expect(report.rows.suffix(4).allSatisfy { $0.meanReads == 0 && $0.meanCacheHits > 0 })
    request.cachedNodeCounts = [0]
    let plain = try Sweep.run(
      index: index, queries: fixture.queries, truth: nil, request: request, control: JobControl())
    #expect(plain.rows.allSatisfy { $0.cache == nil })
  }

  @Test("A target measures the smallest sufficient L of each W, and not the whole grid")
  func target() throws {
    let fixture = try DataFixture(count: 400)
    try IndexBuild.run(fixture.request, control: JobControl())
    let index = try DiskIndex.open(prefix: fixture.prefix)
    let truth = try fixture.truth(neighbourCount: 5)
    var request = Sweep.Request(
      searchListSizes: Array(stride(from: 5, through: 75, by: 5)), beamWidths: [1, 4],
      answerCount: 5, threadCount: 1)
    let whole = try Sweep.run(
      index: index, queries: fixture.queries, truth: truth, request: request, control: JobControl())
    let wanted = try #require(whole.rows.map { $0.recall ?? 0 }.max())
    request.cachedNodeCounts = [0, 400]
    let target = SweepTarget(recall: wanted, goal: .latency)
    let report = try Sweep.find(
      target, index: index, queries: fixture.queries, truth: truth, request: request,
      control: JobControl())
    #expect(report.rows.count < whole.rows.count / 2 + 4)
    let best = try #require(target.best(of: report.rows))
    let reaching = whole.rows.filter { ($0.recall ?? 0) >= wanted }
    #expect(reaching.contains { $0.L == best.L && $0.W == best.W })
    let smallest = reaching.filter { $0.W == best.W }.map(\.L).min()
    #expect(best.L == smallest)
    let impossible = try Sweep.find(
      SweepTarget(recall: 1.1, goal: .qps), index: index, queries: fixture.queries, truth: truth,
      request: request, control: JobControl())
    #expect(target.best(of: []) == nil && !impossible.rows.isEmpty)
    #expect(SweepTarget(recall: 1.1, goal: .qps).best(of: impossible.rows) == nil)
  }

  @Test("Without truth there is no target")
  func withoutTruth() throws {
    let fixture = try DataFixture()
    try IndexBuild.run(fixture.request, control: JobControl())
    let index = try DiskIndex.open(prefix: fixture.prefix)
    let error = thrownError { () throws(IndexError) in
      _ = try Sweep.find(
        SweepTarget(recall: 0.9, goal: .qps), index: index, queries: fixture.queries, truth: nil,
        request: Sweep.Request(searchListSizes: [20]), control: JobControl())
    }
    guard case .parameter("target", _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(
    "Ranges are lists",
    arguments: [
      ("10..30:10", [10, 20, 30]), ("10..30 step 10", [10, 20, 30]), ("7..9", [7, 8, 9]),
      ("5,10..20:5", [5, 10, 15, 20]),
    ])
  func ranges(text: String, values: [Int]) { #expect(NumberRanges.parse(text) == values) }

  @Test(
    "Nonsense is no list",
    arguments: ["", "10..", "..10", "10...20", "20..10", "10..20 step 0", "10 step 5", "1..2..3"])
  func nonsense(text: String) { #expect(NumberRanges.parse(text) == nil) }
}

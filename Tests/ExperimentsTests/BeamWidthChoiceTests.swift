import Foundation
import Testing
import VectorData

@testable import DiskIndex
@testable import Experiments

/// A session with a beam, or without one; it never searches.
private struct WidthSession: SearchSession {
  var hasBeam = true

  func effective(_ parameters: SearchParameters) -> SearchParameters {
    var parameters = parameters
    if !hasBeam { parameters.beamWidth = 1 }
    return parameters
  }

  func search(
    _ queries: VectorMatrix, parameters: SearchParameters, control: JobControl
  ) throws(IndexError) -> BatchAnswer { throw .cancelled }

  func search(
    _ queries: VectorMatrix, within range: Float, parameters: SearchParameters, control: JobControl
  ) throws(IndexError) -> RangeAnswer { throw .cancelled }

  func trace(
    _ queries: VectorMatrix, query: Int, parameters: SearchParameters, control: JobControl
  ) throws(IndexError) -> SearchTrace { throw .cancelled }
}

@Suite("The choice of a beam width")
struct BeamWidthChoiceTests {
  /// The choice on a device whose queries take `latency` microseconds at each width, `rate` of them a second.
  private func choice(
    L: Int = 100, bound: Double? = nil, hasBeam: Bool = true,
    rate: @escaping (Int) -> Double, latency: @escaping (Int) -> Double = { _ in 1 }
  ) throws -> BeamWidthChoice {
    try BeamWidthChoice.find(
      SearchParameters(answerCount: 1, searchListSize: L, beamWidth: 1),
      in: WidthSession(hasBeam: hasBeam), latencyBoundUs: bound, threadCount: 1,
      control: JobControl()
    ) { (parameters, _) throws(IndexError) in
      var statistics = SearchStatistics()
      statistics.latencyMicroseconds = latency(parameters.beamWidth)
      let answer = SearchAnswer(results: [], statistics: statistics)
      let count = 100
      return BatchAnswer(
        answers: Array(repeating: answer, count: count),
        wallSeconds: Double(count) / rate(parameters.beamWidth), ioDescription: "", failures: [])
    }
  }

  @Test("without a bound the most queries per second win, and little is tried behind them")
  func fastest() throws {
    let found = try choice(rate: { 200 - Double(abs($0 - 4)) })
    #expect(found.W == 4 && found.isWithinBound && found.rows.map(\.W) == [1, 2, 3, 4, 5, 6])
    #expect(found.rows.allSatisfy { $0.recall == nil })
  }

  @Test("one width that is worse by chance does not end the search")
  func patient() throws {
    let found = try choice(rate: { $0 == 3 ? 10 : 100 + Double($0) })
    #expect(found.W == 64 && found.rows.count == BeamWidthChoice.widths.count)
  }

  @Test("with a bound the fastest of those that keep it wins")
  func bounded() throws {
    // Wider is slower for all and quicker for each.
    let found = try choice(
      bound: 250, rate: { 300 - Double($0) }, latency: { 1000 / Double($0) })
    #expect(found.W == 4 && found.isWithinBound && found.latencyBoundUs == 250)
    #expect("\(found)" == "L 100: W 4, 296 queries/s, p99 250 us (tried W 1, 2, 3, 4, 5, 6)")
  }

  @Test("where no width keeps the bound, the nearest to it is taken and that is said")
  func outOfReach() throws {
    let found = try choice(
      bound: 10, rate: { 300 - Double($0) }, latency: { 500 + Double(abs($0 - 8)) })
    #expect(found.W == 8 && !found.isWithinBound)
    #expect("\(found)".contains("no W keeps p99 below 10 us"))
  }

  @Test("a beam is not wider than the list, and an index without one has W 1")
  func limits() throws {
    #expect(try choice(L: 5, rate: { Double($0) * 100 }).rows.map(\.W) == [1, 2, 3, 4, 5])
    #expect(try choice(hasBeam: false, rate: { Double($0) * 100 }).rows.map(\.W) == [1])
  }

  @Test("short measurements are repeated")
  func repeated() throws {
    let found = try choice(L: 1, rate: { _ in 10_000 })
    #expect(abs(found.rows[0].qps - 10_000) < 1)
  }
}

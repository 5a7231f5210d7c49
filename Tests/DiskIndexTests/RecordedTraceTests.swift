import Foundation
import TestSupport
import Testing
import VectorData

@testable import DiskIndex

@Suite("A trace that is read again")
struct RecordedTraceTests {
  private func recorded(_ trace: SearchTrace, _ missed: [MissedNeighbour]) throws -> RecordedTrace {
    let folder = try TemporaryFolder()
    let data = TraceJSON.encode(trace, missed: missed, name: { $0 == 22 ? "twenty-two" : nil })
    try data.write(to: URL(fileURLWithPath: folder.file("t.json")))
    return try RecordedTrace.read(path: folder.file("t.json"))
  }

  @Test("It has the hops, lists, answers and reasons of the search")
  func roundTrip() throws {
    let small = try SmallIndex()
    let index = try small.open()
    let trace = try SearchTraceTests.trace(
      index, NodeCache.load(index: index, nodeCount: 4), small.queries(), 0,
      SearchParameters(answerCount: 3, searchListSize: 5, beamWidth: 2))
    let missed = trace.missed(truth: [90, 259, 7], distances: [1, 2, 3])
    let again = try recorded(trace, missed)
    #expect(again.missed == missed)
    #expect(again.truth == [90, 259, 7].filter { $0 != 7 } + missed.map(\.node))
    #expect(again.names == [22: "twenty-two"])
    #expect(again.trace.results == trace.results && again.trace.isFinished)
    #expect(again.trace.parameters == trace.parameters && again.trace.metric == trace.metric)
    for (read, hop) in zip(again.trace.hops, trace.hops) {
      #expect(read.number == hop.number && read.after == hop.after && read.before == hop.before)
      #expect(read.expanded.map(\.node) == hop.expanded.map(\.node))
      #expect(read.expanded.map(\.neighbours) == hop.expanded.map(\.neighbours))
      #expect(read.totals.readCount == hop.totals.readCount)
      #expect(read.totals.cacheHitCount == hop.totals.cacheHitCount)
      #expect(read.totals.comparisonCount == hop.totals.comparisonCount)
    }
    #expect(again.trace.statistics.readCount == trace.statistics.readCount)
  }

  @Test(
    "What is no trace is refused, naming the key",
    arguments: [
      ("", "document"), ("[]", "document"), ("{\"K\":1}", "document"),
      ("{\"K\":5,\"L\":2,\"W\":1,\"hops\":[],\"results\":[]}", "K, L, W"),
      ("{\"K\":1,\"L\":2,\"W\":1,\"hops\":[{\"expanded\":7}],\"results\":[]}", "hops.[0].expanded"),
      ("{\"K\":1,\"L\":2,\"W\":1,\"hops\":[],\"results\":[{\"node\":-1}]}", "document"),
      ("{\"K\":1,\"L\":2,\"W\":1,\"hops\":[],\"results\":[{}]}", "results.[0]"),
    ])
  func refused(text: String, key: String) throws {
    let folder = try TemporaryFolder()
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file("t.json")))
    do throws(IndexError) {
      _ = try RecordedTrace.read(path: folder.file("t.json"))
      Issue.record("it was read")
    } catch {
      guard case .malformed(_, _, let field, _, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(field == key)
    }
  }

  @Test("Feder's trace has the nodes in their order, with pairs of neighbour and PQ distance")
  func feder() throws {
    let small = try SmallIndex()
    let index = try small.open()
    let trace = try SearchTraceTests.trace(
      index, .empty, small.queries(), 0,
      SearchParameters(answerCount: 3, searchListSize: 5, beamWidth: 2))
    let json = try #require(
      try JSONSerialization.jsonObject(with: FederTrace.encode(trace)) as? [String: Any])
    #expect(Set(json.keys) == ["infos_", "query_params_"])
    let parameters = try #require(json["query_params_"] as? [String: Int])
    #expect(
      parameters == ["k": 3, "search_list_size": 5, "beamwidth": 2, "vectors_beamwidth": 2])
    let infos = try #require(json["infos_"] as? [[String: Any]])
    let expanded = trace.hops.flatMap(\.expanded)
    #expect(infos.map { $0["id_"] as? Int } == expanded.map { Int($0.node) })
    let pairs = try #require(infos[0]["neighbors_"] as? [[Double]])
    #expect(pairs.map { Int($0[0]) } == expanded[0].neighbours.map { Int($0.node) })
    #expect(pairs.map { Float($0[1]) } == expanded[0].neighbours.map(\.sketchDistance))
    #expect(
      infos.map { ($0["real_distance_from_q_"] as? Double).map { Float($0) } }
        == expanded.map(\.exactDistance))
  }
}

import Foundation
import Testing
import Vamana
import VectorData

@testable import DiskIndex

@Suite("SearchTrace")
struct SearchTraceTests {
  let parameters = SearchParameters(answerCount: 5, searchListSize: 15, beamWidth: 3)

  @Test("A trace has the answers and totals of the search", arguments: [0, 60])
  func equalsSearch(cached: Int) throws {
    let small = try SmallIndex()
    let index = try small.open()
    let cache = try NodeCache.load(index: index, nodeCount: cached)
    let queries = try small.queries()
    let batch = try BatchSearch.run(
      index: index, cache: cache, queries: queries, parameters: parameters)
    for (query, answer) in batch.answers.enumerated() {
      let trace = try Self.trace(index, cache, queries, query, parameters)
      let expanded = trace.hops.flatMap(\.expanded)
      #expect(trace.isFinished)
      #expect(trace.results == answer.results)
      #expect(trace.statistics.hopCount == answer.statistics.hopCount)
      #expect(trace.statistics.readCount == answer.statistics.readCount)
      #expect(trace.statistics.cacheHitCount == answer.statistics.cacheHitCount)
      #expect(trace.statistics.comparisonCount == answer.statistics.comparisonCount)
      #expect(trace.hops.count == trace.statistics.hopCount)
      #expect(expanded.filter { $0.source == .cache }.count == trace.statistics.cacheHitCount)
      #expect(expanded.count == trace.statistics.cacheHitCount + trace.statistics.readCount)
      let ranked = expanded.flatMap(\.neighbours).filter { $0.fate != .seen }.count
      #expect(trace.statistics.comparisonCount == 1 + expanded.count + ranked)
    }
  }

  @Test("Each hop begins where the one before ended, and its events explain its list")
  func hopsFit() throws {
    let small = try SmallIndex()
    let index = try small.open()
    let trace = try Self.trace(index, .empty, small.queries(), 1, parameters)
    var list = [try #require(trace.hops.first?.before.first)].map { ($0.distance, $0.node) }
    for (place, hop) in trace.hops.enumerated() {
      #expect(hop.number == place + 1)
      #expect(hop.before.map(\.node) == list.map(\.1))
      #expect(hop.before.filter { $0.state == .inBeam }.map(\.node) == hop.expanded.map(\.node))
      for neighbour in hop.expanded.flatMap(\.neighbours) where neighbour.fate == .inserted {
        list.insert((neighbour.sketchDistance, neighbour.node), at: try #require(neighbour.rank))
        list = Array(list.prefix(parameters.searchListSize))
      }
      #expect(hop.after.map(\.node) == list.map(\.1))
      #expect(list.map(\.0) == list.map(\.0).sorted())
      for expansion in hop.expanded {
        #expect(
          expansion.neighbours.map(\.node) == Array(small.graph.neighbours(of: expansion.node)))
        guard case .ssd(let sector, let microseconds) = expansion.source else {
          Issue.record("nothing is cached here")
          continue
        }
        #expect(sector == index.layout.sector(of: expansion.node))
        #expect(microseconds > 0)
      }
    }
    #expect(trace.hops.last?.after.contains { $0.state == .waiting } == false)
  }

  @Test("Distances of neighbours do not depend on how they were met")
  func distances() throws {
    let small = try SmallIndex()
    let index = try small.open()
    let trace = try Self.trace(index, .empty, small.queries(), 2, parameters)
    var known: [NodeID: Float] = [:]
    for expansion in trace.hops.flatMap(\.expanded) {
      for neighbour in expansion.neighbours {
        if let before = known[neighbour.node] { #expect(before == neighbour.sketchDistance) }
        known[neighbour.node] = neighbour.sketchDistance
      }
    }
    #expect(known.count > 30)
  }

  @Test("A step moves one hop; the end is reached once")
  func stepping() throws {
    let small = try SmallIndex()
    let stepper = try SearchStepper(
      index: small.open(), queries: small.queries(), queryNumber: 0, parameters: parameters)
    #expect(stepper.trace.hops.isEmpty)
    var hops = 0
    while try stepper.advance() {
      hops += 1
      #expect(stepper.trace.hops.count == hops)
      #expect(stepper.trace.isFinished == !stepper.trace.results.isEmpty)
    }
    #expect(stepper.trace.isFinished)
    #expect(try stepper.advance() == false)
    #expect(stepper.trace.hops.count == hops)
  }

  @Test("A true neighbour is missed for the reason that the trace shows")
  func missed() throws {
    let small = try SmallIndex()
    let index = try small.open()
    let queries = try small.queries(count: 40)
    var reasons: Set<MissedNeighbour.Reason> = []
    for query in 0..<queries.count {
      let exact = small.nearest(to: queries.floats(row: query), count: 5)
      let trace = try Self.trace(
        index, .empty, queries, query,
        SearchParameters(answerCount: 5, searchListSize: 6, beamWidth: 1))
      let missed = trace.missed(truth: exact.map(\.node), distances: exact.map(\.distance))
      let results = Set(trace.results.map(\.node))
      #expect(Set(missed.map(\.node)).isDisjoint(with: results))
      #expect(missed.count + exact.filter { results.contains($0.node) }.count == 5)
      let met = Dictionary(
        trace.hops.flatMap(\.expanded).flatMap(\.neighbours).map { ($0.node, $0.fate) },
        uniquingKeysWith: { first, _ in first })
      for miss in missed {
        reasons.insert(miss.why)
        #expect((miss.why == .undiscovered) == (met[miss.node] == nil))
        guard miss.why == .evicted else { continue }
        let hop = trace.hops[try #require(miss.hop) - 1]
        #expect(!hop.after.contains { $0.node == miss.node })
        #expect(try #require(miss.sketchDistance) >= (try #require(miss.listDistance)))
        #expect(miss.discoveredFrom != nil)
      }
    }
    #expect(reasons == [.undiscovered, .evicted])
  }

  @Test("In the middle of a search a waiting neighbour is unexpanded")
  func unexpanded() throws {
    let small = try SmallIndex()
    let stepper = try SearchStepper(
      index: small.open(), queries: small.queries(), queryNumber: 0, parameters: parameters)
    #expect(try stepper.advance())
    let waiting = try #require(stepper.trace.hops[0].after.first { $0.state == .waiting })
    let missed = try #require(stepper.trace.missed(truth: [waiting.node]).first)
    #expect(missed.why == .unexpanded)
    #expect(missed.hop == 1)
    #expect(missed.sketchDistance == waiting.distance)
  }

  @Test("JSON has the keys of the contract")
  func json() throws {
    let small = try SmallIndex()
    let index = try small.open()
    let cache = try NodeCache.load(index: index, nodeCount: 5)
    let trace = try Self.trace(index, cache, small.queries(), 3, parameters)
    let data = TraceJSON.encode(
      trace, missed: trace.missed(truth: [0, 1, 2, 3]), name: { $0 == 0 ? "a \"name\"\n" : nil })
    let json = try #require(
      try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(
      Set(json.keys) == [
        "query", "K", "L", "W", "metric", "hops", "results", "missed", "statistics",
      ])
    let hops = try #require(json["hops"] as? [[String: Any]])
    #expect(hops.count == trace.hops.count)
    let expanded = hops.flatMap { $0["expanded"] as? [[String: Any]] ?? [] }
    let cacheKeys: Set = ["node", "source", "pqDistance", "exactDistance", "neighbours"]
    for entry in expanded where entry["node"] as? Int != 0 {
      let isCached = entry["source"] as? String == "cache"
      #expect(Set(entry.keys) == (isCached ? cacheKeys : cacheKeys.union(["sector", "readUs"])))
    }
    #expect(Set(expanded.compactMap { $0["source"] as? String }) == ["cache", "ssd"])
    let neighbours = expanded.flatMap { $0["neighbours"] as? [[String: Any]] ?? [] }
    let fates = Set(neighbours.compactMap { $0["fate"] as? String })
    #expect(fates == ["inserted", "rejected", "seen"])
    #expect(neighbours.allSatisfy { ($0["rank"] != nil) == ($0["fate"] as? String == "inserted") })
    let results = try #require(json["results"] as? [[String: Any]])
    #expect(results.compactMap { $0["node"] as? Int } == trace.results.map { Int($0.node) })
    let missed = try #require(json["missed"] as? [[String: Any]])
    #expect(missed.first?["name"] as? String == "a \"name\"\n")
  }

  @Test("A trace of the small index is the golden one")
  func golden() throws {
    let small = try SmallIndex()
    let index = try small.open()
    let trace = try Self.trace(
      index, NodeCache.load(index: index, nodeCount: 4), small.queries(), 0,
      SearchParameters(answerCount: 3, searchListSize: 5, beamWidth: 2))
    let lines = trace.hops.map { hop in
      let nodes = hop.expanded.map {
        "\($0.node)\($0.source == .cache ? "c" : "s") \($0.sketchDistance) \($0.exactDistance)"
      }
      return "\(hop.number): \(nodes.joined(separator: ", ")) -> \(hop.after.map { Int($0.node) })"
    }
    let totals = trace.statistics
    let text =
      (lines + [
        "\(trace.results.map { "\($0.node) \($0.distance)" })",
        "\(totals.hopCount) \(totals.readCount) \(totals.cacheHitCount) \(totals.comparisonCount)",
      ]).joined(separator: "\n")
    #expect(text == Self.goldenTrace)
  }

  /// Per hop: the expanded nodes (c cache, s SSD) with PQ and exact distance, and the list after it;
  /// then the answers, and hops, reads, cache hits and comparisons.
  static let goldenTrace = """
    1: 150c 21625.0 21625.0 -> [111, 154, 105, 113, 151]
    2: 111c 14230.0 14434.0, 154s 14950.0 14950.0 -> [22, 163, 3, 111, 154]
    3: 22s 7272.0 7272.0, 163s 9311.0 9311.0 -> [90, 259, 22, 129, 163]
    4: 90s 4563.0 4775.0, 259s 6480.0 6480.0 -> [90, 259, 22, 129, 103]
    5: 129s 7486.0 7486.0, 103s 8483.0 8483.0 -> [90, 259, 22, 129, 103]
    ["90 4775.0", "259 6480.0", "22 7272.0"]
    5 7 2 68
    """

  static func trace(
    _ index: DiskIndex, _ cache: NodeCache, _ queries: VectorMatrix, _ query: Int,
    _ parameters: SearchParameters
  ) throws -> SearchTrace {
    try SearchStepper(
      index: index, cache: cache, queries: queries, queryNumber: query, parameters: parameters
    ).runToEnd()
  }
}

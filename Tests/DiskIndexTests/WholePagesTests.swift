import Testing
import VectorData

@testable import DiskIndex

@Suite("Whole pages")
struct WholePagesTests {
  private func parameters(L: Int, W: Int = 4, K: Int = 5) -> SearchParameters {
    var parameters = SearchParameters(answerCount: K, searchListSize: L, beamWidth: W)
    parameters.usesWholePages = true
    return parameters
  }

  @Test("No sector is read twice, and every node of a sector that was read is ranked once")
  func oncePerSector() throws {
    let small = try SmallIndex.packed()
    let index = try small.open()
    let queries = try small.queries(count: 6)
    for query in 0..<queries.count {
      let trace = try SearchStepper(
        index: index, queries: queries, queryNumber: query, parameters: parameters(L: 20)
      ).runToEnd()
      let read = trace.readSectors
      #expect(Set(read).count == read.count)
      #expect(read.count == trace.statistics.readCount)
      let inSectors = (0..<NodeID(300)).filter { read.contains(index.layout.sector(of: $0)) }
      #expect(trace.rankedNodes.sorted() == inSectors)
    }
  }

  @Test("Expanded nodes are reads, cache hits and page hits", arguments: [0, 40])
  func totals(cached: Int) throws {
    let small = try SmallIndex.packed()
    let index = try small.open()
    let cache = try NodeCache.load(index: index, nodeCount: cached)
    let queries = try small.queries(count: 6)
    let batch = try BatchSearch.run(
      index: index, cache: cache, queries: queries, parameters: parameters(L: 25))
    for query in 0..<queries.count {
      let trace = try SearchStepper(
        index: index, cache: cache, queries: queries, queryNumber: query,
        parameters: parameters(L: 25)
      ).runToEnd()
      let statistics = trace.statistics
      let expanded = trace.hops.flatMap(\.expanded)
      #expect(
        expanded.count
          == statistics.readCount + statistics.cacheHitCount + statistics.pageHitCount)
      #expect(Set(expanded.map(\.node)).count == expanded.count)
      #expect(statistics.pageHitCount > 0)
      #expect(trace.results == batch.answers[query].results)
      #expect(Set(trace.results.map(\.node)).count == trace.results.count)
      #expect(statistics.readCount == batch.answers[query].statistics.readCount)
      #expect(statistics.comparisonCount == batch.answers[query].statistics.comparisonCount)
    }
  }

  @Test("It reads less and finds no less than the search by nodes")
  func readsLess() throws {
    let small = try SmallIndex.packed()
    let index = try small.open()
    let queries = try small.queries()
    var classic = parameters(L: 15)
    classic.usesWholePages = false
    let byNodes = try BatchSearch.run(index: index, queries: queries, parameters: classic)
    let byPages = try BatchSearch.run(
      index: index, queries: queries, parameters: parameters(L: 15))
    for (node, page) in zip(byNodes.answers, byPages.answers) {
      #expect(page.statistics.readCount < node.statistics.readCount)
    }
    let sum = { (batch: BatchAnswer) in
      batch.answers.reduce(0) { $0 + $1.results.reduce(0) { $0 + $1.distance } }
    }
    #expect(sum(byPages) <= sum(byNodes))
  }

  @Test("Only nodes that pass a filter are answered", arguments: [true, false])
  func filtered(scans: Bool) throws {
    let small = try SmallIndex.packed()
    let index = try small.open()
    let passing = NodeSet(
      nodeCount: 300, nodes: stride(from: 0, to: 300, by: 3).map { NodeID($0) })
    let filter = SearchFilter(
      passing: passing, strategy: scans ? .scan : .walk(starts: [[150, 3, 42]]))
    let answer = try BatchSearch.run(
      index: index, queries: small.queries(), parameters: parameters(L: 20), filters: [filter])
    for result in answer.answers.flatMap(\.results) { #expect(passing.contains(result.node)) }
    #expect(answer.answers.allSatisfy { !$0.results.isEmpty })
  }

  @Test("A stop factor ends a search early, a large one never")
  func stopFactor() throws {
    let small = try SmallIndex.packed()
    let index = try small.open()
    let queries = try small.queries()
    var parameters = SearchParameters(answerCount: 5, searchListSize: 60, beamWidth: 2)
    let full = try BatchSearch.run(index: index, queries: queries, parameters: parameters)
    parameters.stopFactor = 1e9
    let never = try BatchSearch.run(index: index, queries: queries, parameters: parameters)
    #expect(never.answers.map(\.results) == full.answers.map(\.results))
    #expect(
      never.answers.map(\.statistics.readCount) == full.answers.map(\.statistics.readCount))
    parameters.stopFactor = 1
    let early = try BatchSearch.run(index: index, queries: queries, parameters: parameters)
    #expect(early.readTotal < full.readTotal)
    for query in 0..<queries.count {
      let trace = try SearchStepper(
        index: index, queries: queries, queryNumber: query, parameters: parameters
      ).runToEnd()
      #expect(trace.isFinished)
      #expect(trace.results == early.answers[query].results)
    }
  }
}

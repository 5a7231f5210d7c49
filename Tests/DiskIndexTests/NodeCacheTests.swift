import TestSupport
import Testing
import Vamana
import VectorData

@testable import DiskIndex

@Suite("NodeCache")
struct NodeCacheTests {
  @Test("The nodes nearest to the medoid by hops are held", arguments: [1, 2, 10, 40, 200])
  func breadthFirst(count: Int) throws {
    let small = try SmallIndex()
    let index = try small.open()
    let cache = try NodeCache.load(index: index, nodeCount: count)
    let hops = Self.hops(of: small.graph)
    #expect(cache.nodes.count == count)
    #expect(Set(cache.nodes).count == count)
    let farthest = try #require(cache.nodes.map { hops[Int($0)] }.max())
    for node in 0..<NodeID(300) {
      if hops[Int(node)] < farthest { #expect(cache.contains(node)) }
      #expect(cache.contains(node) == cache.nodes.contains(node))
    }
  }

  @Test("Held records are those of the file")
  func records() throws {
    let small = try SmallIndex(.init(count: 50, dimension: 1030, elementType: .float32))
    let index = try small.open()
    let cache = try NodeCache.load(index: index, nodeCount: 50)
    for node in cache.nodes {
      let record = UnsafeRawBufferPointer(
        start: cache.record(slot: cache.slot(of: node)), count: index.layout.nodeBytes)
      #expect(Array(record) == (try index.file.readRecord(of: node, layout: index.layout)))
    }
  }

  @Test("A cache of all nodes leaves nothing to read, and answers stay the same")
  func allNodes() throws {
    let small = try SmallIndex()
    let index = try small.open()
    let queries = try small.queries()
    let parameters = SearchParameters(answerCount: 5, searchListSize: 20, beamWidth: 4)
    let plain = try BatchSearch.run(index: index, queries: queries, parameters: parameters)
    let cache = try NodeCache.load(index: index, nodeCount: 1_000_000)
    #expect(cache.nodeCount == 300)
    let cached = try BatchSearch.run(
      index: index, cache: cache, queries: queries, parameters: parameters, threadCount: 2)
    #expect(cached.answers.map(\.results) == plain.answers.map(\.results))
    for (with, without) in zip(cached.answers, plain.answers) {
      #expect(with.statistics.readCount == 0)
      #expect(with.statistics.readMicroseconds == 0)
      #expect(with.statistics.cacheHitCount == without.statistics.readCount)
      #expect(with.statistics.comparisonCount == without.statistics.comparisonCount)
    }
  }

  @Test("A cache by queries holds the nodes that these read most often", arguments: [1, 10, 60])
  func byQueries(count: Int) throws {
    let small = try SmallIndex()
    let index = try small.open()
    let queries = try small.queries(count: 40)
    try BinFile.write(queries, to: index.files.sampleData)
    var counts = [Int](repeating: 0, count: 300)
    for query in 0..<40 {
      let trace = try SearchStepper(
        index: index, queries: queries, queryNumber: query,
        parameters: SearchParameters(answerCount: 1, searchListSize: 15, beamWidth: 4)
      ).runToEnd()
      for hop in trace.hops {
        for expansion in hop.expanded { counts[Int(expansion.node)] += 1 }
      }
    }
    let cache = try NodeCache.load(index: index, nodeCount: count, policy: .queries)
    let ranked = (0..<300).sorted { (counts[$1], $0) < (counts[$0], $1) }
    #expect(cache.nodeCount == count)
    #expect(Set(cache.nodes) == Set(ranked.prefix(count).map { NodeID($0) }))

    try BinFile.write(queries, to: small.folder.file("other.u8bin"))
    let same = try NodeCache.load(
      index: index, nodeCount: count, policy: .queries,
      samplePath: small.folder.file("other.u8bin"))
    #expect(same.nodes == cache.nodes)
  }

  @Test("Where queries read fewer nodes than the cache holds, what they lead to follows")
  func fewQueries() throws {
    let small = try SmallIndex()
    let index = try small.open()
    try BinFile.write(small.queries(count: 1), to: index.files.sampleData)
    let cache = try NodeCache.load(index: index, nodeCount: 150, policy: .queries)
    #expect(Set(cache.nodes).count == 150)
  }

  @Test("A cache by queries without a sample, or with one of another index, is refused")
  func noSample() throws {
    let small = try SmallIndex()
    let index = try small.open()
    let error = #expect(throws: IndexError.self) {
      try NodeCache.load(index: index, nodeCount: 5, policy: .queries)
    }
    #expect("\(try #require(error))".hasPrefix("--cache-queries"))
    let other = try SmallIndex(.init(count: 5, dimension: 13))
    try BinFile.write(other.vectors, to: index.files.sampleData)
    #expect(throws: IndexError.self) {
      try NodeCache.load(index: index, nodeCount: 5, policy: .queries)
    }
  }

  @Test("What it holds is what it said it would")
  func residentBytes() throws {
    let small = try SmallIndex()
    let index = try small.open()
    for count in [0, 1, 7, 8, 9, 100] {
      let cache = try NodeCache.load(index: index, nodeCount: count)
      #expect(cache.residentBytes == NodeCache.residentBytes(index: index, nodeCount: count))
      #expect(cache.residentBytes >= count * index.layout.nodeBytes)
    }
  }

  @Test("A negative count and a cancelled load are refused")
  func refused() throws {
    let index = try SmallIndex().open()
    #expect(throws: IndexError.parameter(name: "--cache", expected: "at least 0", found: "-1")) {
      try NodeCache.load(index: index, nodeCount: -1)
    }
    let control = JobControl()
    control.cancel()
    #expect(throws: IndexError.cancelled) {
      try NodeCache.load(index: index, nodeCount: 10, control: control)
    }
  }

  private static func hops(of graph: VamanaGraph) -> [Int] {
    var hops = [Int](repeating: Int.max, count: graph.nodeCount)
    var level = [graph.medoid]
    hops[Int(graph.medoid)] = 0
    while !level.isEmpty {
      var next: [NodeID] = []
      for node in level {
        for neighbour in graph.neighbours(of: node) where hops[Int(neighbour)] == Int.max {
          hops[Int(neighbour)] = hops[Int(node)] + 1
          next.append(neighbour)
        }
      }
      level = next
    }
    return hops
  }
}

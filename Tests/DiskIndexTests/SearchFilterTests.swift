import Foundation
import TestSupport
import Testing
import VectorData

@testable import DiskIndex

@Suite("Filtered searches")
struct SearchFilterTests {
  @Test("a scan answers only what passes, and all of it where K reaches so far")
  func scan() throws {
    let small = try SmallIndex()
    let index = try small.open()
    let passing = NodeSet(nodeCount: 300, nodes: (0..<300).filter { $0 % 40 == 3 }.map(NodeID.init))
    let filter = SearchFilter(passing: passing, strategy: .scan)
    let queries = try small.queries(count: 5)
    let batch = try BatchSearch.run(
      index: index, queries: queries,
      parameters: SearchParameters(answerCount: 20, searchListSize: 20), filters: [filter])
    for (query, answer) in batch.answers.enumerated() {
      let kernel = DistanceKernel.squaredL2(small.vectors.elementType).function
      let expected = passing.nodes.map { node in
        (kernel(queries.row(query), small.vectors.row(Int(node)), small.vectors.dimension), node)
      }.sorted { $0 < $1 }
      #expect(answer.results.map(\.node) == expected.map(\.1))
      #expect(answer.statistics.readCount == passing.count)
    }
  }

  @Test("a walk goes over passing nodes alone, and each query has its own filter")
  func walk() throws {
    let small = try SmallIndex()
    let index = try small.open()
    let queries = try small.queries(count: 6)
    let filters = (0..<6).map { query in
      let nodes = (0..<300).map(NodeID.init).filter { Int($0) % 2 == query % 2 }
      return SearchFilter(
        passing: NodeSet(nodeCount: 300, nodes: nodes),
        strategy: .walk(starts: [[nodes[0], nodes[50]], [nodes[20]]]))
    }
    let batch = try BatchSearch.run(
      index: index, queries: queries, parameters: SearchParameters(), filters: filters,
      threadCount: 2)
    for (query, answer) in batch.answers.enumerated() {
      #expect(!answer.results.isEmpty)
      #expect(answer.results.allSatisfy { Int($0.node) % 2 == query % 2 })
    }
  }

  @Test("a walk without a start that passes is a scan; nothing that passes is no answer")
  func degenerate() throws {
    let set = NodeSet(nodeCount: 300, nodes: [7])
    #expect(SearchFilter(passing: set, strategy: .walk(starts: [[8], []])).strategy == .scan)
    let small = try SmallIndex()
    let none = SearchFilter(passing: NodeSet(nodeCount: 300), strategy: .scan)
    let batch = try BatchSearch.run(
      index: try small.open(), queries: try small.queries(count: 2),
      parameters: SearchParameters(), filters: [none])
    #expect(batch.answers.allSatisfy { $0.results.isEmpty && $0.statistics.readCount == 0 })
    #expect(batch.failures.isEmpty)
  }

  @Test("an unfiltered search is what it was: a filter that passes all walks the same path")
  func allPass() throws {
    let small = try SmallIndex()
    let index = try small.open()
    let all = NodeSet(nodeCount: 300).complement
    let filter = SearchFilter(
      passing: all, strategy: .walk(starts: [[index.layout.medoid]]))
    let queries = try small.queries()
    let plain = try BatchSearch.run(index: index, queries: queries, parameters: .init())
    let filtered = try BatchSearch.run(
      index: index, queries: queries, parameters: .init(), filters: [filter])
    #expect(plain.answers.map(\.results) == filtered.answers.map(\.results))
    #expect(
      plain.answers.map(\.statistics.readCount) == filtered.answers.map(\.statistics.readCount))
  }
}

@Suite("Label files of an index")
struct IndexLabelsTests {
  @Test("what is written is read again", arguments: [nil, "any"])
  func roundTrip(universal: String?) throws {
    let folder = try TemporaryFolder()
    let source = folder.file("labels.txt")
    try Data("a,b\nany\nc c\nb\n".utf8).write(to: URL(fileURLWithPath: source))
    let labels = try PointLabels.read(path: source, nodeCount: 4, universal: universal)
    let files = LabelFiles(indexPath: folder.file("ann"))
    #expect(try IndexLabels.readIfPresent(files: files, nodeCount: 4) == nil)
    try IndexLabels.write(labels, files: files)
    let read = try #require(try IndexLabels.readIfPresent(files: files, nodeCount: 4))
    #expect(read.starts.isEmpty)
    for name in labels.names {
      let expression = FilterExpression.label(name)
      #expect(try expression.passing(read.labels) == expression.passing(labels))
    }
    let numbers = try String(contentsOfFile: files.labels, encoding: .utf8)
    #expect(numbers == (universal == nil ? "1,2\n3\n4\n2\n" : "2,3\n0\n4\n3\n"))
    try Data("1\n9\n1\n1\n".utf8).write(to: URL(fileURLWithPath: files.labels))
    #expect(throws: IndexError.self) {
      try IndexLabels.readIfPresent(files: files, nodeCount: 4)
    }
  }

  @Test("labels joined by OR are walked where the graph knows them, others are scanned")
  func strategies() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("labels.txt")
    let lines = (0..<6000).map { $0 % 10 == 0 ? "rare" : "many" }
    try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
    let labels = IndexLabels(
      labels: try PointLabels.read(path: path, nodeCount: 6000),
      starts: ["rare": [10], "many": [11]])
    func strategy(_ text: String, _ wanted: FilterStrategy = .automatic) throws
      -> SearchFilter.Strategy
    {
      try labels.filter(FilterExpression(text), strategy: wanted).strategy
    }
    #expect(try strategy("rare") == .scan)
    #expect(try strategy("rare", .walk) == .walk(starts: [[10]]))
    #expect(try strategy("many OR rare") == .walk(starts: [[11], [10]]))
    #expect(try strategy("many", .scan) == .scan)
    #expect(try strategy("NOT rare") == .scan)
    #expect(throws: IndexError.self) { try strategy("NOT rare", .walk) }
  }
}

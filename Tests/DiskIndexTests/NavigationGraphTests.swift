import Foundation
import TestSupport
import Testing
import VectorData

@testable import DiskIndex

@Suite("Navigation graph")
struct NavigationGraphTests {
  private let team = WorkerTeam(workerCount: 2)

  private func index(share: Double, width: Int = 8) throws -> (SmallIndex, DiskIndex) {
    let small = try SmallIndex.packed()
    let index = try small.open()
    let graph = try NavigationGraph.build(
      index: index, size: NavigationSize(share: share, width: width), team: team)
    try graph.write(to: index.files.navigation)
    return (small, try small.open())
  }

  private func parameters(L: Int, K: Int = 5, W: Int = 2) -> SearchParameters {
    var parameters = SearchParameters(answerCount: K, searchListSize: L, beamWidth: W)
    parameters.usesNavigation = true
    return parameters
  }

  @Test("What is packed is unpacked", arguments: [1, 2, 3, 255, 256, 257, 5000], [1, 7, 16])
  func packing(memberCount: Int, width: Int) throws {
    var generator = SeededGenerator(seed: 3)
    let packing = MemberPacking(memberCount: memberCount, width: width)
    let buffer = try AlignedBuffer(byteCount: packing.bufferBytes, purpose: "a test")
    let rows = (0..<memberCount).map { member in
      (0..<generator.nextIndex(below: width + 1)).map { _ in
        NodeID(generator.nextIndex(below: memberCount))
      }
    }
    for (member, row) in rows.enumerated() { packing.pack(row, of: member, into: buffer) }
    let start = try #require(buffer.bytes.baseAddress)
    var target = [NodeID](repeating: 0, count: width)
    for (member, row) in rows.enumerated() {
      target.withUnsafeMutableBufferPointer {
        packing.unpack(
          UnsafeRawPointer(start) + member * packing.rowBytes, into: $0.baseAddress!)
      }
      let padding = [NodeID](repeating: NodeID(member), count: width - row.count)
      #expect(target == row + padding)
    }
  }

  @Test("The file gives the same graph, and says what it keeps in memory", arguments: [0.1, 1])
  func file(share: Double) throws {
    let (small, index) = try index(share: share)
    let size = NavigationSize(share: share, width: 8)
    let built = try NavigationGraph.build(index: try small.open(), size: size, team: team)
    let before = index.residentBytes
    let read = try index.navigationGraph()
    #expect(index.residentBytes - before == read.residentBytes)
    #expect(read.residentBytes == size.residentBytes(nodeCount: 300))
    #expect(read.memberCount == (share == 1 ? 300 : 30) && read.start == built.start)
    #expect(read.memberNodes == built.memberNodes)
    for member in 0..<NodeID(read.memberCount) {
      #expect(read.neighbours(of: member) == built.neighbours(of: member))
      #expect(!read.neighbours(of: member).isEmpty)
    }
    #expect(try IndexVerifier.verify(prefix: small.prefix, elementType: .uint8).isEmpty)
  }

  @Test("The sample takes a member from each run of places, whatever the number of threads")
  func sample() throws {
    let small = try SmallIndex.packed()
    let index = try small.open()
    let size = NavigationSize(share: 0.05, width: 4)
    let one = try NavigationGraph.build(
      index: index, size: size, team: WorkerTeam(workerCount: 1))
    let two = try NavigationGraph.build(index: index, size: size, team: team)
    #expect(one.memberNodes == two.memberNodes)
    #expect(one.memberNodes.map { Int($0) / 20 } == Array(0..<15))
    for member in 0..<NodeID(15) {
      #expect(one.neighbours(of: member) == two.neighbours(of: member))
    }
  }

  @Test("A search begins with the nearest members, each once, and reads less")
  func readsLess() throws {
    let (small, index) = try index(share: 0.3)
    let queries = try small.queries()
    var classic = parameters(L: 12)
    classic.usesNavigation = false
    let far = try BatchSearch.run(index: index, queries: queries, parameters: classic)
    let near = try BatchSearch.run(index: index, queries: queries, parameters: parameters(L: 12))
    #expect(near.readTotal < far.readTotal)
    let members = Set(try index.navigationGraph().memberNodes)
    for query in 0..<queries.count {
      let trace = try SearchStepper(
        index: index, queries: queries, queryNumber: query, parameters: parameters(L: 12)
      ).runToEnd()
      #expect(trace.entries.count == 12 && trace.entries.allSatisfy { members.contains($0.node) })
      #expect(Set(trace.entries.map(\.node)).count == 12)
      #expect(
        trace.entries.map(\.distance) == trace.entries.map(\.distance).sorted())
      #expect(trace.hops[0].before.map(\.node) == trace.entries.map(\.node))
      let expanded = trace.hops.flatMap { $0.expanded.map(\.node) }
      #expect(Set(expanded).count == expanded.count)
      #expect(expanded.count == trace.statistics.readCount)
      #expect(trace.results == near.answers[query].results)
    }
  }

  @Test("With a list of all nodes the exact nearest are found", arguments: [0.02, 0.5, 1])
  func exhaustive(share: Double) throws {
    let (small, index) = try index(share: share)
    let queries = try small.queries(count: 5)
    var parameters = parameters(L: 300, K: 10)
    for usesWholePages in [false, true] {
      parameters.usesWholePages = usesWholePages
      let answer = try BatchSearch.run(index: index, queries: queries, parameters: parameters)
      for query in 0..<queries.count {
        let exact = small.nearest(to: queries.floats(row: query), count: 10)
        #expect(answer.answers[query].results == exact)
      }
    }
  }

  @Test("In another order it is the same graph over the same rows")
  func moved() throws {
    let (small, index) = try index(share: 0.2)
    let folder = try TemporaryFolder()
    let target = IndexFiles(prefix: folder.file("backwards"))
    let backwards = Array((0..<NodeID(300)).reversed())
    try IndexReordering(index: index, nodes: backwards).write(to: target)
    try FileManager.default.copyItem(atPath: index.files.pivots, toPath: target.pivots)
    let other = try DiskIndex.open(prefix: target.prefix, elementType: .uint8)
    let (first, second) = (try index.navigationGraph(), try other.navigationGraph())
    let edges = { (graph: NavigationGraph, index: DiskIndex) in
      Set(
        (0..<NodeID(graph.memberCount)).flatMap { member in
          graph.neighbours(of: member).map {
            [index.row(of: graph.node(of: member)), index.row(of: graph.node(of: $0))]
          }
        })
    }
    #expect(edges(first, index) == edges(second, other))
    #expect(
      index.row(of: first.node(of: first.start)) == other.row(of: second.node(of: second.start)))
    let queries = try small.queries(count: 3)
    let answers = try [index, other].map {
      try BatchSearch.run(index: $0, queries: queries, parameters: parameters(L: 30, W: 1)).answers
    }
    #expect(
      answers[0].map { Set($0.results.map(\.node)) }
        == answers[1].map { Set($0.results.map(\.node)) })
  }

  @Test("A filter says itself where a search begins")
  func filtered() throws {
    let (small, index) = try index(share: 0.3)
    let passing = NodeSet(
      nodeCount: 300, nodes: stride(from: 0, to: 300, by: 3).map { NodeID($0) })
    let filter = SearchFilter(passing: passing, strategy: .scan)
    let queries = try small.queries(count: 4)
    var classic = parameters(L: 20)
    classic.usesNavigation = false
    let answers = try [parameters(L: 20), classic].map {
      try BatchSearch.run(index: index, queries: queries, parameters: $0, filters: [filter])
        .answers.map(\.results)
    }
    #expect(answers[0] == answers[1])
  }

  @Test("Without the file the switch is refused; a damaged one is named with its place")
  func refused() throws {
    let small = try SmallIndex.packed()
    let queries = try small.queries(count: 1)
    #expect(throws: IndexError.self) {
      try BatchSearch.run(
        index: try small.open(), queries: queries, parameters: parameters(L: 10))
    }
    let (damaged, index) = try self.index(share: 0.1)
    let path = index.files.navigation
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    // Magic, version, nodes, members, width, start, a member that does not ascend, a neighbour.
    let faults: [(byte: Int, value: UInt8)] = [
      (0, 0), (8, 2), (12, 1), (16, 0), (20, 0), (24, 200), (36, 0), (whole.count - 1, 0xFF),
    ]
    for (byte, value) in faults {
      var bytes = whole
      bytes[byte] = value
      try bytes.write(to: URL(fileURLWithPath: path))
      #expect(throws: IndexError.self, "byte \(byte)") { try damaged.open().navigationGraph() }
      #expect(try !IndexVerifier.verify(prefix: damaged.prefix, elementType: .uint8).isEmpty)
    }
    try whole.dropLast().write(to: URL(fileURLWithPath: path))
    #expect(throws: IndexError.self) { try damaged.open().navigationGraph() }
  }
}

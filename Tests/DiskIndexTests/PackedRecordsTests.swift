import Foundation
import TestSupport
import Testing
import VectorData

@testable import DiskIndex

@Suite("Packed records")
struct PackedRecordsTests {
  /// An index and the same nodes, in the same order, with packed records.
  struct Pair {
    let small: SmallIndex
    let plain: DiskIndex
    let packed: DiskIndex
    let folder: TemporaryFolder

    init(elementType: ElementType = .uint8, dimension: Int = 240) throws {
      var parameters = SmallIndex.Parameters()
      parameters.elementType = elementType
      parameters.dimension = dimension
      small = try SmallIndex(parameters)
      plain = try small.open()
      folder = try TemporaryFolder()
      packed = try Self.rewritten(
        plain, nodes: (0..<300).map { $0 }, isPacked: true, in: folder, name: "packed")
    }

    static func rewritten(
      _ index: DiskIndex, nodes: [NodeID], isPacked: Bool, in folder: TemporaryFolder, name: String
    ) throws -> DiskIndex {
      let target = IndexFiles(prefix: folder.file(name))
      let records =
        isPacked
        ? try PackedRecords(index: index, nodes: nodes, team: WorkerTeam(workerCount: 2)) : nil
      try IndexReordering(index: index, nodes: nodes).write(to: target, packed: records)
      try FileManager.default.copyItem(atPath: index.files.pivots, toPath: target.pivots)
      return try DiskIndex.open(prefix: target.prefix, elementType: index.elementType)
    }

    var path: String { packed.files.disk }

    func patch(at offset: Int, _ bytes: [UInt8]) throws {
      let handle = try #require(FileHandle(forUpdatingAtPath: path))
      try handle.seek(toOffset: UInt64(offset))
      try handle.write(contentsOf: Data(bytes))
      try handle.close()
    }

    func faults() throws -> [String] {
      try IndexVerifier.verify(prefix: packed.prefix, elementType: packed.elementType)
        .map { "\($0)" }
    }
  }

  @Test("Every node keeps its vector and its neighbours", arguments: ElementType.allCases)
  func sameNodes(elementType: ElementType) throws {
    let pair = try Pair(elementType: elementType, dimension: 20)
    #expect(pair.packed.layout.sectorCount < pair.plain.layout.sectorCount)
    #expect(pair.packed.layout.nodesPerSector > pair.plain.layout.nodesPerSector)
    for node in 0..<NodeID(300) {
      let (before, after) = try (pair.plain.readNode(node), pair.packed.readNode(node))
      #expect(before.vector == after.vector)
      #expect(before.neighbours.sorted() == after.neighbours)
      #expect(after.sector == pair.packed.layout.sector(of: node))
      #expect(after.byteOffset / 4096 == after.sector)
      #expect(after.byteOffset % elementType.byteCount == 0)
    }
    #expect(try pair.faults() == [])
    // The file says the type itself.
    #expect(try DiskIndex.open(prefix: pair.packed.prefix).elementType == elementType)
    #expect(throws: IndexError.self) {
      try DiskIndex.open(
        prefix: pair.packed.prefix, elementType: elementType == .int8 ? .uint8 : .int8)
    }
  }

  @Test(
    "Searches expand the same nodes and answer the same, by any source",
    arguments: [PageSourceKind.automatic, .pread])
  func sameSearches(kind: PageSourceKind) throws {
    let pair = try Pair()
    let packed = try DiskIndex.open(prefix: pair.packed.prefix, pageSource: kind)
    let queries = try pair.small.queries(count: 8)
    for isPipelined in [false, true] {
      var parameters = SearchParameters(answerCount: 5, searchListSize: 20, beamWidth: 3)
      parameters.isPipelined = isPipelined
      for query in 0..<queries.count {
        let traces = try [pair.plain, packed].map {
          try SearchStepper(
            index: $0, queries: queries, queryNumber: query, parameters: parameters
          ).runToEnd()
        }
        let expanded = traces.map { $0.hops.flatMap { $0.expanded.map(\.node) } }
        #expect(expanded[0] == expanded[1])
        #expect(traces[0].results == traces[1].results)
        #expect(traces[0].statistics.readCount == traces[1].statistics.readCount)
        #expect(traces[0].statistics.comparisonCount == traces[1].statistics.comparisonCount)
      }
    }
  }

  @Test("Whole pages: no sector is read twice, and every node of a sector is ranked once")
  func wholePages() throws {
    let pair = try Pair()
    let queries = try pair.small.queries(count: 6)
    var parameters = SearchParameters(answerCount: 5, searchListSize: 20, beamWidth: 4)
    parameters.usesWholePages = true
    let cache = try NodeCache.load(index: pair.packed, nodeCount: 30)
    for query in 0..<queries.count {
      let trace = try SearchStepper(
        index: pair.packed, queries: queries, queryNumber: query, parameters: parameters
      ).runToEnd()
      let read = trace.readSectors
      #expect(Set(read).count == read.count)
      let inSectors = (0..<NodeID(300)).filter {
        read.contains(pair.packed.layout.sector(of: $0))
      }
      #expect(trace.rankedNodes.sorted() == inSectors)
      let cached = try SearchStepper(
        index: pair.packed, cache: cache, queries: queries, queryNumber: query,
        parameters: parameters
      ).runToEnd()
      let statistics = cached.statistics
      #expect(
        cached.hops.flatMap(\.expanded).count
          == statistics.readCount + statistics.cacheHitCount + statistics.pageHitCount)
    }
  }

  @Test("A cache holds packed records: less memory for the same hits")
  func caches() throws {
    let pair = try Pair(dimension: 12)
    let queries = try pair.small.queries(count: 8)
    let parameters = SearchParameters(answerCount: 5, searchListSize: 20, beamWidth: 3)
    // Breadth first takes a part of the last level, in the order in which neighbours are named.
    #expect(try NodeCache.load(index: pair.packed, nodeCount: 50).nodeCount == 50)
    let nodes = (0..<50).map { NodeID($0 * 6) }
    let caches = try [pair.plain, pair.packed].map { try NodeCache.load(index: $0, nodes: nodes) }
    #expect(caches[1].residentBytes < caches[0].residentBytes)
    #expect(
      caches[1].residentBytes == NodeCache.residentBytes(index: pair.packed, nodeCount: 50))
    let answers = try zip([pair.plain, pair.packed], caches).map { index, cache in
      try BatchSearch.run(
        index: index, cache: cache, queries: queries, parameters: parameters
      ).answers
    }
    for (plain, packed) in zip(answers[0], answers[1]) {
      #expect(plain.results == packed.results)
      #expect(plain.statistics.cacheHitCount == packed.statistics.cacheHitCount)
    }
  }

  @Test("In graph order neighbours share sectors; plain again it is the same graph")
  func orders() throws {
    let pair = try Pair(dimension: 60)
    let team = WorkerTeam(workerCount: 2)
    let records = try PackedRecords.inGraphOrder(of: pair.plain, team: team)
    #expect(
      try PackedRecords.inGraphOrder(of: pair.plain, team: WorkerTeam(workerCount: 1)).nodes
        == records.nodes)
    let target = IndexFiles(prefix: pair.folder.file("graph"))
    try IndexReordering(index: pair.plain, nodes: records.nodes).write(to: target, packed: records)
    try FileManager.default.copyItem(atPath: pair.plain.files.pivots, toPath: target.pivots)
    let graph = try DiskIndex.open(prefix: target.prefix)
    #expect(
      try PageOverlap.measure(index: graph) > 1.2 * PageOverlap.measure(index: pair.packed))
    let back = try Pair.rewritten(
      graph, nodes: (0..<300).map { graph.node(ofRow: $0) }, isPacked: false, in: pair.folder,
      name: "back")
    #expect(back.layout == pair.plain.layout)
    for row in 0..<NodeID(300) {
      let (before, after) = try (pair.plain.readNode(row), back.readNode(row))
      let neighbours = before.neighbours.sorted()
      #expect(neighbours == after.neighbours.sorted() && before.vector == after.vector)
      #expect(try graph.readNode(row).neighbours.sorted() == neighbours)
    }
  }

  @Test("Who points to a node, and the graph in memory, are those of the plain file")
  func otherReaders() throws {
    let pair = try Pair()
    for node in [NodeID(0), 150, 299] {
      var found: [[NodeID]] = []
      for index in [pair.plain, pair.packed] {
        var predecessors: [NodeID] = []
        try index.forEachPredecessor(of: node) { predecessors.append($0.node) }
        found.append(predecessors)
      }
      #expect(found[0] == found[1] && !found[0].isEmpty)
    }
    let parameters = SearchParameters(answerCount: 5, searchListSize: 20)
    let queries = try pair.small.queries(count: 4)
    let answers = try [pair.plain, pair.packed].map {
      try HybridIndex.open(prefix: $0.prefix, elementType: .uint8).search(
        queries, parameters: parameters
      ).answers.map(\.results)
    }
    #expect(answers[0] == answers[1])
  }

  @Test("Every byte of every sector has one field, in order")
  func fields() throws {
    let pair = try Pair()
    for number in 0..<pair.packed.layout.sectorTotal {
      let sector = try pair.packed.readSector(number)
      var next = 0
      for field in sector.fields {
        #expect(field.bytes.lowerBound == next && !field.bytes.isEmpty)
        next = field.bytes.upperBound
      }
      #expect(next == 4096)
      for (row, neighbours) in sector.packedNeighbours {
        #expect(try pair.packed.readNode(row).neighbours == neighbours)
      }
      #expect(sector.packedNeighbours.count == pair.packed.layout.nodes(inSector: number).count)
    }
  }

  @Test("Vectors that leave no room to save are refused")
  func refusal() throws {
    let small = try SmallIndex(.init(dimension: 512, elementType: .float32))
    let index = try small.open()
    let folder = try TemporaryFolder()
    let error = #expect(throws: IndexError.self) {
      try Pair.rewritten(
        index, nodes: (0..<300).map { $0 }, isPacked: true, in: folder, name: "packed")
    }
    #expect("\(try #require(error))".contains("no fewer sectors"))
  }
}

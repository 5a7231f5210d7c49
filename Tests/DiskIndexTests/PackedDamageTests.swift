import Foundation
import Testing
import VectorData

@testable import DiskIndex

@Suite("Damaged packed records")
struct PackedDamageTests {
  private typealias Pair = PackedRecordsTests.Pair

  @Test("A header that cannot be is refused with its field")
  func headers() throws {
    let cases: [(offset: Int, bytes: [UInt8], field: String)] = [
      (0, [0], "header fields"), (16, [2], "version"), (20, [3], "element type"),
      (24, [0, 0], "node count"), (40, [0, 2], "medoid"), (48, [0], "width"),
      (56, [9, 9], "sectors of nodes"), (64, [1, 0], "longest record"), (72, [1], "file bytes"),
      (80, [1], "checksum"), (88, [11], "code of gaps"), (88, [1, 1, 1], "code of gaps"),
    ]
    for (offset, bytes, field) in cases {
      let pair = try Pair()
      try pair.patch(at: offset, bytes)
      let error = #expect(throws: IndexError.self) {
        try DiskIndex.open(prefix: pair.packed.prefix, elementType: .uint8)
      }
      #expect("\(try #require(error))".contains(field))
      #expect(try !pair.faults().isEmpty)
    }
  }

  @Test("Sector starts that do not belong to the nodes are refused, a short file too")
  func startBits() throws {
    let pair = try Pair()
    let place = (1 + pair.packed.layout.sectorCount) * 4096
    for bytes: [UInt8] in [[0], [1, 0, 0, 0], [0xFF, 0xFF]] {
      try pair.patch(at: place, bytes)
      #expect(throws: IndexError.self) { try DiskIndex.open(prefix: pair.packed.prefix) }
    }
    let data = try Data(contentsOf: URL(fileURLWithPath: pair.path))
    try data.prefix(data.count - 4096).write(to: URL(fileURLWithPath: pair.path))
    #expect(throws: IndexError.self) { try DiskIndex.open(prefix: pair.packed.prefix) }
  }

  @Test("Offsets that cannot be are told by verify, and end the searches that come there")
  func offsets() throws {
    for bytes: [UInt8] in [[0xFF, 0xFF], [0, 0], [0x27, 0]] {
      let pair = try Pair()
      let node = NodeID(pair.packed.layout.nodes(inSector: 4).lowerBound)
      try pair.patch(at: 4 * 4096, bytes)
      let index = try DiskIndex.open(prefix: pair.packed.prefix)
      #expect(throws: IndexError.self) { try index.readNode(node) }
      #expect(try pair.faults().contains { $0.contains("record of node \(node)") })
      #expect(throws: IndexError.self) { try PageOverlap.measure(index: index) }
      let found = try BatchSearch.run(
        index: index, queries: pair.small.queries(count: 3),
        parameters: SearchParameters(answerCount: 5, searchListSize: 300))
      #expect(found.failures.count == 3)
      // The screens show what is left of it.
      #expect(try index.readSector(4).fields.last?.bytes.upperBound == 4096)
    }
  }

  @Test("Neighbours that cannot be are told by verify and refused by whoever reads them")
  func neighbours() throws {
    let pair = try Pair()
    let stored = try pair.packed.readNode(50)
    try pair.patch(
      at: stored.byteOffset + pair.packed.layout.vectorBytes, [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(try pair.faults().contains { $0.contains("neighbours of node 50") })
    let index = try DiskIndex.open(prefix: pair.packed.prefix)
    #expect(throws: IndexError.self) { try index.readNode(50) }
  }

  @Test("Any damage of the sectors ends in answers or errors", arguments: 0..<12)
  func anyDamage(seed: Int) throws {
    let pair = try Pair(dimension: 12)
    var generator = SeededGenerator(seed: UInt64(seed))
    for _ in 0..<40 {
      let place = 4096 + generator.nextIndex(below: pair.packed.layout.sectorCount * 4096)
      try pair.patch(at: place, [UInt8(truncatingIfNeeded: generator.next())])
    }
    let index = try DiskIndex.open(prefix: pair.packed.prefix)
    var parameters = SearchParameters(answerCount: 5, searchListSize: 300)
    for isWhole in [false, true] {
      parameters.usesWholePages = isWhole
      let found = try BatchSearch.run(
        index: index, queries: pair.small.queries(count: 4), parameters: parameters)
      for answer in found.answers {
        #expect(answer.results.allSatisfy { $0.node < 300 })
      }
    }
    _ = try pair.faults()
    _ = try? NodeCache.load(index: index, nodeCount: 300)
    for number in 0..<index.layout.sectorTotal {
      #expect(try index.readSector(number).fields.last?.bytes.upperBound == 4096)
    }
  }

  @Test("A search whose reads fail says so, the others go on")
  func failingReads() throws {
    let pair = try Pair()
    let index = pair.packed
    let queries = try pair.small.queries(count: 1)
    let parameters = SearchParameters(answerCount: 5, searchListSize: 30, beamWidth: 2)
    let pages = try MemoryPages(
      path: pair.path, layout: index.layout, laneCount: 1, beamWidth: 2)
    pages.unreadable = [index.layout.medoid]
    var search = BeamSearch(
      index: index, cache: .empty, pages: pages, lane: 0,
      scratch: SearchScratch(index: index, parameters: parameters), query: queries.row(0),
      parameters: parameters, observer: Unobserved())
    #expect(search.begin() != nil)
    var failed = false
    do { try search.complete() } catch { failed = true }
    #expect(failed)
  }
}

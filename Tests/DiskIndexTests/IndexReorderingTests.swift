import Foundation
import TestSupport
import Testing
import VectorData

@testable import DiskIndex

@Suite("Reordering")
struct IndexReorderingTests {
  /// Another index of the same rows in the order of `nodes`, with the PQ table copied.
  private func reordered(
    _ index: DiskIndex, nodes: [NodeID], in folder: TemporaryFolder, name: String
  ) throws -> DiskIndex {
    let target = IndexFiles(prefix: folder.file(name))
    try IndexReordering(index: index, nodes: nodes).write(to: target)
    try FileManager.default.copyItem(atPath: index.files.pivots, toPath: target.pivots)
    return try DiskIndex.open(prefix: target.prefix, elementType: index.elementType)
  }

  @Test("Searches read the same nodes and answer with the same rows in any order")
  func sameAnswers() throws {
    let small = try SmallIndex.packed()
    let index = try small.open()
    let folder = try TemporaryFolder()
    let backwards = Array((0..<NodeID(300)).reversed())
    let other = try reordered(index, nodes: backwards, in: folder, name: "backwards")
    let queries = try small.queries(count: 5)
    let parameters = SearchParameters(answerCount: 5, searchListSize: 20, beamWidth: 1)
    for query in 0..<queries.count {
      let traces = try [index, other].map {
        try SearchStepper(
          index: $0, queries: queries, queryNumber: query, parameters: parameters
        ).runToEnd()
      }
      let expanded = traces.map { $0.hops.flatMap { $0.expanded.map(\.node) } }
      #expect(Set(expanded[0]) == Set(expanded[1]))
      #expect(traces[0].results.map(\.distance) == traces[1].results.map(\.distance))
      #expect(Set(traces[0].results.map(\.node)) == Set(traces[1].results.map(\.node)))
    }
    for row in [NodeID(0), 17, 299] {
      let (before, after) = try (index.readNode(row), other.readNode(row))
      #expect(before.vector == after.vector && before.neighbours == after.neighbours)
      #expect(after.sector == other.layout.sector(of: 299 - row))
    }
    #expect(try IndexVerifier.verify(prefix: other.prefix, elementType: .uint8).isEmpty)
  }

  @Test("Back in the order of the rows the files are those of before")
  func roundTrip() throws {
    let small = try SmallIndex.packed()
    let index = try small.open()
    let folder = try TemporaryFolder()
    let nodes = try PagePacking.nodes(of: index, team: WorkerTeam(workerCount: 2))
    let packedIndex = try reordered(index, nodes: nodes, in: folder, name: "packed")
    let back = try reordered(
      packedIndex, nodes: (0..<NodeID(300)).map { packedIndex.node(ofRow: $0) }, in: folder,
      name: "back")
    #expect(back.order == nil)
    for (first, second) in [
      (index.files.disk, back.files.disk), (index.files.codes, back.files.codes),
    ] {
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: first))
          == Data(contentsOf: URL(fileURLWithPath: second)))
    }
  }

  @Test("Packing brings neighbours together, the same on any number of threads")
  func packing() throws {
    let small = try SmallIndex.packed()
    let index = try small.open()
    let nodes = try PagePacking.nodes(of: index, team: WorkerTeam(workerCount: 1))
    #expect(try PagePacking.nodes(of: index, team: WorkerTeam(workerCount: 3)) == nodes)
    #expect(nodes.sorted() == Array(0..<300))
    let folder = try TemporaryFolder()
    let packedIndex = try reordered(index, nodes: nodes, in: folder, name: "packed")
    // The ring through all nodes gives neighbours of the same sector to the order of the rows too.
    let before = try PageOverlap.measure(index: index)
    #expect(try PageOverlap.measure(index: packedIndex) > 1.5 * before)
  }

  @Test("A damaged order of rows is refused with its place")
  func damagedOrder() throws {
    let small = try SmallIndex.packed()
    let path = IndexFiles(prefix: small.prefix).rowOrder
    try RowOrder.write(rows: Array((0..<NodeID(300)).reversed()), to: path)
    #expect(try small.open().order?.row(at: 0) == 299)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[8 + 8 * 5] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
    #expect(throws: IndexError.self) { try small.open() }
    try RowOrder.write(rows: Array(0..<200), to: path)
    #expect(throws: IndexError.self) { try small.open() }
  }
}

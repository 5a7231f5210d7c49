import Foundation
import Quantization
import Testing
import VectorData

@testable import DiskIndex

@Suite("Disk-PQ and reorder data")
struct RecordCodesTests {
  /// A small index of floats whose nodes hold codes, with or without full vectors behind the graph.
  struct CodedIndex {
    let small: SmallIndex
    let quantizer: ProductQuantizer
    let codes: PQCodes

    /// 300 vectors of 12 floats: 85 fit a sector, so the last sector of reorder data is not full.
    init(isReordered: Bool) throws {
      small = try SmallIndex(.init(elementType: .float32))
      let team = WorkerTeam(workerCount: 1)
      quantizer = try ProductQuantizer.train(
        on: small.vectors, chunkCount: 3, seed: 5, isCentred: false, team: team,
        control: JobControl())
      codes = try quantizer.encode(small.vectors, team: team, control: JobControl())
      let files = IndexFiles(prefix: small.prefix)
      try quantizer.write(to: files.diskPivots)
      try DiskIndexWriter.write(
        graph: small.graph, vectors: codes.matrix,
        reorderVectors: isReordered ? small.vectors : nil, to: files.disk)
    }

    func decoded(_ node: NodeID) -> [Float] {
      var vector = [Float](repeating: 0, count: quantizer.dimension)
      quantizer.reconstruct(code: codes.code(of: Int(node)), into: &vector)
      return vector
    }
  }

  private let parameters = SearchParameters(answerCount: 10, searchListSize: 25, beamWidth: 3)

  @Test("Distances are those to the vectors that the codes in the nodes stand for")
  func distancesToCodes() throws {
    let coded = try CodedIndex(isReordered: false)
    let index = try coded.small.open()
    #expect(index.layout.dimension == 3)
    #expect(index.layout.reorder == nil)
    let queries = try coded.small.queries()
    let found = try BatchSearch.run(index: index, queries: queries, parameters: parameters)
    for (query, answer) in found.answers.enumerated() {
      #expect(answer.results.count == 10)
      #expect(answer.results.map(\.distance) == answer.results.map(\.distance).sorted())
      for result in answer.results {
        let expected = SmallIndex.squaredL2(
          queries.floats(row: query), coded.decoded(result.node))
        #expect(abs(result.distance - expected) <= 1e-3 * max(1, expected))
      }
      #expect(answer.statistics.rerankReadCount == 0)
    }
    #expect(index.floats(of: try index.readNode(7)) == coded.decoded(7))
  }

  @Test(
    "Full vectors behind the graph decide the order of the answers, and their reads are counted",
    arguments: [PageSourceKind.automatic, .pread])
  func rerank(kind: PageSourceKind) throws {
    let coded = try CodedIndex(isReordered: true)
    let plain = try CodedIndex(isReordered: false)
    let index = try coded.small.open(pageSource: kind)
    let queries = try coded.small.queries()
    let found = try BatchSearch.run(index: index, queries: queries, parameters: parameters)
    let byCode = try BatchSearch.run(
      index: plain.small.open(), queries: queries,
      parameters: SearchParameters(answerCount: 25, searchListSize: 25, beamWidth: 3))
    for (query, answer) in found.answers.enumerated() {
      let vector = queries.floats(row: query)
      let expected = byCode.answers[query].results.map {
        SearchResult(
          node: $0.node,
          distance: SmallIndex.squaredL2(vector, coded.small.vectors.floats(row: Int($0.node))))
      }.sorted { ($0.distance, $0.node) < ($1.distance, $1.node) }
      // 30 candidates are looked at, and 25 are more than the walk needs to rank ten of them right.
      #expect(answer.results.prefix(5) == expected.prefix(5))
      for result in answer.results {
        #expect(
          result.distance
            == SmallIndex.squaredL2(vector, coded.small.vectors.floats(row: Int(result.node))))
      }
      let statistics = answer.statistics
      let nodeReads = statistics.readCount - statistics.rerankReadCount
      #expect(statistics.rerankReadCount == min(30, nodeReads))
      #expect(statistics.sectorCount == statistics.readCount)
      #expect(
        statistics.hopCount == byCode.answers[query].statistics.hopCount)
    }
  }

  @Test("A trace tells of the re-rank, within the last step")
  func trace() throws {
    let index = try CodedIndex(isReordered: true).small.open()
    let queries = try CodedIndex(isReordered: true).small.queries(count: 3)
    let batch = try BatchSearch.run(index: index, queries: queries, parameters: parameters)
    for query in 0..<3 {
      let stepper = try SearchStepper(
        index: index, queries: queries, queryNumber: query, parameters: parameters)
      var steps = 0
      while try stepper.advance() { steps += 1 }
      let trace = stepper.trace
      #expect(steps == trace.hops.count)
      #expect(trace.isFinished)
      #expect(trace.results == batch.answers[query].results)
      #expect(trace.reranked.count == trace.statistics.rerankReadCount)
      #expect(trace.statistics.readCount == batch.answers[query].statistics.readCount)
      let exact = Dictionary(
        uniqueKeysWithValues: trace.reranked.map { ($0.node, $0.exactDistance) })
      #expect(trace.results.allSatisfy { exact[$0.node] == $0.distance })
      let json = String(decoding: TraceJSON.encode(trace), as: UTF8.self)
      #expect(json.contains("\"reranked\":[{\"node\":"))
      #expect(json.contains("\"rerankReads\":"))
    }
  }

  @Test("The header of reorder data has DiskANN's twelve fields, and every byte is accounted for")
  func header() throws {
    let coded = try CodedIndex(isReordered: true)
    let layout = try coded.small.open().layout
    let graphSectors = UInt64(layout.sectorCount)
    #expect(
      layout.headerFields == [
        300, 3, 150, UInt64(layout.nodeBytes), UInt64(layout.nodesPerSector), 0, 0, 1,
        graphSectors + 1, 12, 85, 4096 * (1 + graphSectors + 4),
      ])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: coded.small.prefix + "_disk.index"))
    #expect(bytes.count == layout.fileBytes)
    let last = try #require(layout.reorder).byteOffset(of: 299)
    #expect(bytes[(last + 48)...].allSatisfy { $0 == 0 })
    #expect(try IndexVerifier.verify(prefix: coded.small.prefix) == [])
  }

  @Test("A header whose reorder fields contradict the rest is refused", arguments: [72, 80, 88])
  func lyingFields(offset: Int) throws {
    let coded = try CodedIndex(isReordered: true)
    try Self.patch(coded.small.prefix + "_disk.index", at: offset, UInt64(2000))
    #expect(throws: IndexError.self) { try coded.small.open() }
  }

  @Test("A vector that is no number behind the graph is found")
  func damagedVector() throws {
    let coded = try CodedIndex(isReordered: true)
    let reorder = try #require(try coded.small.open().layout.reorder)
    try Self.patch(
      coded.small.prefix + "_disk.index", at: reorder.byteOffset(of: 200) + 8,
      Float.nan.bitPattern)
    let faults = try IndexVerifier.verify(prefix: coded.small.prefix)
    #expect(faults.map { "\($0)" }.filter { $0.contains("coordinate 2 of node 200") }.count == 1)
  }

  @Test("A table of another number of bytes or columns is refused, and so is none at all")
  func foreignTable() throws {
    let coded = try CodedIndex(isReordered: true)
    let files = IndexFiles(prefix: coded.small.prefix)
    try DiskIndexOpenTests.replace(files.diskPivots, by: files.pivots)
    let error = #expect(throws: IndexError.self) { try coded.small.open() }
    #expect("\(try #require(error))".contains("bytes per code"))
    try FileManager.default.removeItem(atPath: files.diskPivots)
    #expect(throws: IndexError.self) { try coded.small.open() }
  }

  @Test("Whose vectors the codes stand for is said by the reorder data, a sample, or the user")
  func elementType() throws {
    let reordered = try CodedIndex(isReordered: true)
    #expect(try DiskIndex.open(prefix: reordered.small.prefix).elementType == .float32)
    #expect(throws: IndexError.self) {
      try DiskIndex.open(prefix: reordered.small.prefix, elementType: .uint8)
    }
    let coded = try CodedIndex(isReordered: false)
    #expect(throws: IndexError.self) { try DiskIndex.open(prefix: coded.small.prefix) }
    try BinFile.write(
      coded.small.vectors, to: IndexFiles(prefix: coded.small.prefix).sampleData)
    #expect(try DiskIndex.open(prefix: coded.small.prefix).elementType == .float32)
  }

  private static func patch<Value>(_ path: String, at offset: Int, _ value: Value) throws {
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try file.seek(toOffset: UInt64(offset))
    try file.write(contentsOf: withUnsafeBytes(of: value) { Data($0) })
    try file.close()
  }
}

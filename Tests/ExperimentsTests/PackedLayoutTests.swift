import DiskIndex
import Experiments
import Foundation
import TestSupport
import Testing
import VectorData

@Suite("Laying out with packed records")
struct PackedLayoutTests {
  private func built() throws -> DataFixture {
    let fixture = try DataFixture(count: 300, dimension: 60)
    try IndexBuild.run(fixture.request, control: JobControl())
    return fixture
  }

  private func answers(_ fixture: DataFixture) throws -> [Set<NodeID>] {
    try BatchSearch.run(
      index: DiskIndex.open(prefix: fixture.prefix), queries: fixture.queries,
      parameters: SearchParameters(answerCount: 5, searchListSize: 40, beamWidth: 4)
    ).answers.map { Set($0.results.map(\.node)) }
  }

  @Test(
    "Records are packed in either order, stay so, and become plain again",
    arguments: [
      IndexLayout.Order.graph, .rows,
    ])
  func inPlace(order: IndexLayout.Order) throws {
    let fixture = try built()
    let before = try answers(fixture)
    let bytes = try DiskIndex.open(prefix: fixture.prefix).layout.fileBytes
    let run = { (records: IndexLayout.Records?) throws in
      try IndexLayout.run(
        prefix: fixture.prefix, target: fixture.prefix, order: order, records: records,
        threadCount: 2)
    }
    let report = try run(.packed)
    let packing = try #require(report.packing)
    #expect(packing.bitsPerNeighbour > 1 && packing.bitsPerNeighbour < 16)
    #expect(packing.meanNodesPerSector > 16)
    #expect(try DiskIndex.open(prefix: fixture.prefix).layout.fileBytes < bytes)
    #expect(try answers(fixture) == before)
    #expect(try IndexVerifier.verify(prefix: fixture.prefix).isEmpty)
    #expect(try run(nil).packing != nil)
    #expect(try IndexVerifier.verify(prefix: fixture.prefix).isEmpty)
    #expect(try run(.plain).packing == nil)
    #expect(try DiskIndex.open(prefix: fixture.prefix).layout.fileBytes == bytes)
    #expect(try answers(fixture) == before)
    #expect(try IndexVerifier.verify(prefix: fixture.prefix).isEmpty)
  }

  @Test("A navigation graph goes along, and what is resident counts where the records lie")
  func navigation() throws {
    let fixture = try built()
    let plain = try DiskIndex.open(prefix: fixture.prefix).residentBytes
    let report = try IndexLayout.run(
      prefix: fixture.prefix, target: fixture.prefix, order: .graph, records: .packed,
      navigation: NavigationSize(share: 0.2, width: 6), threadCount: 1)
    #expect(report.navigationMembers == 60)
    let index = try DiskIndex.open(prefix: fixture.prefix)
    let packing = try #require(index.layout.packing)
    #expect(index.residentBytes == plain + packing.residentBytes)
    var parameters = SearchParameters(answerCount: 5, searchListSize: 40, beamWidth: 4)
    parameters.usesNavigation = true
    parameters.usesWholePages = true
    let found = try BatchSearch.run(
      index: index, queries: fixture.queries, parameters: parameters)
    #expect(found.failures.isEmpty)
    #expect(found.answers.allSatisfy { $0.results.count == 5 })
  }

  @Test("Advice for packed records says how to make them again")
  func advice() throws {
    let fixture = try built()
    _ = try IndexLayout.run(
      prefix: fixture.prefix, target: fixture.prefix, order: .graph, records: .packed,
      threadCount: 1)
    let index = try DiskIndex.open(prefix: fixture.prefix)
    var request = MemoryAdvice.Request(memoryBytes: 1 << 20, recall: 0.5)
    request.answerCount = 5
    request.sampleSize = 10
    request.triesCodes = false
    let advice = try MemoryAdvisor.run(
      index: index, queries: fixture.queries, truth: nil, request: request, control: JobControl())
    #expect(advice.commands.first?.contains("--records packed") == true)
  }

  @Test("Nodes that hold codes are refused, and nothing is left of it")
  func refused() throws {
    let fixture = try DataFixture(count: 300, dimension: 60)
    var request = fixture.request
    request.diskCodeBytes = 8
    try IndexBuild.run(request, control: JobControl())
    let error = #expect(throws: IndexError.self) {
      try IndexLayout.run(
        prefix: fixture.prefix, target: fixture.prefix, order: .graph, records: .packed,
        threadCount: 1)
    }
    #expect("\(try #require(error))".contains("--records"))
    #expect(try IndexVerifier.verify(prefix: fixture.prefix).isEmpty)
  }
}

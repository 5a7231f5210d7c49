import DiskIndex
import Experiments
import Foundation
import TestSupport
import Testing
import VectorData

@Suite("Laying out anew")
struct IndexLayoutTests {
  private func built() throws -> DataFixture {
    let fixture = try DataFixture(count: 300, dimension: 240)
    try IndexBuild.run(fixture.request, control: JobControl())
    return fixture
  }

  @Test("In place: answers are the same rows, the sidecar says the order, and verify is content")
  func inPlace() throws {
    let fixture = try built()
    let parameters = SearchParameters(answerCount: 5, searchListSize: 40, beamWidth: 4)
    let answers = { () throws in
      try BatchSearch.run(
        index: DiskIndex.open(prefix: fixture.prefix), queries: fixture.queries,
        parameters: parameters
      ).answers.map { Set($0.results.map(\.node)) }
    }
    let before = try answers()
    let report = try IndexLayout.run(
      prefix: fixture.prefix, target: fixture.prefix, order: .graph, threadCount: 2)
    #expect(report.overlapAfter > report.overlapBefore)
    #expect(try answers() == before)
    #expect(try DiskIndex.open(prefix: fixture.prefix).metadata?.order == "graph")
    #expect(try IndexVerifier.verify(prefix: fixture.prefix).isEmpty)
  }

  @Test("The order of rows gives the files of the build again")
  func backToRows() throws {
    let fixture = try built()
    let names = fixture.indexFolder
    let contents = { () throws in
      try names.map {
        try Data(contentsOf: URL(fileURLWithPath: fixture.folder.file("index/" + $0)))
      }
    }
    let before = try contents()
    for order in [IndexLayout.Order.graph, .rows] {
      _ = try IndexLayout.run(
        prefix: fixture.prefix, target: fixture.prefix, order: order, threadCount: 1)
    }
    #expect(fixture.indexFolder == names)
    #expect(try contents() == before)
  }

  @Test("A navigation graph goes along into another order, and is refused where it cannot be")
  func navigation() throws {
    let fixture = try built()
    let size = NavigationSize(share: 0.2, width: 6)
    let made = try IndexLayout.run(
      prefix: fixture.prefix, target: fixture.prefix, order: .graph, navigation: size,
      threadCount: 1)
    #expect(made.navigationMembers == 60)
    #expect(made.navigationBytes == size.residentBytes(nodeCount: 300))
    let target = fixture.folder.file("index/target")
    let moved = try IndexLayout.run(
      prefix: fixture.prefix, target: target, order: .rows, threadCount: 2)
    #expect(moved.navigationMembers == 60)
    #expect(try IndexVerifier.verify(prefix: target).isEmpty)
    let members = try [fixture.prefix, target].map { prefix in
      let index = try DiskIndex.open(prefix: prefix)
      return Set(try index.navigationGraph().memberNodes.map { index.row(of: $0) })
    }
    #expect(members[0] == members[1])
    #expect(throws: IndexError.self) {
      try IndexLayout.run(
        prefix: target, target: target, order: .graph, navigation: NavigationSize(share: 1.5),
        threadCount: 1)
    }
  }

  @Test("Vectors apart go along into another order, and are gone where they are not wanted")
  func vectorPages() throws {
    let fixture = try built()
    let run = { (order: IndexLayout.Order, records: IndexLayout.Records?, wanted: Bool?) throws in
      try IndexLayout.run(
        prefix: fixture.prefix, target: fixture.prefix, order: order, records: records,
        vectorPages: wanted, threadCount: 2)
    }
    let file = IndexFiles(prefix: fixture.prefix).vectorPages
    #expect(try run(.graph, nil, true).vectorsPerSector == 4096 / 240)
    let apart = try Data(contentsOf: URL(fileURLWithPath: file))
    #expect(try IndexVerifier.verify(prefix: fixture.prefix).isEmpty)
    #expect(try run(.graph, .packed, nil).vectorsPerSector == 4096 / 240)
    #expect(try IndexVerifier.verify(prefix: fixture.prefix).isEmpty)
    #expect(try run(.rows, .plain, nil).vectorsPerSector == 4096 / 240)
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) != apart)
    #expect(try IndexVerifier.verify(prefix: fixture.prefix).isEmpty)
    #expect(try run(.graph, nil, false).vectorsPerSector == nil)
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test("A layout that is cancelled leaves the index as it was")
  func cancelled() throws {
    let fixture = try built()
    let names = fixture.indexFolder
    let control = JobControl()
    control.cancel()
    #expect(throws: IndexError.self) {
      try IndexLayout.run(
        prefix: fixture.prefix, target: fixture.prefix, order: .graph, threadCount: 1,
        control: control)
    }
    #expect(fixture.indexFolder == names)
    #expect(try IndexVerifier.verify(prefix: fixture.prefix).isEmpty)
  }
}

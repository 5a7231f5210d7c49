import Foundation
import TestSupport
import Testing
import VectorData

@testable import DiskIndex

@Suite("Labels beside an index")
struct LabelVerifierTests {
  private struct Fixture {
    let small: SmallIndex
    let labels: PointLabels
    var files: LabelFiles { IndexFiles(prefix: small.prefix).labelFiles }

    init() throws {
      small = try SmallIndex()
      let path = small.folder.file("labels.txt")
      let lines = (0..<300).map { $0 % 3 == 0 ? "third" : "other" }
      try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
      labels = try PointLabels.read(path: path, nodeCount: 300)
      try IndexLabels.write(labels, starts: [[3], [4]], files: files)
    }

    func faults() throws -> [String] {
      try IndexVerifier.verify(prefix: small.prefix, elementType: .uint8).map(\.description)
    }

    func replace(_ path: String, _ text: String) throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
  }

  @Test("whole label files have no fault, and are read with their starts")
  func whole() throws {
    let fixture = try Fixture()
    #expect(try fixture.faults() == [])
    let read = try #require(try IndexLabels.readIfPresent(files: fixture.files, nodeCount: 300))
    #expect(read.starts == ["third": [3], "other": [4]] && read.strayStarts.isEmpty)
  }

  @Test("each damage is told in one line that names the file")
  func damage() throws {
    let fixture = try Fixture()
    let files = fixture.files
    let lines = (0..<299).map { _ in "1" }.joined(separator: "\n")
    let damages = [
      (files.labels, lines, "expected 300"), (files.labels, lines + "\n7", "line 300"),
      (files.names, "third 1\n", "line 1"), (files.starts, "1, 3\n2, 300\n", "line 2"),
      (files.starts, "9, 3\n", "line 1"), (files.starts, "1, 4\n2, 4\n", "start of third"),
      (files.starts, "1, 3\n", "start of other"), (files.universal, "8\n", "line 1"),
    ]
    for (path, text, told) in damages {
      let original = FileManager.default.contents(atPath: path)
      try fixture.replace(path, text)
      let faults = try fixture.faults()
      #expect(faults.count == 1 && faults[0].hasPrefix(path + ": "), "\(faults)")
      #expect(faults.first?.contains(told) == true, "\(faults)")
      try FileManager.default.removeItem(atPath: path)
      if let original { try original.write(to: URL(fileURLWithPath: path)) }
    }
    #expect(try fixture.faults() == [])
  }

  @Test(
    "with the graph in memory a filtered search answers as the one on disk",
    arguments: [FilterStrategy.scan, .walk])
  func hybrid(strategy: FilterStrategy) throws {
    let fixture = try Fixture()
    let labels = try #require(try IndexLabels.readIfPresent(files: fixture.files, nodeCount: 300))
    let filter = try labels.filter(FilterExpression("third"), strategy: strategy)
    let queries = try fixture.small.queries()
    let parameters = SearchParameters(answerCount: 5, searchListSize: 12, beamWidth: 1)
    let disk = try BatchSearch.run(
      index: try fixture.small.open(), queries: queries, parameters: parameters, filters: [filter])
    let hybrid = try HybridIndex.open(prefix: fixture.small.prefix, elementType: .uint8)
    let batch = try hybrid.search(queries, parameters: parameters, filters: [filter])
    #expect(batch.answers.map(\.results) == disk.answers.map(\.results))
    #expect(
      batch.answers.map(\.statistics.comparisonCount)
        == disk.answers.map {
          // The scan on disk and the walk count what is re-ranked when it is expanded.
          $0.statistics.comparisonCount
        })
    let trace = try hybrid.trace(queries, query: 2, parameters: parameters, filter: filter)
    #expect(trace.results == batch.answers[2].results && !trace.hops.isEmpty)
    let range = try hybrid.search(
      queries, within: 1e9, parameters: parameters, filters: [filter])
    #expect(range.batch.answers.allSatisfy { $0.results.allSatisfy { $0.node % 3 == 0 } })
  }
}

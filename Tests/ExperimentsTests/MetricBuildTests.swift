import DiskIndex
import Experiments
import Foundation
import TestSupport
import Testing
import VectorData

@Suite("Building for inner product and cosine")
struct MetricBuildTests {
  static let kinds: [(Metric, ElementType)] = [
    (.innerProduct, .float32), (.cosine, .float32), (.cosine, .int8), (.cosine, .uint8),
  ]

  @Test("an index finds nearly all true neighbours and tells their true values", arguments: kinds)
  func recall(metric: Metric, elementType: ElementType) throws {
    let fixture = try DataFixture(elementType: elementType)
    var request = fixture.request
    request.metric = metric
    request.notes.truthPath = "truth of squared L2"
    let report = try IndexBuild.run(request, control: JobControl())
    let norm = metric == .innerProduct ? ["ann_disk.index_max_base_norm.bin"] : []
    #expect(fixture.indexFolder == (IndexBuildTests.parts + norm).sorted())
    #expect(report.phases.map(\.name).contains("prepare vectors"))
    let index = try DiskIndex.open(prefix: fixture.prefix)
    #expect(index.metric == metric && index.queryType == elementType && index.dimension == 12)
    #expect(index.elementType == .float32)
    let notes = try #require(index.metadata)
    #expect(notes == report.metadata && notes.metric == metric && notes.dimension == 12)
    #expect(notes.dataType == (elementType == .float32 ? nil : elementType))
    #expect(notes.command?.contains("--metric \(metric.rawValue)") == true)
    #expect(notes.truthPath == nil)

    let truth = try GroundTruth.compute(
      base: fixture.base, queries: fixture.queries, neighbourCount: 15, metric: metric,
      team: WorkerTeam(workerCount: 1), control: JobControl())
    let batch = try BatchSearch.run(
      index: index, queries: fixture.queries,
      parameters: SearchParameters(answerCount: 5, searchListSize: 40, beamWidth: 4))
    let found = batch.answers.map { $0.results.map(\.node) }
    #expect(Recall.fraction(found: found, truth: truth, answerCount: 5) > 0.9)
    let exact = try #require(truth.distances)
    for (query, answer) in batch.answers.enumerated() {
      for result in answer.results {
        guard let rank = truth.neighbours(of: query).firstIndex(of: result.node) else { continue }
        let expected = metric.value(ofTruthDistance: exact[rank])
        #expect(abs(result.distance - expected) <= 3e-6 * max(1, abs(expected)))
      }
    }
    #expect(try IndexVerifier.verify(prefix: fixture.prefix).isEmpty)
  }

  @Test("one thread and three give the same bytes")
  func deterministic() throws {
    let fixture = try DataFixture(elementType: .float32)
    var request = fixture.request
    request.metric = .innerProduct
    var first: [String: Data] = [:]
    for threadCount in [1, 3] {
      request.threadCount = threadCount
      try IndexBuild.run(request, control: JobControl())
      for part in fixture.indexFolder {
        let path = fixture.folder.file("index/" + part)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        if threadCount == 1 { first[part] = bytes }
        #expect(bytes == first[part], "\(part)")
      }
    }
  }

  @Test("an index of L2 in the place of one of inner products leaves no norm behind")
  func replaced() throws {
    let fixture = try DataFixture(elementType: .float32)
    var request = fixture.request
    request.metric = .innerProduct
    try IndexBuild.run(request, control: JobControl())
    request.metric = .l2
    try IndexBuild.run(request, control: JobControl())
    #expect(fixture.indexFolder == IndexBuildTests.parts)
    #expect(try DiskIndex.open(prefix: fixture.prefix).metric == .l2)
  }

  @Test("a row that has no direction ends a build by cosine and leaves nothing")
  func zeroRow() throws {
    let fixture = try DataFixture(elementType: .float32)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: fixture.dataPath))
    bytes.replaceSubrange(8 + 7 * 48..<8 + 8 * 48, with: Data(count: 48))
    try bytes.write(to: URL(fileURLWithPath: fixture.dataPath))
    var request = fixture.request
    request.metric = .cosine
    let error = thrownError { () throws(IndexError) in
      _ = try IndexBuild.run(request, control: JobControl())
    }
    guard case .malformed(_, 344, "length of row 7", _, "0.0") = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(fixture.indexFolder.isEmpty)
    request.metric = .innerProduct
    try IndexBuild.run(request, control: JobControl())
  }
}

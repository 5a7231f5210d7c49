import DiskIndex
import Foundation
import TestSupport
import Testing
import VectorData

@testable import Experiments

@Suite("Building over codes")
struct SketchedIndexTests {
  /// What is asked for besides codes of 6 bytes, and the type of the data.
  static let variants: [(ElementType, @Sendable (inout IndexBuild.Request) -> Void)] = [
    (.uint8, { _ in }),
    (.int8, { $0.shardCount = 3 }),
    (.float32, { $0.metric = .cosine }),
    (
      .float32,
      {
        $0.metric = .innerProduct
        $0.diskCodeBytes = 6
        $0.rotates = true
      }
    ),
  ]

  private func request(_ place: Int, _ fixture: DataFixture) -> IndexBuild.Request {
    var request = fixture.request
    request.linkingCodeBytes = 6
    Self.variants[place].1(&request)
    return request
  }

  private func recall(_ fixture: DataFixture, _ metric: Metric) throws -> Double {
    let index = try DiskIndex.open(prefix: fixture.prefix)
    let batch = try BatchSearch.run(
      index: index, queries: fixture.queries,
      parameters: SearchParameters(answerCount: 5, searchListSize: 40, beamWidth: 4))
    let truth = try GroundTruth.compute(
      base: fixture.base, queries: fixture.queries, neighbourCount: 5, metric: metric,
      team: WorkerTeam(workerCount: 1), control: JobControl())
    return Recall.fraction(
      found: batch.answers.map { $0.results.map(\.node) }, truth: truth, answerCount: 5)
  }

  @Test(
    "the index finds true neighbours, verifies, says what it is, and is the same for any threads",
    arguments: variants.indices)
  func build(place: Int) throws {
    let fixture = try DataFixture(count: 300, elementType: Self.variants[place].0)
    var request = request(place, fixture)
    request.threadCount = 1
    let report = try IndexBuild.run(request, control: JobControl())
    let first = try fixture.indexBytes()
    request.threadCount = 3
    try IndexBuild.run(request, control: JobControl())
    #expect(try fixture.indexBytes() == first)
    #expect(report.metadata.buildPqBytes == 6)
    #expect(try #require(report.metadata.command).contains("--build-pq-bytes 6"))
    #expect(try IndexVerifier.verify(prefix: fixture.prefix) == [])
    #expect(try recall(fixture, request.metric) > (request.diskCodeBytes == nil ? 0.9 : 0.5))
  }

  @Test("codes change the graph, and nothing else")
  func graphAlone() throws {
    let fixture = try DataFixture(count: 300, elementType: .float32)
    try IndexBuild.run(fixture.request, control: JobControl())
    let whole = try fixture.indexBytes()
    try IndexBuild.run(request(0, fixture), control: JobControl())
    let sketched = try fixture.indexBytes()
    #expect(sketched.keys == whole.keys)
    let changed = whole.keys.filter { whole[$0] != sketched[$0] }.sorted()
    #expect(changed == ["ann_beamscope.json", "ann_disk.index"])
  }

  @Test("a build cancelled while it links is resumed to the same bytes, not by one over vectors")
  func resumed() throws {
    let fixture = try DataFixture(count: 300)
    var request = request(1, fixture)
    request.linkingCodeBytes = 4
    try IndexBuild.run(request, control: JobControl())
    let whole = try fixture.indexBytes()
    try IndexRemoval.remove(prefix: fixture.prefix)
    request.keepsFinishedStages = true
    let stopped = Locked<JobControl?>(nil)
    let control = JobControl { progress in
      if progress.phase == "link shard 1" { stopped.withLock { $0 }?.cancel() }
    }
    stopped.withLock { $0 = control }
    let error = thrownError { () throws(IndexError) in
      _ = try IndexBuild.run(request, control: control)
    }
    stopped.withLock { $0 = nil }
    #expect(error == .cancelled)
    request.resumes = true
    var other = request
    other.linkingCodeBytes = nil
    #expect(IndexBuild.isResumable(request) && !IndexBuild.isResumable(other))
    try IndexBuild.run(request, control: JobControl())
    #expect(try fixture.indexBytes() == whole)
  }

  @Test("stages on their own give the bytes of one process")
  func stages() throws {
    let fixture = try DataFixture(count: 300)
    let request = request(1, fixture)
    try IndexBuild.run(request, control: JobControl())
    let whole = try fixture.indexBytes()
    _ = try IndexBuild.run(.partition, of: request, control: JobControl())
    for shard in [2, 0, 1] {
      _ = try IndexBuild.run(.shard(shard), of: request, control: JobControl())
    }
    _ = try IndexBuild.run(.merge, of: request, control: JobControl())
    _ = try IndexBuild.run(.layout, of: request, control: JobControl())
    #expect(try fixture.indexBytes() == whole)
  }

  @Test("an index in memory is linked over codes too, and keeps whole vectors")
  func inMemory() throws {
    let fixture = try DataFixture(count: 300, elementType: .float32)
    let report = try MemoryIndexBuild.run(request(0, fixture), control: JobControl())
    #expect(report.metadata.buildPqBytes == 6 && report.metadata.pqBytes == 0)
    #expect(try #require(report.metadata.command).contains("--build-pq-bytes 6"))
    let sketched = try fixture.indexBytes()
    try MemoryIndexBuild.run(fixture.request, control: JobControl())
    let changed = try fixture.indexBytes().filter { sketched[$0.key] != $0.value }.keys.sorted()
    #expect(changed == ["ann", "ann_beamscope.json"])
  }

  static let refused: [(String, @Sendable (inout IndexBuild.Request) -> Void)] = [
    ("--build-pq-bytes", { $0.linkingCodeBytes = 0 }),
    ("--build-pq-bytes", { $0.linkingCodeBytes = 13 }),
    ("--build-pq-bytes", { $0.linkingCodeBytes = 513 }),
    (
      "--filter-graph",
      {
        $0.linkingCodeBytes = 6
        $0.labelsPath = "labels.txt"
        $0.filterGraph = .stitched
      }
    ),
  ]

  @Test("what cannot be is named and leaves nothing", arguments: refused.indices)
  func refusal(place: Int) throws {
    let fixture = try DataFixture()
    var request = fixture.request
    Self.refused[place].1(&request)
    let error = thrownError { () throws(IndexError) in
      _ = try IndexBuild.run(request, control: JobControl())
    }
    guard case .parameter(Self.refused[place].0, _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(fixture.indexFolder.isEmpty)
  }

  @Test("a million rows over codes need the memory of the codes, and fewer shards")
  func estimate() {
    let whole = BuildShape(
      count: 1_000_000, dimension: 128, elementType: .float32, maxDegree: 64, searchListSize: 100,
      pqBytes: 32, threadCount: 2)
    var sketched = whole
    sketched.linkingCodeBytes = 32
    let saved = whole.peakBytes(threadCount: 2) - sketched.peakBytes(threadCount: 2)
    #expect(saved > 0.95 * 480e6 && saved < 1.05 * 488e6)
    #expect(sketched.oneShotBytes < whole.oneShotBytes - 480e6)
    #expect(sketched.shardCapacity(budget: 0.25e9) > 2 * whole.shardCapacity(budget: 0.25e9))
  }
}

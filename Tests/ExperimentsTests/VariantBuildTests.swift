import DiskIndex
import Experiments
import Foundation
import Quantization
import TestSupport
import Testing
import VectorData

@Suite("Building OPQ, disk-PQ and reorder data")
struct VariantBuildTests {
  /// A name, what it asks for, and the files that it has besides those of every index.
  static let variants:
    [(
      name: String, change: @Sendable (inout IndexBuild.Request) -> Void, files: [String],
      words: String
    )] = [
      (
        "OPQ", { $0.rotates = true }, ["ann_pq_pivots.bin_rotation_matrix.bin"],
        "--opq"
      ),
      (
        "disk-PQ", { $0.diskCodeBytes = 6 }, ["ann_disk.index_pq_pivots.bin"],
        "--disk-pq-bytes 6"
      ),
      (
        "reorder data",
        {
          $0.diskCodeBytes = 3
          $0.appendsReorderData = true
        }, ["ann_disk.index_pq_pivots.bin"], "--disk-pq-bytes 3 --reorder-data"
      ),
      (
        "all, in shards, by cosine",
        {
          $0.metric = .cosine
          $0.rotates = true
          $0.diskCodeBytes = 4
          $0.appendsReorderData = true
          $0.shardCount = 3
        },
        [
          "ann_disk.index_centroids.bin", "ann_disk.index_medoids.bin",
          "ann_disk.index_pq_pivots.bin", "ann_pq_pivots.bin_rotation_matrix.bin",
        ], "--opq --disk-pq-bytes 4 --reorder-data --shards 3"
      ),
    ]

  private static func request(
    _ place: Int, _ fixture: DataFixture
  ) -> IndexBuild.Request {
    var request = fixture.request
    variants[place].change(&request)
    return request
  }

  @Test("Each variant finds true neighbours, verifies, and says what it is", arguments: 0..<4)
  func build(place: Int) throws {
    let fixture = try DataFixture(elementType: .float32)
    let request = Self.request(place, fixture)
    let report = try IndexBuild.run(request, control: JobControl())
    #expect(fixture.indexFolder == (IndexBuildTests.parts + Self.variants[place].files).sorted())
    #expect(try #require(report.metadata.command).contains(Self.variants[place].words))
    #expect(try IndexVerifier.verify(prefix: fixture.prefix) == [])
    let index = try DiskIndex.open(prefix: fixture.prefix)
    #expect((index.quantizer.rotation != nil) == request.rotates)
    #expect(index.recordQuantizer?.chunkCount == request.diskCodeBytes)
    #expect((index.layout.reorder != nil) == request.appendsReorderData)
    let batch = try BatchSearch.run(
      index: index, queries: fixture.queries,
      parameters: SearchParameters(answerCount: 5, searchListSize: 40, beamWidth: 4))
    let truth = try GroundTruth.compute(
      base: fixture.base, queries: fixture.queries, neighbourCount: 5, metric: request.metric,
      team: WorkerTeam(workerCount: 1), control: JobControl())
    let recall = Recall.fraction(
      found: batch.answers.map { $0.results.map(\.node) }, truth: truth, answerCount: 5)
    #expect(recall > (request.appendsReorderData || request.diskCodeBytes == nil ? 0.95 : 0.6))
  }

  @Test("One thread and three give the same bytes", arguments: 0..<4)
  func deterministic(place: Int) throws {
    let fixture = try DataFixture(elementType: .float32)
    var first: [String: Data] = [:]
    for threadCount in [1, 3] {
      var request = Self.request(place, fixture)
      request.threadCount = threadCount
      try IndexBuild.run(request, control: JobControl())
      for part in fixture.indexFolder {
        let bytes = try Data(
          contentsOf: URL(fileURLWithPath: fixture.folder.file("index/" + part)))
        if threadCount == 1 { first[part] = bytes }
        #expect(bytes == first[part], "\(part)")
      }
    }
  }

  @Test("A plain build over a variant leaves nothing that would change its meaning")
  func replaced() throws {
    let fixture = try DataFixture(elementType: .float32)
    try IndexBuild.run(Self.request(3, fixture), control: JobControl())
    try IndexBuild.run(fixture.request, control: JobControl())
    #expect(fixture.indexFolder == IndexBuildTests.parts)
    let index = try DiskIndex.open(prefix: fixture.prefix)
    #expect(index.quantizer.rotation == nil && index.recordQuantizer == nil)
  }

  @Test("The sample beside an index serves a cache by queries")
  func sample() throws {
    let fixture = try DataFixture(elementType: .uint8)
    try IndexBuild.run(fixture.request, control: JobControl())
    let index = try DiskIndex.open(prefix: fixture.prefix)
    let cache = try NodeCache.load(index: index, nodeCount: 30, policy: .queries)
    #expect(cache.nodeCount == 30)
    #expect(cache.contains(index.layout.medoid))
  }
}

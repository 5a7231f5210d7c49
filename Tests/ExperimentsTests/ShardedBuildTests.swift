import DiskIndex
import Foundation
import TestSupport
import Testing
import Vamana
import VectorData

@testable import Experiments

@Suite("Builds in shards and stages")
struct ShardedBuildTests {
  private func request(_ fixture: DataFixture) -> IndexBuild.Request {
    var request = fixture.request
    request.shardCount = 3
    return request
  }

  @Test("a merged index finds what one piece finds, from a start node for each shard")
  func recall() throws {
    let fixture = try DataFixture(count: 600)
    let report = try IndexBuild.run(request(fixture), control: JobControl())
    #expect(
      report.phases.map(\.name) == [
        "check data", "train PQ", "encode", "partition", "link shard 0", "link shard 1",
        "link shard 2", "merge shards", "write index", "write notes",
      ])
    #expect(report.metadata.checksums.keys.contains("_disk.index_medoids.bin"))
    #expect(report.metadata.command?.contains("--shards 3") == true)
    let index = try DiskIndex.open(prefix: fixture.prefix)
    #expect(index.entryPoints.nodes.count == 3 && index.layout.width == 12)
    #expect(try IndexVerifier.verify(prefix: fixture.prefix).isEmpty)
    let batch = try BatchSearch.run(
      index: index, cache: .empty, queries: fixture.queries,
      parameters: SearchParameters(answerCount: 5, searchListSize: 30, beamWidth: 4))
    let recall = Recall.fraction(
      found: batch.answers.map { $0.results.map(\.node) },
      truth: try fixture.truth(neighbourCount: 5), answerCount: 5)
    #expect(recall > 0.95)
  }

  @Test("one thread and three, one process and stages of their own give the same bytes")
  func sameBytes() throws {
    let fixture = try DataFixture(count: 300)
    var request = request(fixture)
    request.threadCount = 1
    try IndexBuild.run(request, control: JobControl())
    let first = try fixture.indexBytes()
    #expect(first.count == 9)
    request.threadCount = 3
    try IndexBuild.run(request, control: JobControl())
    #expect(try fixture.indexBytes() == first)
    let partition = try IndexBuild.run(.partition, of: request, control: JobControl())
    #expect(partition.shardPoints.reduce(0, +) == 600 && partition.index == nil)
    for shard in [2, 0, 1] {
      _ = try IndexBuild.run(.shard(shard), of: request, control: JobControl())
    }
    _ = try IndexBuild.run(.merge, of: request, control: JobControl())
    let last = try IndexBuild.run(.layout, of: request, control: JobControl())
    #expect(try fixture.indexBytes() == first && last.index?.metadata.count == 300)
  }

  @Test("a build cancelled in any phase is resumed to the same bytes", arguments: [nil, 3])
  func resumed(shardCount: Int?) throws {
    let fixture = try DataFixture(count: 300)
    var request = fixture.request
    request.shardCount = shardCount
    let phases = Locked<[String]>([])
    try IndexBuild.run(
      request,
      control: JobControl { progress in
        phases.withLock { if $0.last != progress.phase { $0.append(progress.phase) } }
      })
    let whole = try fixture.indexBytes()
    var kept = 0
    for phase in Set(phases.withLock { $0 }) {
      try IndexRemoval.remove(prefix: fixture.prefix)
      request.resumes = false
      request.keepsFinishedStages = true
      let stopped = Locked<JobControl?>(nil)
      let control = JobControl { progress in
        if progress.phase == phase { stopped.withLock { $0 }?.cancel() }
      }
      stopped.withLock { $0 = control }
      let error = thrownError { () throws(IndexError) in
        _ = try IndexBuild.run(request, control: control)
      }
      stopped.withLock { $0 = nil }
      #expect(error == .cancelled)
      #expect(!fixture.indexFolder.contains("ann_disk.index"))
      if IndexBuild.isResumable(request) { kept += 1 }
      request.resumes = true
      try IndexBuild.run(request, control: JobControl())
      #expect(try fixture.indexBytes() == whole, "cancelled in \(phase)")
    }
    // Behind the first linked graph: at least trimming the next, merging, layout and notes.
    #expect(kept >= 2)
  }

  @Test("what was moved when a build died between two renames is completed, not mixed")
  func replacing() throws {
    let fixture = try DataFixture()
    try IndexBuild.run(fixture.request, control: JobControl())
    let whole = try fixture.indexBytes()
    var request = fixture.request
    request.keepsFinishedStages = true
    // A folder in the way stops the build when all is done but the renames.
    try IndexRemoval.remove(prefix: fixture.prefix)
    let blocked = fixture.prefix + "_disk.index_labels.txt"
    try FileManager.default.createDirectory(atPath: blocked, withIntermediateDirectories: true)
    _ = thrownError { () throws(IndexError) in
      _ = try IndexBuild.run(request, control: JobControl())
    }
    try FileManager.default.removeItem(atPath: blocked)
    // As if it had died later: the old index is gone, one file has moved.
    let folder = BuildFolder.path(prefix: fixture.prefix)
    try BuildRecords(folder: folder).write(StageRecord(seconds: 0, files: [:]), of: .replace)
    try FileManager.default.moveItem(
      atPath: folder + "/ann_pq_pivots.bin", toPath: fixture.prefix + "_pq_pivots.bin")
    request.resumes = true
    let report = try IndexBuild.run(request, control: JobControl())
    #expect(try fixture.indexBytes() == whole && report.degreeCounts.reduce(0, +) == 200)
  }

  @Test("other data, other parameters and another M are not resumed, and nothing is lost")
  func refused() throws {
    let fixture = try DataFixture(count: 300)
    let request = request(fixture)
    _ = try IndexBuild.run(.partition, of: request, control: JobControl())
    let before = try FileManager.default.contentsOfDirectory(
      atPath: BuildFolder.path(prefix: fixture.prefix)
    ).sorted()
    let changes: [(String, (inout IndexBuild.Request) -> Void)] = [
      ("metadata.maxDegree", { $0.graph.maxDegree = 13 }),
      ("metadata.seed", { $0.graph.seed = 1 }), ("shardCount", { $0.shardCount = 4 }),
      ("buildBudgetGigabytes", { $0.buildBudgetGigabytes = 1 }),
    ]
    for (key, change) in changes {
      var other = request
      other.resumes = true
      change(&other)
      #expect(!IndexBuild.isResumable(other))
      for isStage in [false, true] {
        let error = thrownError { () throws(IndexError) in
          if isStage {
            _ = try IndexBuild.run(.shard(0), of: other, control: JobControl())
          } else {
            _ = try IndexBuild.run(other, control: JobControl())
          }
        }
        guard case .mismatch(_, let field, _, _) = error, field == "build to resume: \(key)" else {
          Issue.record("\(key): \(String(describing: error))")
          continue
        }
      }
    }
    try Data(contentsOf: URL(fileURLWithPath: fixture.dataPath)).write(
      to: URL(fileURLWithPath: fixture.dataPath))
    let touched = thrownError { () throws(IndexError) in
      _ = try IndexBuild.run(.shard(0), of: request, control: JobControl())
    }
    guard case .mismatch(_, "build to resume: inputs.0.modified", _, _) = touched else {
      Issue.record("\(String(describing: touched))")
      return
    }
    let after = try FileManager.default.contentsOfDirectory(
      atPath: BuildFolder.path(prefix: fixture.prefix)
    ).sorted()
    #expect(before == after)
  }

  @Test("a build that fits in one piece has no stages")
  func onePiece() throws {
    let fixture = try DataFixture()
    let error = thrownError { () throws(IndexError) in
      _ = try IndexBuild.run(.partition, of: fixture.request, control: JobControl())
    }
    guard case .parameter("--stage", _, "partition") = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(fixture.indexFolder.isEmpty)
  }

  @Test("shards follow from M alone, not from the threads")
  func limits() throws {
    let fixture = try DataFixture(count: 2000, dimension: 96)
    var request = fixture.request
    for budget in [0.026, 0.0265, 0.03, 1] {
      request.buildBudgetGigabytes = budget
      let limits = try [1, 2, 64].map { threads in
        request.threadCount = threads
        return try BuildPlan(request).shards
      }
      #expect(limits[0] == limits[1] && limits[1] == limits[2])
      if budget == 1 { #expect(limits[0] == nil) }
    }
  }
}

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

  @Test(
    "a build cancelled in any phase is resumed to the same bytes",
    arguments: [(nil, false), (3, false), (3, true)])
  func resumed(shardCount: Int?, knowsLabels: Bool) throws {
    let fixture = try DataFixture(count: knowsLabels ? 150 : 300)
    var request = knowsLabels ? try labelled(fixture) : fixture.request
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

  /// A label on one point of three, of ten and of fifty, and one that passes every filter.
  private func labelled(_ fixture: DataFixture) throws -> IndexBuild.Request {
    let lines = (0..<fixture.base.count).map { row in
      row % 60 == 7
        ? "any" : "of\(row % 3)" + (row % 10 == 1 ? ",ten" : row % 50 == 2 ? ",few" : "")
    }
    let path = fixture.folder.file("labels.txt")
    try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
    var request = request(fixture)
    request.labelsPath = path
    request.universalLabel = "any"
    request.filterGraph = .filtered
    return request
  }

  @Test("shards that know labels: sound, walked from every start, the same bytes from any process")
  func labels() throws {
    let fixture = try DataFixture(count: 400)
    var request = try labelled(fixture)
    request.threadCount = 1
    let report = try IndexBuild.run(request, control: JobControl())
    #expect(report.metadata.checksums.keys.contains("_disk.index_labels_to_medoids.txt"))
    #expect(try IndexVerifier.verify(prefix: fixture.prefix).isEmpty)
    let first = try fixture.indexBytes()
    request.threadCount = 3
    _ = try IndexBuild.run(.partition, of: request, control: JobControl())
    for shard in [1, 2, 0] {
      _ = try IndexBuild.run(.shard(shard), of: request, control: JobControl())
    }
    _ = try IndexBuild.run(.merge, of: request, control: JobControl())
    _ = try IndexBuild.run(.layout, of: request, control: JobControl())
    #expect(try fixture.indexBytes() == first)

    let index = try DiskIndex.open(prefix: fixture.prefix)
    let labels = try #require(try index.labels())
    #expect(labels.labels.names.count == 6 && labels.starts.count == 6)
    let hybrid = try HybridIndex.open(prefix: fixture.prefix)
    for name in ["of0", "of1", "of2", "ten", "few", "any"] {
      let filter = try labels.filter(FilterExpression(name), strategy: .walk)
      let parameters = SearchParameters(answerCount: 5, searchListSize: 40)
      let found = try hybrid.search(fixture.queries, parameters: parameters, filters: [filter])
      let scan = try hybrid.search(
        fixture.queries, parameters: parameters,
        filters: [labels.filter(FilterExpression(name), strategy: .scan)])
      #expect(found.answers.map { $0.results.count } == scan.answers.map { $0.results.count })
      var hits = 0
      for (walked, scanned) in zip(found.answers, scan.answers) {
        hits += Set(walked.results.map(\.node)).intersection(scanned.results.map(\.node)).count
      }
      let total = scan.answers.reduce(0) { $0 + $1.results.count }
      #expect(Double(hits) >= 0.95 * Double(total), "\(name): \(hits) of \(total)")
    }
  }

  @Test("a shard's label starts that are missing, cut or foreign are named at the merge")
  func damagedStarts() throws {
    let fixture = try DataFixture(count: 300)
    let request = try labelled(fixture)
    _ = try IndexBuild.run(.partition, of: request, control: JobControl())
    for shard in 0..<3 {
      _ = try IndexBuild.run(.shard(shard), of: request, control: JobControl())
    }
    let name = "ann_mem.index_tempFiles_subshard-1_mem.index_labels_to_medoids.txt"
    let path = BuildFolder.path(prefix: fixture.prefix) + "/" + name
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    // Of the same length, so that its record does not tell.
    let far = String(repeating: "9", count: whole.count - 4)
    for damaged in [nil, whole.dropLast(), Data(("1, " + far + "\n").utf8)] {
      if let damaged {
        try damaged.write(to: URL(fileURLWithPath: path))
      } else {
        try FileManager.default.removeItem(atPath: path)
      }
      let error = thrownError { () throws(IndexError) in
        _ = try IndexBuild.run(.merge, of: request, control: JobControl())
      }
      let told = String(describing: error)
      #expect(told.contains(name), "\(told)")
    }
    try whole.write(to: URL(fileURLWithPath: path))
    _ = try IndexBuild.run(.merge, of: request, control: JobControl())
  }

  @Test("labels count in the memory of a build, and M that does not hold them is refused")
  func labelMemory() throws {
    let fixture = try DataFixture(count: 2000, dimension: 96)
    var request = try labelled(fixture)
    request.shardCount = nil
    request.buildBudgetGigabytes = 0.0262
    let known = try #require(try BuildPlan(request).shards)
    request.filterGraph = .plain
    let plain = try #require(try BuildPlan(request).shards)
    #expect(known.capacity < plain.capacity)
    var many = LabelShape(
      try #require(try BuildPlan(request).labels), areLinked: true)
    let few = many.mergingBytes(shardCount: 3)
    many.pairCount *= 100
    #expect(many.mergingBytes(shardCount: 3) > 10 * few && many.residentBytes > 8e5)
  }

  @Test("a stitched graph is not made of shards, in one line")
  func stitched() throws {
    let fixture = try DataFixture()
    var request = try labelled(fixture)
    request.filterGraph = .stitched
    let error = thrownError { () throws(IndexError) in
      _ = try IndexBuild.run(request, control: JobControl())
    }
    guard case .parameter("--filter-graph", _, "stitched") = error else {
      Issue.record("\(String(describing: error))")
      return
    }
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

import DiskIndex
import Experiments
import Foundation
import TestSupport
import Testing
import Vamana
import VectorData

@Suite("Building an index")
struct IndexBuildTests {
  static let parts = [
    "ann_beamscope.json", "ann_disk.index", "ann_metadata.bin", "ann_pq_compressed.bin",
    "ann_pq_pivots.bin", "ann_sample_data.bin", "ann_sample_ids.bin",
  ]

  @Test("an index finds nearly all true neighbours", arguments: ElementType.allCases)
  func recall(elementType: ElementType) throws {
    let fixture = try DataFixture(elementType: elementType)
    let report = try IndexBuild.run(fixture.request, control: JobControl())
    #expect(fixture.indexFolder == Self.parts)
    let index = try DiskIndex.open(prefix: fixture.prefix)
    #expect(index.metadata == report.metadata)
    #expect(index.elementType == elementType && index.layout.nodeCount == 200)
    let batch = try BatchSearch.run(
      index: index, cache: .empty, queries: fixture.queries,
      parameters: SearchParameters(answerCount: 5, searchListSize: 30, beamWidth: 4))
    let recall = Recall.fraction(
      found: batch.answers.map { $0.results.map(\.node) },
      truth: try fixture.truth(neighbourCount: 5),
      answerCount: 5)
    #expect(recall > 0.95)
  }

  @Test("one thread and three give the same bytes")
  func deterministic() throws {
    let fixture = try DataFixture()
    var first: [String: Data] = [:]
    for threadCount in [1, 3] {
      var request = fixture.request
      request.threadCount = threadCount
      try IndexBuild.run(request, control: JobControl())
      for part in Self.parts {
        let path = fixture.folder.file("index/" + part)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        if threadCount == 1 { first[part] = bytes }
        #expect(bytes == first[part], "\(part)")
      }
    }
    var other = fixture.request
    other.graph.seed = 43
    try IndexBuild.run(other, control: JobControl())
    let codes = URL(fileURLWithPath: fixture.prefix + "_disk.index")
    #expect(try Data(contentsOf: codes) != first["ann_disk.index"])
  }

  @Test("a build cancelled in any of its phases leaves what was there before")
  func cancelled() throws {
    let fixture = try DataFixture()
    let phases = Locked<[String]>([])
    try IndexBuild.run(
      fixture.request,
      control: JobControl { progress in
        phases.withLock { if $0.last != progress.phase { $0.append(progress.phase) } }
      })
    let before = try Data(contentsOf: URL(fileURLWithPath: fixture.prefix + "_disk.index"))
    let seen = phases.withLock { $0 }
    #expect(seen.count >= 4)
    var other = fixture.request
    other.graph.seed = 7
    for phase in Set(seen) {
      let error = thrownError { () throws(IndexError) in
        let box = ControlBox()
        let control = JobControl { if $0.phase == phase { box.cancel() } }
        box.set(control)
        defer { box.set(nil) }  // Each holds the other.
        _ = try IndexBuild.run(other, control: control)
      }
      #expect(error == .cancelled, "in \(phase)")
      #expect(fixture.indexFolder == Self.parts)
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: fixture.prefix + "_disk.index")) == before)
  }

  /// A control that its own handler can cancel.
  private final class ControlBox: Sendable {
    private let control = Locked<JobControl?>(nil)
    func set(_ control: JobControl?) { self.control.withLock { $0 = control } }
    func cancel() { control.withLock { $0 }?.cancel() }
  }

  @Test("what another build left is cleaned, and loaders find nothing of it")
  func staleFiles() throws {
    let fixture = try DataFixture()
    let stale = [
      "_disk.index_medoids.bin", "_disk.index_centroids.bin", "_disk.index_max_base_norm.bin",
      "_pq_pivots.bin_rotation_matrix.bin", "_disk.index_pq_pivots.bin",
      "_disk.index_pq_pivots.bin_rotation_matrix.bin", "_names.tsv", "_disk.index_labels.txt",
    ]
    for suffix in stale {
      try Data([1, 2]).write(to: URL(fileURLWithPath: fixture.prefix + suffix))
    }
    let foreign = fixture.prefix + "_vectors.bin"
    try Data([3]).write(to: URL(fileURLWithPath: foreign))
    let dead = fixture.folder.file("index/.ann.beamscope-build")
    try FileManager.default.createDirectory(atPath: dead, withIntermediateDirectories: true)
    try Data([4]).write(to: URL(fileURLWithPath: dead + "/ann_disk.index.partial"))

    try IndexBuild.run(fixture.request, control: JobControl())
    #expect(fixture.indexFolder == (Self.parts + ["ann_vectors.bin"]).sorted())
    _ = try DiskIndex.open(prefix: fixture.prefix)
  }

  @Test("a prefix that another build writes to is refused")
  func locked() throws {
    let fixture = try DataFixture()
    let folder = fixture.folder.file("index/.ann.beamscope-build")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let lock = open(folder + "/lock", O_RDWR | O_CREAT, 0o666)
    defer { close(lock) }
    #expect(flock(lock, LOCK_EX) == 0)
    let error = thrownError { () throws(IndexError) in
      _ = try IndexBuild.run(fixture.request, control: JobControl())
    }
    guard case .parameter("--index", _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("names are copied and read back by the index's prefix")
  func names() throws {
    let fixture = try DataFixture()
    let path = fixture.folder.file("names.tsv")
    let text = (0..<200).map { "id-\($0)\trow \($0)\n" }.joined()
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    var request = fixture.request
    request.namesPath = path
    let report = try IndexBuild.run(request, control: JobControl())
    let names = try NameTable(path: fixture.prefix + "_names.tsv", expectedCount: 200)
    #expect(names.identifier(of: 199) == "id-199")
    #expect(report.metadata.checksums.keys.contains("_names.tsv"))
  }

  @Test("the checksums are those of the files, the command builds the same again")
  func notes() throws {
    let fixture = try DataFixture()
    let report = try IndexBuild.run(fixture.request, control: JobControl())
    #expect(report.metadata.checksums.count == 6)
    for (suffix, checksum) in report.metadata.checksums {
      #expect(try FileChecksum.fnv1a(path: fixture.prefix + suffix) == checksum)
    }
    #expect(
      report.metadata.command == """
        beamscope build --data \(fixture.dataPath) --type uint8 --metric l2 -R 12 -L 20 \
        --alpha 1.2 --pq-bytes 6 --seed 42
        """)
    #expect(report.degreeCounts.reduce(0, +) == 200 && report.largestDegree <= 12)
    #expect(report.phases.count == 6 && report.diskBytes > 200 * 12)
  }

  @Test("one row and two rows can be built and searched", arguments: [1, 2, 5])
  func tiny(count: Int) throws {
    let fixture = try DataFixture(count: count)
    try IndexBuild.run(fixture.request, control: JobControl())
    let index = try DiskIndex.open(prefix: fixture.prefix)
    let batch = try BatchSearch.run(
      index: index, cache: .empty, queries: fixture.queries,
      parameters: SearchParameters(answerCount: count, searchListSize: 10, beamWidth: 4))
    for answer in batch.answers {
      #expect(Set(answer.results.map(\.node)) == Set((0..<count).map { NodeID($0) }))
    }
  }
}

import Foundation
import TestSupport
import Testing
import Vamana
import VectorData

@testable import DiskIndex
@testable import Experiments

@Suite("Replacing a memory index")
struct MemoryIndexFolderTests {
  private func contents(_ fixture: DataFixture) -> [String] { fixture.indexFolder }

  private func build(_ fixture: DataFixture, seed: UInt64) throws {
    var request = fixture.request
    request.graph.seed = seed
    try MemoryIndexBuild.run(request, control: JobControl())
  }

  @Test("a commit interrupted anywhere is finished by the next who opens", arguments: 0...4)
  func interrupted(movedCount: Int) throws {
    let (old, new) = (try DataFixture(), try DataFixture(count: 150))
    try build(old, seed: 1)
    try build(new, seed: 2)
    let names = ["ann", "ann.data", "ann_beamscope.json", "ann_metadata.bin"]
    let expected = try names.map {
      try Data(contentsOf: URL(fileURLWithPath: new.folder.file("index/" + $0)))
    }
    // The state after a kill: the list is complete and some of the files have been moved.
    let hidden = old.folder.file("index/.ann.beamscope-memory")
    try FileManager.default.createDirectory(atPath: hidden, withIntermediateDirectories: false)
    try Data(names.joined(separator: "\n").utf8).write(
      to: URL(fileURLWithPath: hidden + "/commit"))
    for (place, name) in names.enumerated() {
      let target = place < movedCount ? old.folder.file("index/" + name) : hidden + "/" + name
      try expected[place].write(to: URL(fileURLWithPath: target))
    }
    let index = try IndexOpening.open(prefix: old.prefix)
    #expect(index.pointCount == 150)
    #expect(contents(old) == names)
    for (name, bytes) in zip(names, expected) {
      let path = old.folder.file("index/" + name)
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
    }
  }

  @Test("files without a list are what a killed build left: the old index stays")
  func unfinished() throws {
    let fixture = try DataFixture()
    try build(fixture, seed: 1)
    let hidden = fixture.folder.file("index/.ann.beamscope-memory")
    try FileManager.default.createDirectory(atPath: hidden, withIntermediateDirectories: false)
    try Data("half".utf8).write(to: URL(fileURLWithPath: hidden + "/ann"))
    #expect(try IndexOpening.open(prefix: fixture.prefix).pointCount == 200)
    try build(fixture, seed: 2)
    #expect(contents(fixture) == ["ann", "ann.data", "ann_beamscope.json", "ann_metadata.bin"])
  }

  @Test("two writers of one index: the second is refused")
  func twoWriters() throws {
    let fixture = try DataFixture()
    let first = try MemoryIndexFolder.locked(prefix: fixture.prefix)
    let refused = thrownError { () throws(IndexError) in
      _ = try MemoryIndexFolder.locked(prefix: fixture.prefix)
    }
    guard case .parameter("--index", _, _) = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    _ = consume first
    _ = try MemoryIndexFolder.locked(prefix: fixture.prefix)
  }

  @Test("the same data and seed give the same files at one thread and three")
  func deterministic() throws {
    let fixture = try DataFixture()
    var first: [Data] = []
    for threadCount in [1, 3] {
      var request = fixture.request
      request.threadCount = threadCount
      let report = try MemoryIndexBuild.run(request, control: JobControl())
      #expect(report.metadata.kind == .memory && report.largestDegree <= 12)
      let bytes = try contents(fixture).map {
        try Data(contentsOf: URL(fileURLWithPath: fixture.folder.file("index/" + $0)))
      }
      if first.isEmpty { first = bytes }
      #expect(bytes == first)
    }
  }
}

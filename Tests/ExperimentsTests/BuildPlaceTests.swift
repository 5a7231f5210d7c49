import DiskIndex
import Foundation
import TestSupport
import Testing
import VectorData

@testable import Experiments

@Suite("Where builds put an index")
struct BuildPlaceTests {
  private func insert(into prefix: String, _ fixture: DataFixture) throws {
    var options = DynamicIndexUpdate.Options()
    options.maxDegree = 8
    _ = try DynamicIndexUpdate.insert(
      dataPath: fixture.dataPath, tags: nil, into: prefix, options: options, control: JobControl())
  }

  @Test("missing folders are made, on disk and in memory", arguments: [false, true])
  func makesFolders(inMemory: Bool) throws {
    let fixture = try DataFixture()
    var request = fixture.request
    request.prefix = fixture.folder.file("one/two/ann")
    if inMemory {
      try MemoryIndexBuild.run(request, control: JobControl())
    } else {
      try IndexBuild.run(request, control: JobControl())
    }
    #expect(try IndexOpening.open(prefix: request.prefix).pointCount == 200)
  }

  @Test("a build that fails leaves no folder that it made", arguments: [false, true])
  func leavesNoFolder(inMemory: Bool) throws {
    let fixture = try DataFixture()
    var request = fixture.request
    request.prefix = fixture.folder.file("one/two/ann")
    let control = JobControl()
    control.cancel()
    let error = thrownError { () throws(IndexError) in
      if inMemory {
        try MemoryIndexBuild.run(request, control: control)
      } else {
        try IndexBuild.run(request, control: control)
      }
    }
    #expect(error == .cancelled)
    #expect(!FileManager.default.fileExists(atPath: fixture.folder.file("one")))
  }

  @Test("a folder that cannot be made is named")
  func fileInTheWay() throws {
    let fixture = try DataFixture()
    var request = fixture.request
    request.prefix = fixture.dataPath + "/two/ann"
    let error = thrownError { () throws(IndexError) in
      try IndexBuild.run(request, control: JobControl())
    }
    #expect(
      error
        == .system(
          operation: "make the folder", path: fixture.dataPath + "/two", offset: nil,
          errorNumber: ENOTDIR))
  }

  @Test("a build on disk takes the place of a static index in memory, and the other way round")
  func replacesTheOtherKind() throws {
    let fixture = try DataFixture()
    try MemoryIndexBuild.run(fixture.request, control: JobControl())
    try IndexBuild.run(fixture.request, control: JobControl())
    let onDisk = fixture.indexFolder
    #expect(!onDisk.contains("ann") && !onDisk.contains("ann.data"))
    #expect(onDisk.contains("ann_disk.index") && !onDisk.contains { $0.hasPrefix(".") })
    #expect(try IndexVerifier.verify(prefix: fixture.prefix).isEmpty)
    try MemoryIndexBuild.run(fixture.request, control: JobControl())
    #expect(
      fixture.indexFolder == ["ann", "ann.data", "ann_beamscope.json", "ann_metadata.bin"])
  }

  @Test("a file of the user with the bare name of an index on disk stays")
  func keepsForeignFiles() throws {
    let fixture = try DataFixture()
    for name in [fixture.prefix, fixture.prefix + ".data", fixture.prefix + ".tags"] {
      try Data("mine".utf8).write(to: URL(fileURLWithPath: name))
    }
    try IndexBuild.run(fixture.request, control: JobControl())
    try IndexRemoval.remove(prefix: fixture.prefix)
    #expect(fixture.indexFolder == ["ann", "ann.data", "ann.tags"])
  }

  @Test("no build takes the place of an index with updates", arguments: [false, true])
  func keepsUpdates(inMemory: Bool) throws {
    let fixture = try DataFixture()
    try insert(into: fixture.prefix, fixture)
    let before = fixture.indexFolder
    let error = thrownError { () throws(IndexError) in
      if inMemory {
        try MemoryIndexBuild.run(fixture.request, control: JobControl())
      } else {
        try IndexBuild.run(fixture.request, control: JobControl())
      }
    }
    guard case .parameter("--index", _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(fixture.indexFolder == before)
    try IndexRemoval.remove(prefix: fixture.prefix)
    #expect(fixture.indexFolder.isEmpty)
  }

  @Test("an update that was interrupted does not come back over a build on disk")
  func interruptedUpdate() throws {
    let fixture = try DataFixture()
    try MemoryIndexBuild.run(fixture.request, control: JobControl())
    let hidden = fixture.folder.file("index/.ann.beamscope-memory")
    try FileManager.default.createDirectory(atPath: hidden, withIntermediateDirectories: false)
    for name in ["ann", "ann.data"] {
      try FileManager.default.moveItem(
        atPath: fixture.folder.file("index/" + name), toPath: hidden + "/" + name)
    }
    try Data("ann\nann.data".utf8).write(to: URL(fileURLWithPath: hidden + "/commit"))
    try IndexBuild.run(fixture.request, control: JobControl())
    #expect(try IndexOpening.open(prefix: fixture.prefix) is DiskIndex)
    #expect(!fixture.indexFolder.contains("ann") && !fixture.indexFolder.contains("ann.data"))
  }

  @Test("a partition that is stopped keeps what it has trained, for who resumes it")
  func partitionKeeps() throws {
    let fixture = try DataFixture(count: 300)
    var request = fixture.request
    request.shardCount = 3
    request.keepsFinishedStages = true
    let stopped = Locked<JobControl?>(nil)
    let control = JobControl { progress in
      if progress.phase == "encode" { stopped.withLock { $0 }?.cancel() }
    }
    stopped.withLock { $0 = control }
    let error = thrownError { () throws(IndexError) in
      _ = try IndexBuild.run(.partition, of: request, control: control)
    }
    stopped.withLock { $0 = nil }
    #expect(error == .cancelled && IndexBuild.isResumable(request, isStage: true))
  }
}

import Canvas
import Foundation
import TestSupport
import Testing
import VectorData

@testable import Explorer

/// The session with its real engine, on points in the plane: small enough for a debug build.
@Suite("A session from the first start to the sweep")
struct ExplorerSessionTests {
  let cache: TemporaryFolder
  let data: TemporaryFolder
  let session: ExplorerSession

  init() throws {
    cache = try TemporaryFolder()
    data = try TemporaryFolder()
    try Self.writeDataSet(to: data)
    let places = LibraryPlaces(
      dataSetFolders: [data.path], cacheFolder: cache.path + "/new", folders: [cache.path])
    var options = ExplorerOptions()
    options.hidesTimings = true
    session = ExplorerSession(options: options, places: places, wake: {})
    session.resize(to: Size(width: 80, height: 24))
    session.waitUntilIdle()
  }

  private static func writeDataSet(to folder: TemporaryFolder) throws {
    var random = SeededGenerator(seed: 3)
    let values = (0..<300 * 4).map { _ in Float(random.nextUnit()) }
    var file = try OutputFile(path: folder.file("base.fbin"))
    try file.append(elements: [Int32(300), 4])
    try file.append(elements: values)
    try file.finish()
    var queries = try OutputFile(path: folder.file("query.fbin"))
    try queries.append(elements: [Int32(5), 4])
    try queries.append(elements: Array(values.prefix(20)))
    try queries.finish()
    let json = """
      [{"name": "points", "title": "Points", "summary": "Points.", "base": "base.fbin",
        "queries": "query.fbin", "build": {"R": 8, "L": 20, "alpha": 1.2, "pqBytes": 2}}]
      """
    try Data(json.utf8).write(to: URL(fileURLWithPath: folder.file("dataset.json")))
  }

  private func press(_ script: String) throws {
    for key in try KeyScript.parse(script) {
      session.handle(key)
      session.waitUntilIdle()
    }
  }

  private var text: String { PlainEncoder.encode(session.frame()) }

  @Test("The first start makes the cache folder, builds and opens; then hops, back, end, sweep")
  func wholeWay() throws {
    #expect(text.contains("before the first hop"))
    #expect(FileManager.default.fileExists(atPath: cache.path + "/new/points_disk.index"))
    try press("  ")
    #expect(text.contains("hop 2") && text.contains("SSD"))
    try press("b")
    #expect(text.contains("hop 1"))
    try press("c")
    #expect(text.contains("answers, after"))
    try press(":cache 300<Enter>")
    #expect(text.contains(" 0 SSD reads") && text.contains("cache 300 (BFS)"))
    try press("6:L 10,20<Enter>r")
    #expect(text.contains("done, 2 rows"))
    try press(":export \(cache.path)/s.json<Enter>")
    let json = try Data(contentsOf: URL(fileURLWithPath: cache.file("s.json")))
    let object = try JSONSerialization.jsonObject(with: json) as? [String: Any]
    #expect((object?["rows"] as? [Any])?.count == 2)
    try press("3:export \(cache.path)/t.json<Enter>")
    let trace = try Data(contentsOf: URL(fileURLWithPath: cache.file("t.json")))
    let keys = try JSONSerialization.jsonObject(with: trace) as? [String: Any]
    #expect(keys?["hops"] != nil && keys?["missed"] != nil)
    try press(":trace \(cache.path)/t.json<Enter>  ")
    #expect(text.contains("recorded trace") && text.contains("hop 2"))
    try press("q")
    #expect(session.isFinished)
    session.shutDown()
  }

  @Test("A search that misses says what would have found it; two settings part; the map has places")
  func explained() throws {
    try press(":row 7<Enter>:K 3<Enter>:L 3<Enter>:W 1<Enter>c")
    #expect(text.contains("row 7 as query") && text.contains("recall@3"))
    session.resize(to: Size(width: 120, height: 40))
    try press(":compare L 60 W 4<Enter>")
    #expect(text.contains("they part at hop") && text.contains("B less A"))
    try press("dm")
    #expect(text.contains("Q query") && text.contains("read"))
    try press(":mid 7 9<Enter>c")
    #expect(text.contains("midpoint of rows 7 and 9"))
    try press(":vector 0.1,0.2,0.3<Enter>")
    #expect(text.contains("has 4 numbers, not 3"))
    let maps = try FileManager.default.contentsOfDirectory(atPath: cache.path + "/new/maps")
    #expect(maps.count == 1)
  }

  @Test("A target is found on the grid, and two runs are differenced")
  func target() throws {
    let base = try BinFile.open(path: data.file("base.fbin"), elementType: nil)
    let queries = try BinFile.open(path: data.file("query.fbin"), elementType: nil)
    try GroundTruth.compute(
      base: base, queries: queries, neighbourCount: 20, metric: .l2,
      team: WorkerTeam(workerCount: 1), control: JobControl()
    ).write(to: data.file("truth"))
    try press(":queries \(data.file("query.fbin")) \(data.file("truth"))<Enter>")
    try press("6:L 10..40 step 10<Enter>:W 2,4<Enter>:target 0.9<Enter>")
    #expect(text.contains("recall 0.900 at the lowest latency"))
    try press(":name first<Enter>:cache 0,300<Enter>ro")
    #expect(text.contains("done, 16 rows") && text.contains("less \"first\""))
  }

  @Test("Verify finds a sound index sound, a damaged one faulty; delete removes every file")
  func verifyAndDelete() throws {
    try press("1Gv")
    #expect(text.contains("verified"))
    let path = cache.path + "/new/points_disk.index"
    let handle = try #require(FileHandle(forUpdatingAtPath: path))
    try handle.seek(toOffset: 4096 + 16)
    try handle.write(contentsOf: Data([0xFF, 0xFF, 0xFF, 0x7F]))
    try handle.close()
    try press("v")
    #expect(text.contains("fault"))
    try press("<Enter>dy")
    let left = try FileManager.default.contentsOfDirectory(atPath: cache.path + "/new")
    #expect(left.isEmpty, "\(left)")
  }

  @Test("A path that is no index gives a dialog with the path, and the open one stays")
  func noIndex() throws {
    try press(":open \(cache.path)/nothing<Enter>")
    #expect(text.contains("nothing_disk.index"))
    try press("<Enter>3 ")
    #expect(text.contains("hop 1"))
  }

  @Test("Queries and truth that are named later give recall")
  func truth() throws {
    try press(" ")
    #expect(text.contains("no truth file"))
    let base = try BinFile.open(path: data.file("base.fbin"), elementType: nil)
    let queries = try BinFile.open(path: data.file("query.fbin"), elementType: nil)
    try GroundTruth.compute(
      base: base, queries: queries, neighbourCount: 20, metric: .l2,
      team: WorkerTeam(workerCount: 1), control: JobControl()
    ).write(to: data.file("truth"))
    try press(":queries \(data.file("query.fbin")) \(data.file("truth"))<Enter>c")
    #expect(text.contains("recall@10 1.00") || text.contains("recall@10 0.9"))
    try press(":queries \(data.file("dataset.json"))<Enter>")
    #expect(text.contains("Cannot open"))
  }

  @Test("Leaving while a build runs cancels it and leaves nothing")
  func leaveWhileBuilding() throws {
    try press("1bjjj<Enter><C-u>32<Enter>j<Enter><C-u>2000<Enter>kkk<Enter><C-u>")
    for key in try KeyScript.parse("\(cache.path)/late<Enter>r") { session.handle(key) }
    #expect(session.isBusy)
    session.handle("Q")
    session.shutDown()
    let left = try FileManager.default.contentsOfDirectory(atPath: cache.path)
    #expect(left == ["new"], "\(left)")
  }
}

import Experiments
import Foundation
import TestSupport
import Testing
import Vamana
import VectorData

/// A folder with a small file of vectors, queries and their truth.
struct DataFixture {
  let folder: TemporaryFolder
  let base: VectorMatrix
  let queries: VectorMatrix

  static let queryCount = 10

  var dataPath: String { base.path }
  /// Below a folder of its own, so that nothing but the index is in it.
  var prefix: String { folder.file("index/ann") }

  init(
    count: Int = 200, dimension: Int = 12, elementType: ElementType = .uint8, seed: UInt64 = 1
  ) throws {
    folder = try TemporaryFolder()
    let names: [ElementType: String] = [.float32: ".fbin", .int8: ".i8bin", .uint8: ".u8bin"]
    let ending = try #require(names[elementType])
    let all = try Self.clustered(
      count: count + Self.queryCount, dimension: dimension, elementType: elementType, seed: seed)
    base = try Self.write(all, rows: 0..<count, to: folder.file("base" + ending))
    queries = try Self.write(
      all, rows: count..<count + Self.queryCount, to: folder.file("query" + ending))
    try FileManager.default.createDirectory(
      atPath: folder.file("index"), withIntermediateDirectories: true)
  }

  /// A small, quick build of the data.
  var request: IndexBuild.Request {
    var request = IndexBuild.Request(dataPath: dataPath, prefix: prefix)
    request.graph.maxDegree = 12
    request.graph.searchListSize = 20
    request.codeSize = .bytes(6)
    request.threadCount = 2
    return request
  }

  /// What lies in the folder of the index, hidden files too.
  var indexFolder: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.file("index")))?.sorted() ?? []
  }

  /// The bytes of all these files by name.
  func indexBytes() throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in indexFolder {
      files[name] = try Data(contentsOf: URL(fileURLWithPath: folder.file("index/" + name)))
    }
    return files
  }

  func truth(neighbourCount: Int) throws -> TruthSet {
    try GroundTruth.compute(
      base: base, queries: queries, neighbourCount: neighbourCount, metric: .l2,
      team: WorkerTeam(workerCount: 1), control: JobControl())
  }

  /// Eight clumps of points: neighbours mean something.
  private static func clustered(
    count: Int, dimension: Int, elementType: ElementType, seed: UInt64
  ) throws -> [[Float]] {
    var generator = SeededGenerator(seed: seed)
    let centres = (0..<8).map { _ in
      (0..<dimension).map { _ in Float(generator.nextIndex(below: 80)) }
    }
    return (0..<count).map { row in
      centres[row % 8].map { $0 + Float(generator.nextIndex(below: 40)) }
    }
  }

  private static func write(
    _ rows: [[Float]], rows range: Range<Int>, to path: String
  ) throws -> VectorMatrix {
    let type = try #require(ElementType(path: path))
    var file = try OutputFile(path: path)
    try file.appendBinHeader(rows: range.count, columns: rows[0].count)
    for row in rows[range] {
      switch type {
      case .float32: try file.append(elements: row.map { $0 / 3 })
      case .int8: try file.append(elements: row.map { Int8($0) - 60 })
      case .uint8: try file.append(elements: row.map { UInt8($0) })
      }
    }
    try file.finish()
    return try BinFile.open(path: path)
  }
}

/// The error that `body` throws, recorded as a failure if it throws none.
func thrownError(_ body: () throws(IndexError) -> Void) -> IndexError? {
  do throws(IndexError) {
    try body()
    Issue.record("nothing was thrown")
    return nil
  } catch {
    return error
  }
}

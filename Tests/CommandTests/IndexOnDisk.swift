import Foundation
import TestSupport
import Testing
import VectorData

/// Data files and an index that the program itself built from them.
struct IndexOnDisk {
  let folder: TemporaryFolder
  let elementType: ElementType
  static let rowCount = 120
  static let queryCount = 6
  static let dimension = 8

  private var ending: String { elementType == .float32 ? ".fbin" : ".u8bin" }
  var data: String { folder.file("base" + ending) }
  var queries: String { folder.file("query" + ending) }
  var names: String { folder.file("names.tsv") }
  var truth: String { folder.file("truth") }
  var prefix: String { folder.file("ann") }

  /// The data files; no index yet.
  init(elementType: ElementType = .uint8) throws {
    folder = try TemporaryFolder()
    self.elementType = elementType
    var generator = SeededGenerator(seed: 5)
    for (path, count) in [(data, Self.rowCount), (queries, Self.queryCount)] {
      var file = try OutputFile(path: path)
      try file.appendBinHeader(rows: count, columns: Self.dimension)
      for _ in 0..<count * Self.dimension {
        let value = generator.nextIndex(below: 200)
        if elementType == .float32 {
          try file.append(elements: [Float(value)])
        } else {
          try file.append(UInt8(value))
        }
      }
      try file.finish()
    }
    let lines = (0..<Self.rowCount).map { "id-\($0)\trow, \"\($0)\"\n" }
    try Data(lines.joined().utf8).write(to: URL(fileURLWithPath: names))
  }

  /// A copy of its own of the data files with an index and their truth: a test may damage it.
  static func built(names hasNames: Bool = false) throws -> IndexOnDisk {
    let original = try (hasNames ? withNames : withoutNames).get()
    let copy = try IndexOnDisk()
    for name in try FileManager.default.contentsOfDirectory(atPath: original.folder.path) {
      let target = copy.folder.file(name)
      if FileManager.default.fileExists(atPath: target) { continue }
      try FileManager.default.copyItem(atPath: original.folder.file(name), toPath: target)
    }
    return copy
  }

  // Two processes for each would be most of the time of these tests: they run once.
  private static let withNames = Result { try makeBuilt(["--names"]) }
  private static let withoutNames = Result { try makeBuilt([]) }

  private static func makeBuilt(_ options: [String]) throws -> IndexOnDisk {
    let files = try IndexOnDisk()
    let build = try files.build(options.flatMap { [$0, files.names] })
    try #require(build.status == 0, "\(build.errors)")
    let truth = try Program.run([
      "truth", "--data", files.data, "--queries", files.queries, "-K", "10", "--output",
      files.truth,
    ])
    try #require(truth.status == 0, "\(truth.errors)")
    return files
  }

  func build(_ extra: [String] = [], index: String? = nil) throws -> ProgramRun {
    try Program.run(
      ["build", "--data", data, "--index", index ?? prefix, "-R", "8", "-L", "16"]
        + ["--pq-bytes", "4", "--progress", "none"] + extra)
  }

  func search(_ extra: [String] = []) throws -> ProgramRun {
    try Program.run(["search", "--index", prefix, "--queries", queries] + extra)
  }

  /// Cuts, overwrites or replaces a file of the index.
  func damage(_ suffix: String, _ change: (inout Data) -> Void) throws {
    let file = URL(fileURLWithPath: prefix + suffix)
    var bytes = try Data(contentsOf: file)
    change(&bytes)
    try bytes.write(to: file)
  }
}

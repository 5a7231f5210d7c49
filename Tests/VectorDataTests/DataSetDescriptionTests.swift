import Foundation
import TestSupport
import Testing
import VectorData

@Suite("Descriptions of data sets")
struct DataSetDescriptionTests {
  static let sampleFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("sample-data")

  @Test(
    "the sample data is what its description says",
    arguments: ["debian-packages", "digits", "points-2d"])
  func samples(name: String) throws {
    let folder = Self.sampleFolder.appendingPathComponent(name).path
    let sets = try DataSetDescription.load(folder: folder)
    #expect(!sets.isEmpty)
    for set in sets {
      let base = try BinFile.open(path: set.base)
      try base.validateFinite()
      #expect(set.build.pqBytes <= base.dimension && set.build.L >= set.build.R)
      if let picture = set.picture { #expect(picture.width * picture.height == base.dimension) }
      if let names = set.names { _ = try NameTable(path: names, expectedCount: base.count) }
      let queries = try BinFile.open(path: try #require(set.queries))
      #expect(queries.dimension == base.dimension)
      if let names = set.queryNames { _ = try NameTable(path: names, expectedCount: queries.count) }
      let truth = try TruthSet.open(path: try #require(set.truth))
      try truth.validate(queries: queries.count, baseCount: base.count, answerCount: 10)
    }
  }

  @Test("paths are relative to the folder, absolute ones stay")
  func paths() throws {
    let folder = try TemporaryFolder()
    let json = """
      [{"name": "x", "title": "X", "summary": "s", "base": "b.fbin", "truth": "/t",
        "build": {"R": 8, "L": 16, "alpha": 1.2, "pqBytes": 2}}]
      """
    try Data(json.utf8).write(to: URL(fileURLWithPath: folder.file("dataset.json")))
    let set = try #require(try DataSetDescription.load(folder: folder.path).first)
    #expect(set.base == folder.file("b.fbin") && set.truth == "/t" && set.queries == nil)
  }

  @Test(
    "what is no description is refused with the reason",
    arguments: [
      ("{", "no valid JSON"), ("[{\"name\": \"x\"}]", "no key \"title\""),
      ("[{\"name\": 1}]", "another type at Index 0.name"),
    ])
  func refuses(json: String, found: String) throws {
    let folder = try TemporaryFolder()
    try Data(json.utf8).write(to: URL(fileURLWithPath: folder.file("dataset.json")))
    let error = thrownError { () throws(IndexError) in
      _ = try DataSetDescription.load(folder: folder.path)
    }
    guard case .malformed(_, _, "content", _, found) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}

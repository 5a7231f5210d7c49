import Foundation
import TestSupport
import Testing
import VectorData

@Suite("Names of rows")
struct NameTableTests {
  static func table(_ text: String, expectedCount: Int? = nil) throws -> NameTable {
    let folder = try TemporaryFolder()
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file("names.tsv")))
    return try NameTable(path: folder.file("names.tsv"), expectedCount: expectedCount)
  }

  @Test(
    "lines are split at the first tab, whatever ends them",
    arguments: ["a\tfirst\tone\nb\n\nd\tläst\n", "a\tfirst\tone\r\nb\r\n\r\nd\tläst"])
  func lines(text: String) throws {
    let names = try Self.table(text)
    #expect(names.count == 4)
    #expect((0..<4).map { names.identifier(of: $0) } == ["a", "b", "", "d"])
    #expect((0..<4).map { names.text(of: $0) } == ["first\tone", "", "", "läst"])
    #expect(names.identifier(of: 4) == "" && names.text(of: 4) == "")
  }

  @Test("an identifier is found whole, a substring anywhere in any case")
  func find() throws {
    let names = try Self.table("moria\tA roguelike\nmoria-data\tlevels\nnethack\tROGUE's child\n")
    #expect(names.row(identifier: "moria-data") == 1)
    #expect(names.row(identifier: "moria") == 0)
    #expect(names.row(identifier: "mori") == nil)
    #expect(names.find("rogue") == [0, 2])
    #expect(names.find("MORIA") == [0, 1])
    #expect(names.find("a", limit: 1) == [0])
    #expect(names.find("") == [] && names.find("xyz") == [])
  }

  @Test("another number of lines than rows is refused, an empty file has none")
  func counts() throws {
    #expect(try Self.table("").count == 0)
    let folder = try TemporaryFolder()
    let path = folder.file("names.tsv")
    try Data("a\nb\n".utf8).write(to: URL(fileURLWithPath: path))
    let error = thrownError { () throws(IndexError) in
      _ = try NameTable(path: path, expectedCount: 3)
    }
    #expect(
      error == .mismatch(path: path, field: "lines", expected: "3, one per row", found: "2"))
  }

  @Test("bytes that are no UTF-8 are replaced, not a crash")
  func invalidText() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("names.tsv")
    try Data([0xFF, 0x09, 0xC3, 0x0A]).write(to: URL(fileURLWithPath: path))
    let names = try NameTable(path: path)
    #expect(names.identifier(of: 0) == "\u{FFFD}")
  }
}

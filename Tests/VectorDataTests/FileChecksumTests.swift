import Foundation
import TestSupport
import Testing
import VectorData

@Suite("File checksums")
struct FileChecksumTests {
  /// From the reference of Fowler, Noll and Vo: text and 64-bit FNV-1a.
  static let published = [
    ("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8"),
  ]

  @Test("agrees with the published values", arguments: published)
  func reference(text: String, expected: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("f")
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    #expect(try FileChecksum.fnv1a(path: path) == expected)
  }

  @Test("a folder and a missing file are errors")
  func failures() throws {
    let folder = try TemporaryFolder()
    for path in [folder.path, folder.file("none")] {
      let error = thrownError { () throws(IndexError) in _ = try FileChecksum.fnv1a(path: path) }
      guard case .system(_, path, _, _) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }
}

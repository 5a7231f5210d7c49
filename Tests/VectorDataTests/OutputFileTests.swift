import Foundation
import TestSupport
import Testing
import VectorData

@Suite("Output files")
struct OutputFileTests {
  @Test("an unfinished file leaves nothing, and leaves what was there before")
  func unfinished() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("out")
    try Data("old".utf8).write(to: URL(fileURLWithPath: path))
    do {
      var file = try OutputFile(path: path)
      try file.append(UInt32(7))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out"])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
  }

  @Test("numbers, arrays larger than the buffer and padding land at their places")
  func content() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("out")
    let numbers = (0..<700_000).map { UInt32($0) }
    var file = try OutputFile(path: path)
    try file.append(UInt16(0x0102))
    try file.pad(to: 4096)
    try file.append(elements: numbers)
    #expect(file.byteCount == 4096 + 2_800_000)
    try file.finish()
    let written = try MappedFile(path: path)
    defer { withExtendedLifetime(written) {} }
    let bytes = written.bytes
    #expect(bytes.count == 4096 + 2_800_000)
    #expect(bytes[0] == 2 && bytes[1] == 1 && bytes[2..<4096].allSatisfy { $0 == 0 })
    #expect(bytes.load(fromByteOffset: 4096 + 4 * 654_321, as: UInt32.self) == 654_321)
  }

  @Test("a full device and a missing folder are errors that name the file")
  func failures() throws {
    let full = thrownError { () throws(IndexError) in
      var file = try OutputFile(path: "/dev/full")
      try file.append(UInt32(1))
      try file.finish()
    }
    #expect(
      full == .system(operation: "write", path: "/dev/full", offset: 0, errorNumber: ENOSPC))
    let folder = try TemporaryFolder()
    let path = folder.file("no/where")
    let missing = thrownError { () throws(IndexError) in _ = try OutputFile(path: path) }
    #expect(
      missing == .system(operation: "create", path: path, offset: nil, errorNumber: ENOENT))
  }
}

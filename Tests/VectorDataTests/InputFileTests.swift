import Foundation
import TestSupport
import Testing
import VectorData

@Suite("Reading files in order")
struct InputFileTests {
  @Test("numbers and runs of bytes come as they lie, whatever the buffer", arguments: [1, 5000])
  func order(bufferBytes: Int) throws {
    let path = try TemporaryFolder()
    let bytes = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    try Data(bytes).write(to: URL(fileURLWithPath: path.file("bytes")))
    var file = try InputFile(path: path.file("bytes"), bufferBytes: bufferBytes)
    #expect(file.byteCount == 20_000)
    #expect(try file.read(UInt32.self, field: "word") == 0x150E_0700)
    var place = 4
    for count in [1, 0, 4095, 9000, 3, 4097] {
      #expect(Array(try file.read(count, field: "bytes")) == Array(bytes[place..<place + count]))
      place += count
      #expect(file.offset == Int64(place))
    }
  }

  @Test("the end of a file is an error that says what is missing, before anything is allocated")
  func end() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("short")
    try Data([1, 2, 3, 4, 5]).write(to: URL(fileURLWithPath: path))
    let error = thrownError { () throws(IndexError) in
      var file = try InputFile(path: path)
      _ = try file.read(2, field: "head")
      _ = try file.read(1 << 60, field: "tail")
    }
    #expect(
      error
        == .malformed(
          path: path, offset: 2, field: "tail", expected: "\(1 << 60) bytes",
          found: "3, the end of the file"))
    let missing = thrownError { () throws(IndexError) in _ = try InputFile(path: folder.path) }
    #expect(
      missing == .system(operation: "read", path: folder.path, offset: nil, errorNumber: EINVAL))
  }

  @Test("a header can be written over after what it counts")
  func overwrite() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("counted")
    var file = try OutputFile(path: path, bufferBytes: 4096)
    try file.append(UInt64(0))
    for _ in 0..<10_000 { try file.append(UInt8(3)) }
    try file.overwrite(UInt32(0x0102_0304), at: 2)
    try file.append(UInt8(9))
    try file.finish()
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(Array(bytes.prefix(9)) == [0, 0, 4, 3, 2, 1, 0, 0, 3])
    #expect(bytes.count == 10_009 && bytes.last == 9)
  }
}

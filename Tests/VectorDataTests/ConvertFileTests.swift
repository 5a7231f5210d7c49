import Foundation
import TestSupport
import Testing

@testable import VectorData

@Suite("VectorConversion")
struct ConvertFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ bytes: [UInt8], _ name: String) throws -> String {
    let path = folder.file(name)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  private func write(_ text: String, _ name: String) throws -> String {
    try write(Array(text.utf8), name)
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @discardableResult
  private func convert(
    _ source: String, _ target: String, type: NumberType? = nil
  ) throws -> RowShape {
    try VectorConversion.run(
      from: try .init(path: source), to: try .init(path: folder.file(target)), type: type)
  }

  private func words(_ values: [Int32]) -> [UInt8] {
    values.flatMap { value in withUnsafeBytes(of: value.littleEndian) { Array($0) } }
  }

  private func floats(_ values: [Float]) -> [UInt8] {
    words(values.map { Int32(bitPattern: $0.bitPattern) })
  }

  @Test("Each format has the bytes that its programs expect")
  func layouts() throws {
    let csv = try write("1,2,3\n4,5,6\n", "in.csv")
    try convert(csv, "a.fbin")
    #expect(try bytes(folder.file("a.fbin")) == words([2, 3]) + floats([1, 2, 3, 4, 5, 6]))
    try convert(csv, "a.u8bin")
    #expect(try bytes(folder.file("a.u8bin")) == words([2, 3]) + [1, 2, 3, 4, 5, 6])
    try convert(csv, "a.fvecs")
    #expect(
      try bytes(folder.file("a.fvecs"))
        == words([3]) + floats([1, 2, 3]) + words([3]) + floats([4, 5, 6]))
    try convert(csv, "a.bvecs")
    #expect(try bytes(folder.file("a.bvecs")) == words([3]) + [1, 2, 3] + words([3]) + [4, 5, 6])
    try convert(csv, "a.ivecs")
    #expect(try bytes(folder.file("a.ivecs")) == words([3, 1, 2, 3, 3, 4, 5, 6]))
    try convert(csv, "a.bin", type: .int32)
    #expect(try bytes(folder.file("a.bin")) == words([2, 3, 1, 2, 3, 4, 5, 6]))
    try convert(csv, "a.tsv")
    #expect(try bytes(folder.file("a.tsv")) == Array("1\t2\t3\n4\t5\t6\n".utf8))
    try convert(csv, "a.npy", type: .int8)
    let array = try bytes(folder.file("a.npy"))
    #expect(array.count == 128 + 6)
    #expect(array.prefix(10) == [0x93, 78, 85, 77, 80, 89, 1, 0, 118, 0])
    let header = String(decoding: array[10..<128], as: UTF8.self)
    #expect(header.hasPrefix("{'descr': '|i1', 'fortran_order': False, 'shape': (2, 3), }   "))
    #expect(header.hasSuffix(" \n"))
  }

  static let chains: [(type: NumberType, names: [String])] = [
    (.float32, ["b.fvecs", "b.npy", "b.tsv", "b.csv", "b.bin", "b.fbin"]),
    (.uint8, ["b.bvecs", "b.npy", "b.csv", "b.fvecs", "b.bin", "b.u8bin"]),
    (.int8, ["b.npy", "b.tsv", "b.fbin", "b.bin", "b.i8bin"]),
    (.int32, ["b.npy", "b.csv", "b.bin", "b.ivecs"]),
  ]

  @Test("Through all formats and back nothing changes", arguments: chains)
  func roundTrip(type: NumberType, names: [String]) throws {
    var generator = SeededGenerator(seed: 3)
    var rows: [UInt8] = []
    for _ in 0..<7 * 5 {
      switch type {
      case .float32:
        rows += floats([Float(bitPattern: UInt32.random(in: 0..<0x7F00_0000, using: &generator))])
      case .int32: rows += words([Int32.random(in: .min ... .max, using: &generator)])
      case .int8, .uint8: rows.append(UInt8.random(in: 0...255, using: &generator))
      }
    }
    let first = try write(words([7, 5]) + rows, "first.bin")
    var path = first
    for name in names {
      try convert(path, name, type: type)
      path = folder.file(name)
    }
    try convert(path, "last.bin", type: type)
    #expect(try bytes(folder.file("last.bin")) == bytes(first))
  }

  @Test("Floats that an integer holds become one, others are told with their byte")
  func narrowing() throws {
    let whole = try write(words([1, 3]) + floats([0, 255, 7]), "whole.fbin")
    try convert(whole, "whole.u8bin")
    #expect(try bytes(folder.file("whole.u8bin")) == words([1, 3]) + [0, 255, 7])
    let broken = try write(words([2, 2]) + floats([0, 1, 2.5, 3]), "broken.fbin")
    let error = #expect(throws: IndexError.self) { try convert(broken, "broken.u8bin") }
    #expect(
      error
        == .malformed(
          path: broken, offset: 16, field: "row 1, column 1",
          expected: "a whole number from 0 to 255", found: "2.5"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("broken.u8bin")))
    #expect(!FileManager.default.fileExists(atPath: folder.file("broken.u8bin.partial")))
    let large = try write(words([2, 1, 2, 300]), "large.ivecs")
    #expect(throws: IndexError.self) { try convert(large, "large.bvecs") }
    let odd = try write(words([1, (1 << 24) + 1]), "odd.ivecs")
    #expect(throws: IndexError.self) { try convert(odd, "odd.fbin") }
  }

  @Test("What is no number among floats is refused", arguments: [Float.nan, .infinity])
  func notFinite(value: Float) throws {
    let path = try write(words([1, 2]) + floats([1, value]), "bad.fbin")
    let error = #expect(throws: IndexError.self) { try convert(path, "bad.fvecs") }
    #expect("\(try #require(error))".contains("at byte 12"))
  }

  /// Text, and what its error has to say.
  static let texts: [(text: String, words: [String])] = [
    ("1,2\n3\n", ["line 2", "2 numbers as line 1 has", "found 1"]),
    ("1,2\n3,4,5\n", ["line 2", "found 3"]),
    ("1,2\n3,x\n", ["line 2, column 2", "\"x\""]),
    ("1,2\n\n3,4\n", ["line 2"]),
    ("1,,2\n", ["line 1, column 2", "\"\""]),
    ("id,text\n1,2\n", ["line 1, column 1", "\"id\""]),
    ("1,nan\n", ["line 1, column 2", "nan"]),
    ("1,inf\n", ["column 2"]),
    ("1,0x10\n", ["column 2"]),
    ("1,1e99\n", ["column 2", "1e99"]),
    ("1,2e\n", ["column 2"]),
    ("1;2\n", ["line 1, column 1"]),
    ("", ["at least one row"]),
  ]

  @Test("A text that is no table of numbers is refused by line and column", arguments: texts)
  func badText(text: String, words: [String]) throws {
    let path = try write(text, "bad.csv")
    let error = #expect(throws: IndexError.self) { try convert(path, "bad.fbin") }
    for word in words { #expect("\(try #require(error))".contains(word)) }
  }

  @Test("Spaces, carriage returns, signs, exponents and a missing last line break are read")
  func lenientText() throws {
    let path = try write(" 1 , -2.5\r\n+3,4e2", "lenient.csv")
    try convert(path, "lenient.fbin")
    #expect(try bytes(folder.file("lenient.fbin")) == words([2, 2]) + floats([1, -2.5, 3, 400]))
  }

  @Test("A line that never ends is refused before it fills the memory")
  func endlessLine() throws {
    let path = try write(String(repeating: "1,", count: 600_000), "endless.csv")
    let error = #expect(throws: IndexError.self) { try convert(path, "endless.fbin") }
    #expect("\(try #require(error))".contains("at most"))
  }

  @Test("Rows of different lengths and half rows are refused with their byte")
  func badRowLengths() throws {
    let mixed = try write(words([1, 5, 2, 6]), "mixed.ivecs")
    let error = #expect(throws: IndexError.self) { try convert(mixed, "x.csv") }
    #expect(
      error
        == .malformed(
          path: mixed, offset: 8, field: "length of row 1",
          expected: "1 as the first row has", found: "2"))
    for bad in [words([-1, 5]), words([0]), words([2, 5]), words([Int32.max])] {
      let path = try write(bad, "bad.ivecs")
      #expect(throws: IndexError.self) { try convert(path, "x.csv") }
    }
  }

  @Test("A block that lies about its size is refused before anything is written")
  func badBlocks() throws {
    for bad in [
      words([2, 2]), words([-1, 2]), words([2, 0]), words([.max, .max]), words([1]),
      words([1, 1, 1, 1]),
    ] {
      let path = try write(bad, "bad.fbin")
      #expect(throws: IndexError.self) { try convert(path, "x.csv") }
      #expect(!FileManager.default.fileExists(atPath: folder.file("x.csv")))
    }
  }

  /// Header text (or what replaces it) and what the error has to say.
  static let arrays: [(dictionary: String, word: String)] = [
    ("{'descr': '>f4', 'fortran_order': False, 'shape': (1, 2), }", "'>f4'"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }", "'<f8'"),
    ("{'descr': '|O', 'fortran_order': False, 'shape': (1, 2), }", "'|O'"),
    ("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 2), }", "True"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "(2,)"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", "()"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 2), }", "(1, 1, 2)"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (9, 2), }", "9 x 2"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 2), }", "4 bytes"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 2), }", "shape"),
    ("{'fortran_order': False, 'shape': (1, 2), }", "'descr'"),
    ("{'descr': '<f4'", "fortran_order"),
    ("", "fortran_order"),
  ]

  @Test("Arrays of another kind are refused with what they are", arguments: arrays)
  func badArray(dictionary: String, word: String) throws {
    let length = UInt8(dictionary.utf8.count)
    let path = try write(
      [0x93, 78, 85, 77, 80, 89, 1, 0, length, 0] + Array(dictionary.utf8) + floats([1, 2]),
      "bad.npy")
    let error = #expect(throws: IndexError.self) { try convert(path, "x.fbin") }
    #expect("\(try #require(error))".contains(word))
  }

  @Test("The header of version 2 has a longer length; other versions and lengths are refused")
  func arrayVersions() throws {
    let dictionary = Array("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }".utf8)
    let start: [UInt8] = [0x93, 78, 85, 77, 80, 89]
    let second =
      start + [2, 0] + words([Int32(dictionary.count)]) + dictionary + floats([1, 2])
    try convert(try write(second, "second.npy"), "second.fbin")
    #expect(try bytes(folder.file("second.fbin")) == words([1, 2]) + floats([1, 2]))
    for bad in [
      start + [3, 0, 0, 0, 0, 0], start + [1, 0, 255, 255], start + [2, 0, 255, 255, 255, 255],
      start + [1], Array("numpy".utf8),
    ] {
      let path = try write(bad, "bad.npy")
      #expect(throws: IndexError.self) { try convert(path, "x.fbin") }
    }
  }

  @Test("A type or a format that nobody says is asked for")
  func openQuestions() throws {
    let path = try write(words([1, 1, 5]), "open.bin")
    guard
      case .parameter("--type", _, _) = #expect(
        throws: IndexError.self,
        performing: {
          try convert(path, "x.csv")
        })
    else {
      Issue.record("the type was not asked for")
      return
    }
    #expect(throws: IndexError.self) { try VectorConversion.End(path: "vectors") }
    #expect(throws: IndexError.self) { try VectorConversion.End(path: "folder.csv/vectors.txt") }
    #expect(try VectorConversion.End(path: "a.FVECS").format == .fvecs)
  }
}

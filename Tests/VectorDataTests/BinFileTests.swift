import Foundation
import TestSupport
import Testing
import VectorData

@Suite("Files of vectors")
struct BinFileTests {
  @Test("a written matrix reads back byte for byte", arguments: ElementType.allCases)
  func roundTrip(elementType: ElementType) throws {
    let folder = try TemporaryFolder()
    let matrix = try MatrixFixture.random(
      count: 7, dimension: 5, elementType: elementType, seed: 1)
    try BinFile.write(matrix, to: folder.file("v.bin"))
    let read = try BinFile.open(path: folder.file("v.bin"), elementType: elementType)
    #expect(read.count == 7 && read.dimension == 5 && read.elementType == elementType)
    for row in 0..<7 { #expect(read.floats(row: row) == matrix.floats(row: row)) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["v.bin"])
  }

  @Test(
    "the extension says the type",
    arguments: [
      ("a.fbin", ElementType.float32, 4), ("a.i8bin", .int8, 1), ("a.u8bin", .uint8, 1),
    ])
  func typeFromExtension(name: String, type: ElementType, elementBytes: Int) throws {
    let folder = try TemporaryFolder()
    try SyntheticFile.vectors(rows: 2, columns: 3, dataBytes: 6 * elementBytes)
      .write(to: folder.file(name))
    #expect(try BinFile.open(path: folder.file(name)).elementType == type)
  }

  @Test("a .bin file needs its type said")
  func typeUnknown() throws {
    let error = thrownError { () throws(IndexError) in _ = try BinFile.open(path: "x.bin") }
    guard case .parameter("--type", _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  /// Every damage of a file of bytes that a header can hide: (rows, columns, data bytes, field).
  static let damages: [(Int32, Int32, Int, String)] = [
    (-220, 64, 14080, "row count"),
    (0, 64, 0, "row count"),
    (220, 0, 14080, "column count"),
    (220, -1, 14080, "column count"),
    (.max, .max, 14080, "size"),
    (220, 64, 14079, "size"),
    (220, 64, 14081, "size"),
    (220, 64, 0, "size"),
    (1, 40000, 40000, "column count"),
  ]

  @Test("a header that does not fit the file is refused", arguments: damages)
  func refuses(rows: Int32, columns: Int32, dataBytes: Int, field: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("broken.u8bin")
    try SyntheticFile.vectors(rows: rows, columns: columns, dataBytes: dataBytes).write(to: path)
    let error = thrownError { () throws(IndexError) in _ = try BinFile.open(path: path) }
    guard case .malformed(path, _, field, _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("a size error tells what was expected and found")
  func sizeFacts() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("short.fbin")
    try SyntheticFile.vectors(rows: 10, columns: 4, dataBytes: 100).write(to: path)
    let error = thrownError { () throws(IndexError) in _ = try BinFile.open(path: path) }
    #expect(
      error
        == .malformed(
          path: path, offset: nil, field: "size",
          expected: "168 bytes (10 x 4 elements of 4 bytes)", found: "108 bytes"))
  }

  @Test("a file cut inside its header is refused", arguments: [0, 3, 5, 7])
  func cutHeader(byteCount: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("cut.u8bin")
    var file = SyntheticFile.vectors(rows: 2, columns: 2, dataBytes: 4)
    file.cut(to: byteCount)
    try file.write(to: path)
    let error = thrownError { () throws(IndexError) in _ = try BinFile.open(path: path) }
    #expect(
      error
        == .malformed(
          path: path, offset: 0, field: "header", expected: "8 bytes", found: "\(byteCount)"))
  }

  @Test("what is no regular file is refused without waiting")
  func notRegular() throws {
    let folder = try TemporaryFolder()
    #expect(mkfifo(folder.file("pipe.u8bin"), 0o600) == 0)
    for path in [folder.path + "/none.u8bin", folder.file("pipe.u8bin"), "/dev/null"] {
      let error = thrownError { () throws(IndexError) in
        _ = try BinFile.open(path: path, elementType: .uint8)
      }
      guard case .system(_, path, _, _) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }

  @Test(
    "NaN and infinity are found with their place", arguments: [Float.nan, .infinity, -.infinity])
  func notFinite(value: Float) throws {
    var rows = [[Float]](repeating: [1, 2, 3], count: 40)
    try MatrixFixture.floats(rows).validateFinite()
    rows[31][2] = value
    let matrix = try MatrixFixture.floats(rows)
    let error = thrownError { () throws(IndexError) in try matrix.validateFinite() }
    guard case .malformed(_, let offset, "row 31, column 2", _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(offset == Int64(8 + 31 * 12 + 8))
  }

  @Test("the largest finite floats pass the check")
  func largestFinite() throws {
    let extremes: [Float] = [
      .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0,
    ]
    try MatrixFixture.floats([extremes]).validateFinite()
  }
}

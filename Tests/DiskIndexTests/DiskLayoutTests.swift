import Testing
import VectorData

@testable import DiskIndex

@Suite("DiskLayout")
struct DiskLayoutTests {
  @Test("Sizes follow DiskANN's formulas, packed and over several sectors")
  func sizes() throws {
    let packed = try DiskLayout(
      nodeCount: 1000, dimension: 30, elementType: .float32, medoid: 651, width: 16)
    #expect(packed.headerFields == [1000, 30, 651, 188, 21, 0, 0, 0, 200_704])
    #expect(packed.byteOffset(of: 22) == 2 * 4096 + 188)

    let large = try DiskLayout(
      nodeCount: 10, dimension: 1100, elementType: .float32, medoid: 0, width: 16)
    #expect(large.nodeBytes == 4468)
    #expect(large.nodesPerSector == 0)
    #expect(large.sectorsPerNode == 2)
    #expect(large.byteOffset(of: 3) == 4096 * 7)
    #expect(large.fileBytes == 4096 * 21)
  }

  @Test(
    "A written header reads back",
    arguments: [(12, ElementType.uint8), (13, .int8), (33, .float32), (5000, .uint8)])
  func roundTrip(dimension: Int, elementType: ElementType) throws {
    let layout = try DiskLayout(
      nodeCount: 77, dimension: dimension, elementType: elementType, medoid: 5, width: 9)
    let read = try Self.parse(Self.sector(layout.headerFields), fileBytes: layout.fileBytes)
      .resolved(as: elementType, path: "x")
    #expect(read.byteOffset(of: 76) == layout.byteOffset(of: 76))
    #expect(read.width == 9)
    #expect(read.medoid == 5)
    #expect(read.fileBytes == layout.fileBytes)
    #expect(read.recordedFileBytes == UInt64(layout.fileBytes))
  }

  /// Field number → a value that cannot be, and the word that the error has to say.
  static let lies: [(field: Int, value: UInt64, word: String)] = [
    (0, 0, "node count"), (0, 1 << 63, "node count"), (0, 300_000, "size"),
    (1, 0, "dimension"), (1, 1 << 62, "dimension"), (2, 300, "medoid"), (3, 0, "node length"),
    (3, 1 << 40, "node length"), (3, 57, "node length"), (4, 0, "nodes per sector"),
    (4, 2_147_483_647, "nodes per sector"), (5, 2, "frozen point count"), (7, 1, "reorder flag"),
    (7, 99, "reorder flag"),
  ]

  @Test("A header that lies is refused with the field that lies", arguments: lies)
  func lyingField(field: Int, value: UInt64, word: String) throws {
    let layout = try DiskLayout(
      nodeCount: 300, dimension: 12, elementType: .uint8, medoid: 0, width: 10)
    var fields = layout.headerFields
    fields[field] = value
    let error = #expect(throws: IndexError.self) {
      try Self.parse(Self.sector(fields), fileBytes: layout.fileBytes)
    }
    #expect("\(try #require(error))".contains(word))
  }

  @Test("The number of header fields must be known", arguments: [-1, 0, 8, 10, 2_000_000_000])
  func fieldCount(count: Int32) throws {
    let layout = try DiskLayout(
      nodeCount: 300, dimension: 12, elementType: .uint8, medoid: 0, width: 10)
    #expect(throws: IndexError.self) {
      try Self.parse(
        Self.sector(layout.headerFields, fieldCount: count), fileBytes: layout.fileBytes)
    }
  }

  @Test("A file that is too short for its nodes is refused, one that is too long is not")
  func fileSize() throws {
    let layout = try DiskLayout(
      nodeCount: 300, dimension: 12, elementType: .uint8, medoid: 0, width: 10)
    let sector = Self.sector(layout.headerFields)
    #expect(throws: IndexError.self) {
      try Self.parse(sector, fileBytes: layout.fileBytes - 1)
    }
    #expect(try Self.parse(sector, fileBytes: layout.fileBytes + 777).nodeCount == 300)
    #expect(throws: IndexError.self) { try Self.parse(Array(sector.prefix(44)), fileBytes: 44) }
  }

  @Test("The header of the Rust rewrite is read, unless nodes carry associated data")
  func rustHeader() throws {
    let layout = try DiskLayout(
      nodeCount: 300, dimension: 12, elementType: .uint8, medoid: 0, width: 10)
    let plain = Self.sector(layout.headerFields + [0, 4096, 1], fieldCount: 96)
    #expect(try Self.parse(plain, fileBytes: layout.fileBytes).nodeCount == 300)
    let associated = Self.sector(layout.headerFields + [8, 4096, 1], fieldCount: 96)
    #expect(throws: IndexError.self) {
      try Self.parse(associated, fileBytes: layout.fileBytes)
    }
  }

  static func sector(_ fields: [UInt64], fieldCount: Int32 = 9) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 4096)
    bytes.withUnsafeMutableBytes { target in
      target.storeBytes(of: fieldCount, toByteOffset: 0, as: Int32.self)
      target.storeBytes(of: 1, toByteOffset: 4, as: Int32.self)
      for (place, field) in fields.enumerated() {
        target.storeBytes(of: field, toByteOffset: 8 + place * 8, as: UInt64.self)
      }
    }
    return bytes
  }

  static func parse(_ bytes: [UInt8], fileBytes: Int) throws -> DiskLayout {
    try bytes.withUnsafeBytes {
      try DiskLayout(header: $0, fileBytes: fileBytes, path: "header")
    }
  }
}

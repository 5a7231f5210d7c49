import Foundation
import Quantization
import TestSupport
import Testing
import VectorData

@Suite("PQ files")
struct PQFileTests {
  private let folder: TemporaryFolder
  private let quantizer: ProductQuantizer

  init() throws {
    folder = try TemporaryFolder()
    let matrix = try VectorSamples.clustered(count: 300, dimension: 7)
    quantizer = try ProductQuantizer.trained(on: matrix, chunkCount: 3)
  }

  // MARK: Pivots

  @Test("pivots lie where DiskANN reads them")
  func pivotsLayout() throws {
    let path = folder.file("layout_pq_pivots.bin")
    try quantizer.write(to: path)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(bytes.prefix(8) == words(4, 1))
    let offsets = [4096, 4096 + 8 + 7168, 4096 + 8 + 7168 + 36, 4096 + 8 + 7168 + 36 + 24]
    #expect(bytes[8..<40] == offsets.reduce(into: Data()) { $0 += words(UInt32($1), 0) })
    #expect(bytes[40..<4096].allSatisfy { $0 == 0 })
    #expect(bytes[4096..<4104] == words(256, 7))
    #expect(
      bytes[4104..<11272] == quantizer.pivots.reduce(into: Data()) { $0 += words($1.bitPattern) })
    #expect(bytes[11272..<11280] == words(7, 1))
    #expect(bytes[11308..<11316] == words(4, 1))
    #expect(bytes[11316...] == words(0, 3, 5, 7))
    #expect(bytes.count == offsets[3])
  }

  @Test("pivots come back as they were written")
  func pivotsRoundTrip() throws {
    let path = folder.file("round_pq_pivots.bin")
    try quantizer.write(to: path)
    #expect(try ProductQuantizer.read(path: path) == quantizer)
  }

  @Test("the older layout with five offsets is read too")
  func fiveOffsets() throws {
    let current = folder.file("four_pq_pivots.bin")
    try quantizer.write(to: current)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: current))
    let permutation = words(7, 1) + words(6, 5, 4, 3, 2, 1, 0)
    let offsets: [UInt32] = [4096, 11272, 11308, 11344, 11368]
    var old = offsets.reduce(into: words(5, 1)) { $0 += words($1, 0) }
    old += Data(count: 4096 - old.count)
    old += bytes[4096..<11308]
    old += permutation
    old += bytes[11308...]
    let path = folder.file("five_pq_pivots.bin")
    try old.write(to: URL(fileURLWithPath: path))
    #expect(try ProductQuantizer.read(path: path) == quantizer)
  }

  @Test(
    "damaged pivots are refused with path, byte and field",
    arguments: [
      PivotsDamage("offset table", at: 0, write: [3]),
      PivotsDamage("offset table size", at: 0, write: [0x7FFF_FFFF], offset: nil),
      PivotsDamage("offset table row count", at: 0, write: [0xFFFF_FFFF]),
      PivotsDamage("offset of pivots", at: 8, write: [4100]),
      PivotsDamage("offset 1", at: 20, write: [1], offset: 16),
      PivotsDamage("offset 3", at: 32, write: [11333]),
      PivotsDamage("end of file", at: 32, write: [11328]),
      PivotsDamage("end of pivots block", at: 16, write: [11000]),
      PivotsDamage("pivots row count", at: 4096, write: [128]),
      PivotsDamage("pivots size", at: 4100, write: [0x7FFF_FFFF], offset: nil),
      PivotsDamage("end of pivots block", at: 4100, write: [6], offset: 16),
      PivotsDamage("pivots column count", at: 4100, write: [0]),
      PivotsDamage("pivot", at: 4104 + 4 * 70, write: [0x7FC0_0000]),
      PivotsDamage("centroid", at: 11280, write: [0x7F80_0000]),
      PivotsDamage("centroid row count", at: 11272, write: [6]),
      PivotsDamage("centroid size", at: 11276, write: [2], offset: nil),
      PivotsDamage("chunk offset size", at: 11312, write: [2], offset: nil),
      PivotsDamage("chunk offset column count", at: 11308, write: [2, 2], offset: 11312),
      PivotsDamage("chunk offset row count", at: 11308, write: [0xFFFF_FFFF]),
      PivotsDamage("chunk offset 0", at: 11316, write: [1]),
      PivotsDamage("chunk offset 2", at: 11320, write: [5, 3], offset: 11324),
      PivotsDamage("chunk offset 2", at: 11320, write: [3, 3], offset: 11324),
      PivotsDamage("chunk offset 3", at: 11328, write: [8]),
      PivotsDamage("chunk offset 3", at: 11328, write: [6]),
      PivotsDamage("chunk offset 1", at: 11320, write: [0xFFFF_FFFF]),
    ])
  func damagedPivots(damage: PivotsDamage) throws {
    let path = folder.file("damaged_pq_pivots.bin")
    try quantizer.write(to: path)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    for (index, word) in damage.words.enumerated() {
      let place = damage.place + 4 * index
      bytes.replaceSubrange(place..<place + 4, with: words(word))
    }
    try bytes.write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: IndexError.self) { try ProductQuantizer.read(path: path) }
    guard case .malformed(path, damage.offset, damage.field, _, _) = error else {
      Issue.record("\(damage.field): \(String(describing: error))")
      return
    }
  }

  @Test("pivots cut at any place are refused", arguments: [0, 1, 8, 39, 4095, 4100, 9000, 11331])
  func cutPivots(byteCount: Int) throws {
    let path = folder.file("cut_pq_pivots.bin")
    try quantizer.write(to: path)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try bytes.prefix(byteCount).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: IndexError.self) { try ProductQuantizer.read(path: path) }
    #expect(error?.description.hasPrefix(path) == true)
  }

  @Test("bytes behind the last block are refused")
  func longPivots() throws {
    let path = folder.file("long_pq_pivots.bin")
    try quantizer.write(to: path)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path)) + [0]
    try bytes.write(to: URL(fileURLWithPath: path))
    #expect(
      throws: IndexError.malformed(
        path: path, offset: 32, field: "end of file", expected: "11333", found: "11332")
    ) { try ProductQuantizer.read(path: path) }
  }

  @Test("a rotation is written beside the pivots and read with them")
  func rotationRoundTrip() throws {
    let path = folder.file("opq_pq_pivots.bin")
    let rotation = (0..<49).map { Float($0) - 20.5 }
    let rotated = ProductQuantizer(
      dimension: 7, chunkOffsets: quantizer.chunkOffsets, pivots: quantizer.pivots,
      centroid: quantizer.centroid, rotation: rotation)
    try rotated.write(to: path)
    let file = path + "_rotation_matrix.bin"
    #expect(ProductQuantizer.rotationPath(pivotsPath: path) == file)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    #expect(bytes == rotation.reduce(into: words(7, 7)) { $0 += words($1.bitPattern) })
    #expect(try ProductQuantizer.read(path: path) == rotated)
    #expect(rotated != quantizer)
  }

  @Test(
    "a damaged rotation is refused",
    arguments: [
      words(), words(7), words(7, 7), words(7, 7) + Data(count: 195),
      words(7, 7) + Data(count: 197), words(6, 6) + Data(count: 144),
      words(0xFFFF_FFFF, 7) + Data(count: 196),
      words(7, 7) + Data(count: 192) + words(0x7FC0_0000),
    ])
  func damagedRotation(bytes: Data) throws {
    let path = folder.file("damaged_opq_pq_pivots.bin")
    try quantizer.write(to: path)
    let rotation = ProductQuantizer.rotationPath(pivotsPath: path)
    try bytes.write(to: URL(fileURLWithPath: rotation))
    let error = #expect(throws: IndexError.self) { try ProductQuantizer.read(path: path) }
    #expect(error?.description.hasPrefix(rotation) == true)
  }

  // MARK: Codes

  @Test("codes come back as they were written, in DiskANN's layout")
  func codesRoundTrip() throws {
    let matrix = try VectorSamples.clustered(count: 101, dimension: 7, seed: 2)
    let codes = try quantizer.encode(
      matrix, team: WorkerTeam(workerCount: 1), control: JobControl())
    let path = folder.file("round_pq_compressed.bin")
    try codes.write(to: path)
    let file = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(file == words(101, 3) + Data(codes.bytes))
    let back = try PQCodes.read(path: path)
    #expect(back.count == 101 && back.chunkCount == 3)
    #expect(back.bytes == codes.bytes)
  }

  @Test(
    "damaged codes are refused, and nothing is allocated by a lying header",
    arguments: [
      words(), words(2), words(2, 3), words(2, 3) + Data(count: 5), words(2, 3) + Data(count: 7),
      words(0x7FFF_FFFF, 0x7FFF_FFFF) + Data(count: 6), words(0xFFFF_FFFF, 3) + Data(count: 6),
      words(0, 3) + Data(count: 6), words(2, 0) + Data(count: 6),
    ])
  func damagedCodes(bytes: Data) throws {
    let path = folder.file("damaged_pq_compressed.bin")
    try bytes.write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: IndexError.self) { try PQCodes.read(path: path) }
    guard case .malformed(path, _, _, _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("a missing file is a system error that names it")
  func missingFiles() {
    let path = folder.file("missing")
    let expected = IndexError.system(
      operation: "open", path: path, offset: nil, errorNumber: ENOENT)
    #expect(throws: expected) { try PQCodes.read(path: path) }
    #expect(throws: expected) { try ProductQuantizer.read(path: path) }
  }
}

/// A pivots file with some words overwritten, and the complaint that it must cause.
struct PivotsDamage: Sendable, CustomTestStringConvertible {
  let field: String
  let place: Int
  let words: [UInt32]
  let offset: Int64?

  init(_ field: String, at place: Int, write words: [UInt32], offset: Int64? = -1) {
    self.field = field
    self.place = place
    self.words = words
    self.offset = offset == -1 ? Int64(place) : offset
  }

  var testDescription: String { "\(field): \(words) at \(place)" }
}

/// Little-endian 32-bit words.
private func words(_ values: UInt32...) -> Data {
  values.reduce(into: Data()) { data, value in
    withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
  }
}

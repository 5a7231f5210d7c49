import Foundation
import TestSupport
import Testing
import VectorData

@testable import Vamana

@Suite("Memory graph file")
struct MemoryGraphFileTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("graph")
  }

  /// Size 52, degrees 2, 0, 1, start 2.
  private func writeSample() throws -> Data {
    try MemoryGraphFile.write(VamanaGraph(lists: [[1, 2], [], [0]], medoid: 2), to: path)
    return try Data(contentsOf: URL(fileURLWithPath: path))
  }

  private func overwrite(_ data: Data, at offset: Int, with words: [UInt32]) throws {
    var damaged = data
    for (place, word) in words.enumerated() {
      withUnsafeBytes(of: word.littleEndian) {
        damaged.replaceSubrange(offset + 4 * place..<offset + 4 * place + 4, with: $0)
      }
    }
    try damaged.write(to: URL(fileURLWithPath: path))
  }

  @Test("the bytes are DiskANN's")
  func layout() throws {
    let data = try writeSample()
    let words = data.withUnsafeBytes { Array($0.bindMemory(to: UInt32.self)) }
    #expect(words == [48, 0, 2, 2, 0, 0, 2, 1, 2, 0, 1, 0])
  }

  @Test("what is written is read back")
  func roundTrip() throws {
    _ = try writeSample()
    let read = try MemoryGraphFile.read(path: path)
    #expect(read.frozenPointCount == 0)
    #expect(read.graph.medoid == 2)
    #expect(read.graph.width == 2)
    #expect((0..<3).map { Array(read.graph.neighbours(of: $0)) } == [[1, 2], [], [0]])
  }

  @Test(
    "a damaged word is refused with its place",
    arguments: [
      (0, [UInt32(52)]), (0, [UInt32(8)]), (0, [UInt32(48), 1]),  // size
      (8, [1]), (12, [3]), (16, [3]), (16, [0, 256]),  // largest degree, start, frozen points
      (24, [0x7FFF_FFFF]), (24, [7]), (40, [UInt32.max]),  // degrees
      (28, [3]), (44, [UInt32.max]),  // neighbours
    ] as [(Int, [UInt32])])
  func damaged(offset: Int, words: [UInt32]) throws {
    try overwrite(writeSample(), at: offset, with: words)
    #expect {
      try MemoryGraphFile.read(path: path)
    } throws: { error in
      guard case .malformed(let file, .some, _, _, _)? = error as? IndexError else { return false }
      return file == path
    }
  }

  @Test("every damaged word is told, not only the first")
  func allFaults() throws {
    let sample = try writeSample()
    var data = sample
    for (offset, word) in [(0, 9), (8, 1), (12, 7), (28, 5), (32, 6), (44, 3)] as [(Int, UInt32)] {
      withUnsafeBytes(of: word.littleEndian) { data.replaceSubrange(offset..<offset + 4, with: $0) }
    }
    try data.write(to: URL(fileURLWithPath: path))
    var places: [Int64?] = []
    try MemoryGraphFile.checkAll(path: path) { _, error in
      guard case .malformed(path, let offset, _, _, _) = error else {
        Issue.record("\(error)")
        return
      }
      places.append(offset)
    }
    #expect(places == [0, 24, 12, 28, 32, 44])
    try sample.write(to: URL(fileURLWithPath: path))
    try MemoryGraphFile.checkAll(path: path) { _, error in Issue.record("\(error)") }
  }

  @Test("behind a degree that cannot be nothing is guessed")
  func lostInTheFile() throws {
    try overwrite(writeSample(), at: 36, with: [900])
    var found: [String] = []
    try MemoryGraphFile.checkAll(path: path) { _, error in found.append("\(error)") }
    #expect(found.count == 1 && found[0].contains("degree at byte 36"))
  }

  @Test("a file cut anywhere is refused", arguments: 0..<48)
  func cut(size: Int) throws {
    try writeSample().prefix(size).write(to: URL(fileURLWithPath: path))
    #expect(throws: IndexError.self) { try MemoryGraphFile.read(path: path) }
  }

  @Test("a cut file whose size field agrees is refused", arguments: [25, 27, 30, 36, 44])
  func cutWithAgreeingSize(size: Int) throws {
    let data = try writeSample().prefix(size)
    try overwrite(Data(data), at: 0, with: [UInt32(size)])
    #expect(throws: IndexError.self) { try MemoryGraphFile.read(path: path) }
  }

  @Test("few bytes cannot ask for much memory")
  func narrowFile() throws {
    // 200,000 nodes, one of which has 200,000 neighbours: as fixed rows that would be 160 GB.
    let count = 200_000
    var words: [UInt32] = [0, 0, UInt32(count), 0, 0, 0, UInt32(count)]
    words += [UInt32](repeating: 0, count: 2 * count - 1)
    words[0] = UInt32(words.count * 4)
    let data = words.withUnsafeBytes { Data($0) }
    try data.write(to: URL(fileURLWithPath: path))
    #expect {
      try MemoryGraphFile.read(path: path)
    } throws: { error in
      guard case .memory? = error as? IndexError else { return false }
      return true
    }
  }
}

import TestSupport
import Testing
import VectorData

@testable import DiskIndex

@Suite("Packed neighbours", .startsNoThread)
struct GapCodeTests {
  private static let nodeCount = 100_000

  /// Ascending, all different; some lists dense, some spread over all nodes.
  private static func list(
    _ degree: Int, below limit: Int, _ generator: inout SeededGenerator
  ) -> [NodeID] {
    var chosen = Set<NodeID>()
    let middle = generator.nextIndex(below: limit)
    while chosen.count < degree {
      let isNear = generator.nextIndex(below: 2) == 0
      let id =
        isNear
        ? min(limit - 1, middle + generator.nextIndex(below: 200))
        : generator.nextIndex(below: limit)
      chosen.insert(NodeID(id))
    }
    return chosen.sorted()
  }

  private static func counts(of lists: [[NodeID]]) -> [Int] {
    var counts = [Int](repeating: 0, count: GapCode.classCount)
    for list in lists {
      var next: NodeID = 0
      for id in list {
        counts[GapCode.gapClass(of: id + 1 - next)] += 1
        next = id + 1
      }
    }
    return counts
  }

  private static func unpack(
    _ record: UnsafeRawBufferPointer, vectorBytes: Int, width: Int, nodeCount: Int,
    table: [UInt16]
  ) -> (result: Int, ids: [NodeID]) {
    var ids = [NodeID](repeating: .max, count: width + 1)
    let result = ids.withUnsafeMutableBufferPointer { target in
      table.withUnsafeBufferPointer { table in
        guard let table = table.baseAddress, let target = target.baseAddress else { return -9 }
        return PackedNeighbours.unpack(
          record, vectorBytes: vectorBytes, width: width, nodeCount: nodeCount, table: table,
          into: target)
      }
    }
    return (result, ids)
  }

  @Test("What is packed is unpacked, whatever the degree and however long the vector")
  func roundTrip() throws {
    var generator = SeededGenerator(seed: 5)
    let width = 64
    let lists = (0...width).map { Self.list($0, below: Self.nodeCount, &generator) }
    let code = GapCode(counts: Self.counts(of: lists))
    for (degree, list) in lists.enumerated() {
      var writer = BitWriter()
      writer.append(neighbours: list, width: width, code: code, codes: code.codes)
      writer.finish()
      for vectorBytes in [1, 7, 12] {
        var record = [UInt8](repeating: 0xA5, count: vectorBytes) + writer.bytes
        while record.count < PackedNeighbours.wordBytes { record.append(0) }
        let (result, ids) = record.withUnsafeBytes {
          Self.unpack(
            $0, vectorBytes: vectorBytes, width: width, nodeCount: Self.nodeCount,
            table: code.table)
        }
        #expect(result == degree)
        #expect(Array(ids.prefix(degree)) == list)
        #expect(ids[width] == .max)
      }
    }
  }

  @Test("No code begins with another, none is longer than the table, however uneven the counts")
  func prefixCodes() throws {
    var fibonacci = [1, 1]
    while fibonacci.count < 32 { fibonacci.append(fibonacci.suffix(2).reduce(0, +)) }
    let even = [Int](repeating: 3, count: 32)
    let lone = (0..<32).map { $0 == 9 ? 4 : 0 }
    for counts in [fibonacci, even, lone, [Int](repeating: 0, count: 32)] {
      let code = GapCode(counts: counts)
      let used = (0..<32).filter { counts[$0] > 0 }
      #expect(code.lengths.allSatisfy { $0 <= GapCode.longestCode })
      #expect(used.allSatisfy { code.lengths[$0] > 0 })
      let words = used.map { number in
        (0..<code.lengths[number]).map { code.codes[number] >> UInt32($0) & 1 }
      }
      for (first, word) in words.enumerated() {
        for (second, other) in words.enumerated() where first != second {
          #expect(!other.starts(with: word))
        }
      }
      #expect(GapCode(lengths: code.lengths) == code)
    }
    #expect(GapCode(lengths: [1, 1, 1] + [UInt8](repeating: 0, count: 29)) == nil)
    #expect(GapCode(lengths: [11] + [UInt8](repeating: 0, count: 31)) == nil)
    #expect(GapCode(lengths: [1, 2]) == nil)
  }

  @Test("Random bytes are refused or read as neighbours that exist, never beyond the record")
  func randomBytes() throws {
    var generator = SeededGenerator(seed: 11)
    let lists = (0..<50).map { _ in Self.list(20, below: 1000, &generator) }
    let code = GapCode(counts: Self.counts(of: lists))
    let table = code.table
    // The record ends where its mapping does.
    let page = try AlignedBuffer(byteCount: 4096, purpose: "a test")
    var refused = 0
    for _ in 0..<5000 {
      let byteCount = 8 + generator.nextIndex(below: 40)
      let vectorBytes = 1 + generator.nextIndex(below: byteCount - 1)
      let record = UnsafeMutableRawBufferPointer(rebasing: page.bytes[(4096 - byteCount)...])
      for place in record.indices {
        record[place] = UInt8(truncatingIfNeeded: generator.next())
      }
      let (result, ids) = Self.unpack(
        UnsafeRawBufferPointer(record), vectorBytes: vectorBytes, width: 24, nodeCount: 1000,
        table: table)
      #expect(ids[24] == .max)
      guard result >= 0 else {
        refused += 1
        #expect(PackedNeighbours.Fault(rawValue: result) != nil)
        continue
      }
      let found = ids.prefix(result)
      #expect(result <= 24 && found.allSatisfy { $0 < 1000 })
      #expect(zip(found, found.dropFirst()).allSatisfy { $0 < $1 })
    }
    #expect(refused > 100 && refused < 5000)
  }

  @Test("Sectors and nodes are those of the starts", arguments: [1, 63, 64, 65, 1000])
  func sectorStarts(nodeCount: Int) throws {
    var generator = SeededGenerator(seed: UInt64(nodeCount))
    var list = [0]
    while let last = list.last {
      let most = generator.nextIndex(below: 2) == 0 ? 4 : 150
      let next = last + 1 + generator.nextIndex(below: most)
      guard next < nodeCount else { break }
      list.append(next)
    }
    let starts = SectorStarts(starts: list, nodeCount: nodeCount)
    #expect(starts.sectorCount == list.count)
    let ends = list.dropFirst() + [nodeCount]
    for (number, range) in zip(list, ends).map({ $0..<$1 }).enumerated() {
      #expect(starts.nodes(inSector: number) == range)
      for node in range {
        #expect(starts.sector(of: NodeID(node)) == number)
        #expect(starts.nodes(beside: NodeID(node)) == range)
      }
    }
    #expect(starts.largestCount == zip(list, ends).map { $1 - $0 }.max())
    #expect(SectorStarts(words: starts.words, nodeCount: nodeCount) == starts)
    #expect(SectorStarts(words: starts.words + [0], nodeCount: nodeCount) == nil)
    var withoutFirst = starts.words
    withoutFirst[0] &= ~1
    #expect(SectorStarts(words: withoutFirst, nodeCount: nodeCount) == nil)
  }
}

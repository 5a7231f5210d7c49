import Foundation
import Testing
import VectorData

@testable import DiskIndex

@Suite("IndexVerifier")
struct IndexVerifierTests {
  @Test("A whole index has no fault, whatever its type", arguments: ElementType.allCases)
  func whole(elementType: ElementType) throws {
    let small = try SmallIndex(.init(elementType: elementType))
    #expect(try IndexVerifier.verify(prefix: small.prefix) == [])
  }

  @Test("Nothing at all is a fault for each file")
  func nothing() throws {
    let faults = try IndexVerifier.verify(prefix: "/nowhere/x")
    #expect(faults.count == 3)
    #expect(faults.allSatisfy { "\($0)".contains("No such file") })
  }

  @Test("A neighbour that cannot be is found, and a search that meets it throws")
  func impossibleNeighbours() throws {
    let small = try SmallIndex()
    let layout = try small.open().layout
    let places: [(node: NodeID, slot: Int, value: UInt32, expected: String)] = [
      (5, 1, 300, "below 300"), (6, 1, 6, "another node"), (8, 0, 0xFFFF_FF00, "at most 9"),
    ]
    for place in places {
      try Self.patch(
        small, at: layout.byteOffset(of: place.node) + layout.vectorBytes + place.slot * 4,
        place.value)
    }
    let faults = try IndexVerifier.verify(prefix: small.prefix, elementType: .uint8)
    for place in places {
      #expect(
        faults.contains {
          "\($0)".contains("of node \(place.node)") && "\($0)".contains(place.expected)
        })
    }
    let index = try small.open()
    #expect(throws: IndexError.self) { try index.readNode(5) }
    #expect(throws: IndexError.self) { try index.readNode(8) }
    let found = try BatchSearch.run(
      index: index, queries: small.queries(),
      parameters: SearchParameters(answerCount: 5, searchListSize: 300))
    #expect(found.failures.count == 20)
  }

  @Test("A neighbour that is listed twice is found")
  func duplicate() throws {
    let small = try SmallIndex()
    let layout = try small.open().layout
    let first = try small.open().readNode(4).neighbours[0]
    try Self.patch(small, at: layout.byteOffset(of: 4) + layout.vectorBytes + 8, first)
    let faults = try IndexVerifier.verify(prefix: small.prefix, elementType: .uint8)
    #expect(faults.map { "\($0)".contains("each neighbour once") }.contains(true))
  }

  @Test("Coordinates that are no numbers are found")
  func notANumber() throws {
    let small = try SmallIndex(.init(elementType: .float32))
    let layout = try small.open().layout
    try Self.patch(small, at: layout.byteOffset(of: 7), Float.nan.bitPattern)
    try Self.patch(small, at: layout.byteOffset(of: 9) + 4, Float.infinity.bitPattern)
    let faults = try IndexVerifier.verify(prefix: small.prefix)
    #expect(faults.count == 2)
    #expect("\(faults[0])".contains("coordinate 0 of node 7"))
    #expect("\(faults[1])".contains("coordinate 1 of node 9"))
  }

  @Test("Nodes that no search can reach are counted")
  func unreachable() throws {
    let small = try SmallIndex()
    let layout = try small.open().layout
    try Self.patch(small, at: layout.byteOffset(of: layout.medoid) + layout.vectorBytes, 0)
    let faults = try IndexVerifier.verify(prefix: small.prefix, elementType: .uint8)
    #expect(faults.count == 1)
    #expect("\(faults)".contains("299 out of reach"))
  }

  @Test("Rubbish behind the end and a wrong size field are found")
  func sizes() throws {
    let small = try SmallIndex()
    let handle = try #require(FileHandle(forWritingAtPath: small.prefix + "_disk.index"))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(repeating: 7, count: 777))
    try handle.close()
    let faults = try IndexVerifier.verify(prefix: small.prefix, elementType: .uint8)
    #expect(faults.count == 2)
    #expect(try small.open().layout.nodeCount == 300)
  }

  @Test("A changed byte shows in the checksum")
  func checksum() throws {
    let small = try SmallIndex()
    var metadata = DiskIndexOpenTests.metadata(small, .uint8)
    metadata.checksums = ["_disk.index": try FileChecksum.fnv1a(path: small.prefix + "_disk.index")]
    try metadata.write(prefix: small.prefix)
    #expect(try IndexVerifier.verify(prefix: small.prefix) == [])
    try Self.patch(small, at: 4096, 0x0102_0304)
    let faults = try IndexVerifier.verify(prefix: small.prefix)
    #expect(faults.count == 1)
    #expect("\(faults)".contains("checksum"))
    metadata.checksums = ["/../../etc/passwd": "00", "_gone": "00"]
    try metadata.write(prefix: small.prefix)
    #expect(try IndexVerifier.verify(prefix: small.prefix).count == 2)
  }

  @Test("Rubbish for nodes gives a bounded list of faults")
  func rubbish() throws {
    let small = try SmallIndex(.init(count: 400))
    let layout = try small.open().layout
    for node in 0..<NodeID(400) {
      try Self.patch(small, at: layout.byteOffset(of: node) + layout.vectorBytes, 0xFFFF_FFFF)
    }
    let faults = try IndexVerifier.verify(prefix: small.prefix, elementType: .uint8)
    #expect(faults.count == FaultList.maximumPerKind + 2)
    #expect("\(faults.last.map { "\($0)" } ?? "")".contains("400 in all"))
  }

  @Test("A cancelled check throws")
  func cancelled() throws {
    let small = try SmallIndex()
    let control = JobControl()
    control.cancel()
    #expect(throws: IndexError.cancelled) {
      try IndexVerifier.verify(prefix: small.prefix, control: control)
    }
  }

  static func patch(_ small: SmallIndex, at offset: Int, _ word: UInt32) throws {
    let handle = try #require(FileHandle(forUpdatingAtPath: small.prefix + "_disk.index"))
    try handle.seek(toOffset: UInt64(offset))
    try withUnsafeBytes(of: word.littleEndian) { try handle.write(contentsOf: Data($0)) }
    try handle.close()
  }
}

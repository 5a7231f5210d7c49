import Foundation
import Testing
import Vamana
import VectorData

@testable import DiskIndex

@Suite("Who points to a node")
struct PredecessorTests {
  @Test(
    "All that point to it, by looking at every edge",
    arguments: [(12, ElementType.uint8), (7, .float32), (1100, .float32)])
  func all(dimension: Int, elementType: ElementType) throws {
    let small = try SmallIndex(.init(count: 60, dimension: dimension, elementType: elementType))
    let index = try small.open()
    for node in [NodeID(0), 1, 31, 59] {
      var found: [StoredNode] = []
      try index.forEachPredecessor(of: node) { found.append($0) }
      let expected = (0..<NodeID(60)).filter { small.graph.neighbours(of: $0).contains(node) }
      #expect(found.map(\.node) == expected)
      for stored in found { #expect(try index.readNode(stored.node) == stored) }
    }
  }

  @Test("A node that does not exist is refused; a cancelled look ends")
  func refusals() throws {
    let index = try shared.get().open()
    #expect(throws: IndexError.parameter(name: "node", expected: "0 to 299", found: "300")) {
      try index.forEachPredecessor(of: 300) { _ in }
    }
    let control = JobControl()
    control.cancel()
    #expect(throws: IndexError.cancelled) {
      try index.forEachPredecessor(of: 0, control: control) { _ in }
    }
  }

  @Test("A damaged degree is passed over")
  func damaged() throws {
    let small = try SmallIndex()
    let index = try small.open()
    let victim = try #require(
      (0..<NodeID(300)).first { small.graph.neighbours(of: $0).contains(5) })
    let place = index.layout.byteOffset(of: victim) + index.layout.vectorBytes
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: index.files.disk))
    try file.seek(toOffset: UInt64(place))
    try file.write(contentsOf: Data([255, 255, 255, 127]))
    try file.close()
    var found: [NodeID] = []
    try index.forEachPredecessor(of: 5) { found.append($0.node) }
    #expect(!found.contains(victim))
  }

  private let shared = Result { try SmallIndex() }
}

import Foundation
import TestSupport
import Testing
import Vamana
import VectorData

@testable import DiskIndex

@Suite("DiskIndexWriter")
struct DiskIndexWriterTests {
  static let shapes: [(count: Int, dimension: Int, type: ElementType)] = [
    (100, 12, .uint8), (61, 13, .int8), (90, 7, .float32), (20, 1030, .float32), (1, 4, .uint8),
  ]

  @Test("What was written is read back, and every other byte is zero", arguments: shapes)
  func roundTrip(count: Int, dimension: Int, type: ElementType) throws {
    let small = try SmallIndex(
      .init(count: count, dimension: dimension, elementType: type, chunkCount: 2))
    let index = try small.open()
    var bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: index.files.disk)))
    #expect(bytes.count == index.layout.fileBytes)
    #expect(index.layout.width == max(1, small.graph.maxObservedDegree))

    bytes.replaceSubrange(0..<80, with: repeatElement(0, count: 80))
    for node in 0..<NodeID(count) {
      let stored = try index.readNode(node)
      let row = UnsafeRawBufferPointer(
        start: small.vectors.row(Int(node)), count: small.vectors.rowBytes)
      #expect(stored.vector == Array(row))
      #expect(stored.neighbours == Array(small.graph.neighbours(of: node)))
      let used = stored.vector.count + 4 + stored.neighbours.count * 4
      bytes.replaceSubrange(
        stored.byteOffset..<stored.byteOffset + used, with: repeatElement(0, count: used))
    }
    #expect(bytes.allSatisfy { $0 == 0 })
  }

  @Test("Cancelling leaves no file")
  func cancelled() throws {
    let small = try SmallIndex()
    let control = JobControl()
    control.cancel()
    let path = small.folder.file("cancelled_disk.index")
    #expect(throws: IndexError.cancelled) {
      try DiskIndexWriter.write(
        graph: small.graph, vectors: small.vectors, to: path, control: control)
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("A full device is an error that names the operation")
  func noSpace() throws {
    let small = try SmallIndex()
    let error = #expect(throws: IndexError.self) {
      try DiskIndexWriter.write(graph: small.graph, vectors: small.vectors, to: "/dev/full")
    }
    #expect("\(try #require(error))".contains("No space left"))
  }
}

import Foundation
import Testing
import VectorData

@testable import DiskIndex

@Suite("The metric of an index")
struct MetricChoiceTests {
  private static func error(
    _ small: SmallIndex, type: ElementType? = nil, metric: Metric? = nil
  ) throws -> String {
    let error = #expect(throws: IndexError.self) {
      try DiskIndex.open(prefix: small.prefix, elementType: type, metric: metric)
    }
    return "\(try #require(error))"
  }

  private static func write(_ words: [UInt64], to path: String) throws {
    let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
    }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  private static func sidecar(
    _ metric: Metric, _ type: ElementType, dimension: Int = 12, dataType: ElementType? = nil
  ) -> IndexMetadata {
    var metadata = IndexMetadata(
      elementType: type, metric: metric, count: 300, dimension: dimension, maxDegree: 9,
      searchListSize: 20, alpha: 1.2, pqBytes: 4, seed: 7)
    metadata.dataType = dataType
    return metadata
  }

  @Test("The file of the largest norm alone says inner product")
  func normFile() throws {
    let small = try SmallIndex(.init(elementType: .float32, metric: .innerProduct))
    let index = try DiskIndex.open(prefix: small.prefix)
    #expect(index.metric == .innerProduct && index.dimension == 12)
    #expect(index.layout.dimension == 13 && index.preparation.maximumNorm > 1)
    #expect(try Self.error(small, metric: .l2).contains("--metric: expected ip"))
  }

  @Test("Without that file there are no true inner products, and it is named")
  func missingNorm() throws {
    let small = try SmallIndex(.init(elementType: .float32, metric: .innerProduct))
    let path = small.prefix + "_disk.index_max_base_norm.bin"
    try FileManager.default.removeItem(atPath: path)
    #expect(try Self.error(small, metric: .innerProduct).contains(path))
  }

  @Test(
    "A damaged norm is refused", arguments: [Data(), Data([1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])])
  func damagedNorm(content: Data) throws {
    let small = try SmallIndex(.init(elementType: .float32, metric: .innerProduct))
    let path = small.prefix + "_disk.index_max_base_norm.bin"
    try content.write(to: URL(fileURLWithPath: path))
    #expect(try Self.error(small).contains(path))
  }

  @Test("diskannpy's note says the metric and the dimension that the user gave")
  func peerNote() throws {
    let small = try SmallIndex(.init(elementType: .float32, metric: .innerProduct))
    let note = small.prefix + "_metadata.bin"
    try Self.write([0, 1, 300, 12], to: note)
    #expect(try DiskIndex.open(prefix: small.prefix).metric == .innerProduct)
    try Self.write([0, 1, 300, 13], to: note)
    #expect(try Self.error(small).contains("dimension"))
    try Self.write([0, 2, 300, 13], to: note)
    #expect(try Self.error(small).contains("metric: expected cosine"))
    let cosine = try SmallIndex(.init(elementType: .float32, metric: .cosine))
    try Self.write([0, 2, 300, 12], to: cosine.prefix + "_metadata.bin")
    #expect(try DiskIndex.open(prefix: cosine.prefix).metric == .cosine)
  }

  @Test("The sidecar says the metric and the type of queries, and may not be contradicted")
  func sidecars() throws {
    let small = try SmallIndex(.init(elementType: .int8, metric: .cosine))
    try Self.sidecar(.cosine, .float32, dataType: .int8).write(prefix: small.prefix)
    let index = try DiskIndex.open(prefix: small.prefix)
    #expect(index.metric == .cosine && index.queryType == .int8 && index.queryBytes == 12)
    #expect(try Self.error(small, type: .uint8).contains("element type"))
    #expect(try Self.error(small, metric: .innerProduct).contains("--metric: expected cosine"))
    #expect(try IndexVerifier.verify(prefix: small.prefix).isEmpty)
    try Self.sidecar(.innerProduct, .float32).write(prefix: small.prefix)
    #expect(try Self.error(small).contains("_max_base_norm.bin"))
  }

  @Test("An index of other vectors is not searched by cosine or inner product")
  func unprepared() throws {
    let floats = try SmallIndex(.init(elementType: .float32))
    #expect(try Self.error(floats, metric: .cosine).contains("length of the vector of node 0"))
    try MetricPreparation(metric: .innerProduct, dimension: 11, maximumNorm: 3)
      .writeMaximumNorm(to: floats.prefix + "_disk.index_max_base_norm.bin")
    #expect(try Self.error(floats).contains("length of the vector of node 0"))
    let bytes = try SmallIndex(.init(elementType: .uint8))
    #expect(try Self.error(bytes, type: .uint8, metric: .cosine).contains("node length"))
  }

  @Test("Inner products are of floats alone")
  func bytesByInnerProduct() throws {
    let small = try SmallIndex(.init(elementType: .float32, metric: .innerProduct))
    #expect(try Self.error(small, type: .int8).contains("l2 or cosine for int8 vectors"))
  }

  @Test("verify finds a vector of another length wherever it is")
  func verifyLength() throws {
    let small = try SmallIndex(.init(elementType: .float32, metric: .cosine))
    try Self.sidecar(.cosine, .float32).write(prefix: small.prefix)
    let layout = try DiskIndex.open(prefix: small.prefix).layout
    var bytes = try Data(contentsOf: URL(fileURLWithPath: small.prefix + "_disk.index"))
    let start = layout.byteOffset(of: 251)
    bytes.replaceSubrange(start..<start + 4, with: [0, 0, 0, 0x41])
    try bytes.write(to: URL(fileURLWithPath: small.prefix + "_disk.index"))
    let faults = try IndexVerifier.verify(prefix: small.prefix)
    #expect(faults.count == 1 && "\(faults[0])".contains("length of the vector of node 251"))
  }
}

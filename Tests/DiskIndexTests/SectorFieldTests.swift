import TestSupport
import Testing
import VectorData

@testable import DiskIndex

@Suite("The fields of a sector", .startsNoThread)
struct SectorFieldTests {
  static let layouts: [(dimension: Int, type: ElementType, reorder: Int?)] = [
    (12, .uint8, nil), (33, .float32, nil), (1100, .float32, nil), (8, .uint8, 100),
  ]

  private func layout(
    _ shape: (dimension: Int, type: ElementType, reorder: Int?)
  ) throws -> DiskLayout {
    try DiskLayout(
      nodeCount: 77, dimension: shape.dimension, elementType: shape.type, medoid: 5, width: 9,
      reorderDimension: shape.reorder)
  }

  @Test("Every byte of every sector has one field, in order", arguments: layouts.indices)
  func gapless(shape: Int) throws {
    let layout = try layout(Self.layouts[shape])
    #expect(layout.sectorTotal * DiskLayout.sectorBytes == layout.fileBytes)
    for sector in 0..<layout.sectorTotal {
      var next = 0
      for field in layout.fields(ofSector: sector, degree: { Int($0 % 10) }) {
        #expect(field.bytes.lowerBound == next && !field.bytes.isEmpty)
        next = field.bytes.upperBound
      }
      #expect(next == DiskLayout.sectorBytes)
    }
  }

  @Test(
    "Every node's parts lie where its record says, as long as they should be",
    arguments: layouts.indices)
  func records(shape: Int) throws {
    let layout = try layout(Self.layouts[shape])
    var bytes: [NodeID: [Int]] = [:]
    for sector in 1...layout.sectorCount {
      for node in layout.nodes(inSector: sector) {
        #expect(layout.recordSpan(ofSector: sector).contains(layout.sector(of: NodeID(node))))
      }
      for field in layout.fields(ofSector: sector, degree: { Int($0 % 10) }) {
        guard let node = field.node else { continue }
        var parts = bytes[node] ?? [0, 0, 0, 0]
        let place = sector * DiskLayout.sectorBytes + field.bytes.lowerBound
        switch field.content {
        case .vector(_, let first):
          parts[0] += field.bytes.count
          #expect(place == layout.byteOffset(of: node) + first)
        case .degree: parts[1] += field.bytes.count
        case .neighbours(_, let first):
          parts[2] += field.bytes.count
          #expect(place == layout.byteOffset(of: node) + layout.vectorBytes + 4 + 4 * first)
        case .freeSlots: parts[3] += field.bytes.count
        case .header, .fullVector, .padding: Issue.record("\(field) in sector \(sector)")
        }
        bytes[node] = parts
      }
    }
    #expect(bytes.count == 77)
    for (node, parts) in bytes {
      let degree = Int(node % 10)
      #expect(parts == [layout.vectorBytes, 4, 4 * degree, 4 * (9 - degree)])
    }
  }

  @Test("Full vectors behind the graph are named too")
  func fullVectors() throws {
    let layout = try layout(Self.layouts[3])
    let reorder = try #require(layout.reorder)
    var found: [NodeID] = []
    for sector in reorder.startSector..<layout.sectorTotal {
      #expect(layout.nodes(inSector: sector).isEmpty)
      for field in layout.fields(ofSector: sector, degree: { _ in 0 }) {
        guard case .fullVector(let node, 0) = field.content else { continue }
        #expect(field.bytes.count == 400)
        #expect(
          sector * DiskLayout.sectorBytes + field.bytes.lowerBound == reorder.byteOffset(of: node))
        found.append(node)
      }
    }
    #expect(found == (0..<77).map { NodeID($0) })
  }

  @Test("A sector read from the file holds what its nodes hold", arguments: [12, 5000])
  func read(dimension: Int) throws {
    let small = try SmallIndex(.init(count: 60, dimension: dimension))
    let index = try DiskIndex.open(prefix: small.prefix, elementType: .uint8)
    let header = try index.readSector(0)
    #expect(header.fields.contains { $0.content == .header(name: "medoid") })
    for node in [NodeID(0), 31, 59] {
      let stored = try index.readNode(node)
      var vector: [UInt8] = []
      var neighbours: [UInt8] = []
      for sector in stored.sector..<stored.sector + index.layout.sectorsPerNode {
        let read = try index.readSector(sector)
        for field in read.fields where field.node == node {
          switch field.content {
          case .vector: vector += read.bytes[field.bytes]
          case .neighbours: neighbours += read.bytes[field.bytes]
          default: break
          }
        }
      }
      #expect(vector == stored.vector)
      #expect(neighbours == stored.neighbours.withUnsafeBytes { Array($0) })
    }
    let total = index.layout.sectorTotal
    #expect(throws: IndexError.self) { try index.readSector(total) }
    #expect(throws: IndexError.self) { try index.readSector(-1) }
  }
}

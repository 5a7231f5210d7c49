import VectorData

@testable import DiskIndex
@testable import Experiments
@testable import Explorer

/// The file of the synthetic points: 120 nodes of 16 int8 components and 8 slots, five to a sector of their
/// own making; bytes that anybody can read.
enum SyntheticDisk {
  static let layout: DiskLayout = {
    // 748 bytes of vector make 784 of a node: five in a sector, as the cards of the nodes say.
    guard
      let layout = try? DiskLayout(
        nodeCount: 120, dimension: 748, elementType: .int8, medoid: 0, width: 8)
    else { preconditionFailure("a small layout") }
    return layout
  }()

  static func answer(to effect: Effect) -> Message {
    switch effect {
    case .surveyDisk(let id, let cacheNodeCount):
      let cached = (0..<120).filter { $0 % 3 == 0 }.map { layout.sector(of: NodeID($0)) }
      return .diskSurveyed(
        id,
        DiskCard(
          layout: layout, elementType: .int8,
          cached: SectorCounts(cached, total: layout.sectorTotal), cacheNodeCount: cacheNodeCount,
          cacheBytes: 40 * 792))
    case .readSector(let id, let number): return .sectorRead(id, card(number))
    case .measureHeat(let id, let setting):
      let reads = (0..<layout.sectorTotal).flatMap { [Int](repeating: $0, count: $0 * $0 % 7) }
      return .heatMeasured(
        id,
        ReadHeat(
          reads: SectorCounts(reads, total: layout.sectorTotal), queryCount: 200, cacheHitCount: 31,
          parameters: setting.parameters))
    default: preconditionFailure("not an effect of the Disk screen")
    }
  }

  private static func card(_ number: Int) -> SectorCard {
    let search = SyntheticSearch()
    var bytes = [UInt8](repeating: 0, count: DiskLayout.sectorBytes)
    let fields = layout.fields(ofSector: number) { _ in 7 }
    for field in fields {
      switch field.content {
      case .vector: for place in field.bytes { bytes[place] = UInt8(place % 251) }
      case .degree: bytes[field.bytes.lowerBound] = 7
      case .neighbours(let node, _):
        for (slot, neighbour) in search.links[Int(node)].prefix(7).enumerated() {
          bytes[field.bytes.lowerBound + 4 * slot] = UInt8(neighbour)
        }
      case .header: bytes[field.bytes.lowerBound] = UInt8(field.bytes.lowerBound)
      case .freeSlots, .fullVector, .padding: break
      }
    }
    var labels: [NodeID: String] = [:]
    for node in layout.nodes(inSector: number) {
      labels[NodeID(node)] = search.label(NodeID(node)).line
    }
    return SectorCard(
      sector: StoredSector(number: number, bytes: bytes, fields: fields), labels: labels)
  }
}

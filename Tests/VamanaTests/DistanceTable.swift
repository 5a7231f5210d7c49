import VectorData

@testable import Vamana

/// Every distance between rows, asked for once: oracles look it up more often than a debug build can ask.
struct DistanceTable {
  private let count: Int
  private let values: [Float]

  init(_ rows: PackedRows) {
    let nodes = (0..<rows.count).map { NodeID($0) }
    count = rows.count
    values = nodes.flatMap { rows.distances(from: $0, to: nodes) }
  }

  subscript(a: NodeID, b: NodeID) -> Float { values[Int(a) * count + Int(b)] }
}

import VectorData

@testable import Vamana

/// The truth that searches are measured by.
enum BruteForce {
  /// The `count` of `members` whose rows are nearest to `query`, all floats; nearest first, ties by node.
  ///
  /// The engine's kernel is optimized C, and nothing is sorted: a debug build would take seconds for that.
  static func nearest(
    _ count: Int, to query: UnsafeRawPointer, of vectors: VectorMatrix,
    among members: some Sequence<(node: NodeID, row: Int)>
  ) -> [NodeID] {
    let kernel = DistanceKernel.squaredL2(.float32).function
    var keys: [UInt64] = []
    for (node, row) in members {
      let distance = kernel(query, vectors.row(row), vectors.dimension)
      let key = CandidateKey(distance: distance, node: node).bits
      if keys.count == count, let last = keys.last, key > last { continue }
      keys.insert(key, at: keys.firstIndex { $0 > key } ?? keys.count)
      if keys.count > count { keys.removeLast() }
    }
    return keys.map { CandidateKey(bits: $0).node }
  }

  /// The same of packed rows, to a row and with it.
  static func nearest(_ count: Int, toRow row: NodeID, of rows: PackedRows) -> [NodeID] {
    let all = (0..<rows.count).map { NodeID($0) }
    let keys = zip(all, rows.distances(from: row, to: all)).map {
      CandidateKey(distance: $1, node: $0).bits
    }.sorted()
    return keys.prefix(count).map { CandidateKey(bits: $0).node }
  }
}

import VectorData

@testable import DiskIndex

extension SmallIndex {
  /// 14 nodes to a sector.
  static func packed() throws -> SmallIndex {
    var parameters = Parameters()
    parameters.dimension = 240
    return try SmallIndex(parameters)
  }

  /// The `count` nearest rows by brute force, as a search answers them.
  func nearest(to query: [Float], count: Int) -> [SearchResult] {
    let all = (0..<vectors.count).map {
      SearchResult(
        node: NodeID($0), distance: Self.squaredL2(query, vectors.floats(row: $0)))
    }
    return Array(all.sorted { ($0.distance, $0.node) < ($1.distance, $1.node) }.prefix(count))
  }
}

extension BatchAnswer {
  /// The reads of all its searches.
  var readTotal: Int { answers.reduce(0) { $0 + $1.statistics.readCount } }
}

import VectorData

@testable import DiskIndex

extension SearchTrace {
  /// The sectors that were read, in order; one that was read again stands there again.
  var readSectors: [Int] {
    hops.flatMap(\.expanded).compactMap {
      if case .ssd(let sector, _) = $0.source { sector } else { nil }
    }
  }

  /// The nodes whose exact distance was taken, those that only lay in a page that was read among them.
  var rankedNodes: [NodeID] {
    hops.flatMap { $0.expanded.map(\.node) + $0.measured.map(\.node) }
  }
}

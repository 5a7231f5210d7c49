import Quantization
import Vamana
import VectorData

/// Searches one query after the other over the codes, and re-ranks what was expanded by whole vectors.
final class HybridSearcher: @unchecked Sendable {
  // Sendable: each worker of a team uses the object of its own number,
  // and a team runs each number on one thread at a time.
  private let disk: DiskIndex
  private let records: MappedRecords
  private let parameters: SearchParameters
  private let scratch: SearchScratch
  private let sketches: SketchSearcher
  private let fullDistance = DistanceKernel.squaredL2(.float32)

  init(
    disk: DiskIndex, graph: VamanaGraph, records: MappedRecords, parameters: SearchParameters
  ) throws(IndexError) {
    self.disk = disk
    self.records = records
    self.parameters = parameters
    scratch = SearchScratch(index: disk, parameters: parameters)
    sketches = try SketchSearcher(
      graph: graph, codes: disk.codes.baseAddress, chunkCount: disk.codes.chunkCount,
      searchListSize: parameters.searchListSize)
  }

  /// The answers to the vector at `query` that pass `filter`: the expanded nodes nearest by exact distance, at
  /// most K.
  func search<Observer: GreedySearchObserver>(
    _ query: UnsafeRawPointer, filter: SearchFilter? = nil, observer: inout Observer
  ) -> SearchAnswer {
    let began = ContinuousClock.now
    scratch.begin(query: query, index: disk)
    var collector = ExpandedCollector(watched: observer, expanded: scratch.expanded)
    var compared: Int
    if let filter {
      compared = sketches.search(
        table: scratch.distanceTable, filter: filter, observer: &collector)
    } else {
      let entry = disk.entryPoints.nearest(to: scratch.queryFloats)
      compared = entry.comparisonCount
      compared += sketches.search(
        table: scratch.distanceTable, start: entry.node, observer: &collector)
    }
    observer = collector.watched
    var statistics = SearchStatistics()
    statistics.hopCount = collector.expanded.count
    statistics.comparisonCount = compared + collector.expanded.count
    let ranked = collector.expanded.map {
      Candidate(node: $0.node, distance: exactDistance(of: $0.node))
    }.sorted { $0.key < $1.key }
    let results = ranked.prefix(parameters.answerCount).map {
      SearchResult(node: disk.row(of: $0.node), distance: scratch.scale.value($0.distance))
    }
    let microseconds = (ContinuousClock.now - began) / .microseconds(1)
    statistics.latencyMicroseconds = microseconds
    statistics.computeMicroseconds = microseconds
    return SearchAnswer(results: results, statistics: statistics)
  }

  /// Squared L2 between the query of this search and `node`: its full vector where the index has one, what
  /// its record holds where not.
  func exactDistance(of node: NodeID) -> Float {
    if let reorder = disk.layout.reorder,
      let vector = records.fullVector(of: node, reorder).baseAddress
    {
      return fullDistance.function(scratch.queryFloats, vector, reorder.dimension)
    }
    // Every record was found when the graph was read: what is no longer there is near to nothing.
    guard let vector = try? records.vector(of: node) else { return .infinity }
    return scratch.recordDistance(scratch.query, vector, disk.layout.dimension)
  }
}

/// Keeps the nodes that are expanded and passes everything on.
private struct ExpandedCollector<Watched: GreedySearchObserver>: GreedySearchObserver {
  var watched: Watched
  var expanded: [Candidate]

  static var watchesNeighbours: Bool { Watched.watchesNeighbours }

  mutating func searchBegan(starts: Span<CandidateKey>) {
    watched.searchBegan(starts: starts)
  }

  mutating func expanded(_ node: NodeID, distance: Float) {
    expanded.append(Candidate(node: node, distance: distance))
    watched.expanded(node, distance: distance)
  }

  mutating func considered(_ neighbour: NodeID, distance: Float?, fate: NeighbourFate) {
    watched.considered(neighbour, distance: distance, fate: fate)
  }

  mutating func expansionEnded(candidates: Span<CandidateKey>) {
    watched.expansionEnded(candidates: candidates)
  }
}

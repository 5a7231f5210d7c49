import DiskIndex
import VectorData

/// How often each sector is read when many queries are searched for.
public struct ReadHeat: Sendable, Equatable {
  /// Reads per sector; a node of several sectors counts at its first.
  public var reads: SectorCounts
  /// Queries that were searched for.
  public var queryCount: Int
  /// Nodes that came from the cache instead.
  public var cacheHitCount: Int
  /// What each was searched with.
  public var parameters: SearchParameters

  /// Searches for the first `limit` rows of `queries`, one after another, and counts.
  ///
  /// - Throws: as `SearchStepper`; `cancelled`.
  public static func measure(
    index: DiskIndex, cache: NodeCache, queries: VectorMatrix, limit: Int = 1000,
    parameters: SearchParameters, control: JobControl = JobControl()
  ) throws(IndexError) -> ReadHeat {
    let queryCount = min(queries.count, limit)
    var counts = [UInt32](repeating: 0, count: index.layout.sectorTotal)
    var hitCount = 0
    let counter = JobCounter(
      control: control, phase: "heat of reads", total: queryCount, unit: "queries")
    for query in 0..<queryCount {
      let trace = try SearchStepper(
        index: index, cache: cache, queries: queries, queryNumber: query, parameters: parameters
      ).runToEnd(control: control)
      hitCount += trace.statistics.cacheHitCount
      for sector in trace.readSectors { counts[sector] &+= 1 }
      counter.add(1)
    }
    return ReadHeat(
      reads: SectorCounts(counts: counts), queryCount: queryCount, cacheHitCount: hitCount,
      parameters: parameters)
  }
}

extension SearchTrace {
  /// The first sector of every read, in the order of the reads; those of a re-rank at the end.
  public var readSectors: [Int] {
    let sources = hops.flatMap { $0.expanded.map(\.source) } + reranked.map(\.source)
    return sources.compactMap { source in
      guard case .ssd(let sector, _) = source else { return nil }
      return sector
    }
  }
}

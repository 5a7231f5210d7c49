import DiskIndex
import Experiments
import VectorData

extension OpenedIndex {
  /// How the file is laid out, and where the nodes of a cache of that size lie in it.
  ///
  /// - Throws: as `NodeCache.load`.
  func diskCard(cacheNodeCount: Int) throws(IndexError) -> DiskCard {
    let cache = try cache(nodeCount: cacheNodeCount)
    let layout = index.layout
    return DiskCard(
      layout: layout,
      elementType: index.recordQuantizer == nil ? index.elementType : .uint8,
      cached: SectorCounts(
        cache.nodes.lazy.map { layout.sector(of: $0) }, total: layout.sectorTotal),
      cacheNodeCount: cacheNodeCount, cacheBytes: cache.residentBytes)
  }

  /// A sector with the names of its nodes.
  ///
  /// - Throws: as `DiskIndex.readSector`.
  func sectorCard(_ number: Int) throws(IndexError) -> SectorCard {
    let sector = try index.readSector(number)
    var labels: [NodeID: String] = [:]
    for node in sector.fields.compactMap(\.node) where labels[node] == nil {
      labels[node] = label(of: node, withPicture: false).line
    }
    return SectorCard(sector: sector, labels: labels)
  }

  /// How often each sector is read by the queries of the file.
  ///
  /// - Throws: as `ReadHeat.measure`.
  func heat(_ setting: SearchSetting, control: JobControl) throws(IndexError) -> ReadHeat {
    guard let queries else {
      throw .parameter(name: "queries", expected: "a query file", found: "none")
    }
    return try ReadHeat.measure(
      index: index, cache: try cache(nodeCount: setting.cacheNodeCount), queries: queries,
      parameters: setting.parameters, control: control)
  }
}

import Canvas
import DiskIndex
import Experiments
import VectorData

extension ExplorerState {
  /// Does what a key of the Disk screen says; the layout is known.
  mutating func perform(_ action: DiskAction) -> [Effect] {
    switch action {
    case .left: return moveOnDisk(cells: -1)
    case .right: return moveOnDisk(cells: 1)
    case .zoomIn: zoomDisk(by: 1)
    case .zoomOut: zoomDisk(by: -1)
    case .nextLayer: nextDiskLayer()
    case .enter: return enterOnDisk()
    case .nextPane:
      disk.pane = disk.pane == .map ? .bytes : .map
      return readSector()
    case .measure: return measureHeat()
    case .nextMarked: return goToNextMark()
    case .fromNode: return node.current.map { show(sectorOf: $0) } ?? []
    }
    return []
  }

  /// The Disk screen comes to the front: its layout and the cache of now are asked for.
  mutating func enterDisk() -> [Effect] {
    readableIndex == nil ? [] : surveyDisk() + readSector()
  }

  /// Has the layout read unless it is known, with the cache of now, or on its way.
  private mutating func surveyDisk() -> [Effect] {
    let wanted = search.setting.cacheNodeCount
    guard disk.card?.cacheNodeCount != wanted, jobs[.disk] == nil else { return [] }
    let job = jobs.start(.disk, title: "survey the index file", at: seconds)
    return [.surveyDisk(job, cacheNodeCount: wanted)]
  }

  /// Brings the Disk screen to the front with the record of a node; Esc leads back.
  mutating func show(sectorOf wanted: NodeID) -> [Effect] {
    guard let card = node.card, card.node == wanted else { return [] }
    disk.origin = screen
    screen = .disk
    disk.bytes = nil
    disk.sector = card.sector
    disk.wantedNode = wanted
    disk.pane = .bytes
    return enterDisk()
  }

  /// Brings the Disk screen to the front with the bytes of a sector.
  mutating func show(sector wanted: Int) throws(ExplorerCommand.Fault) -> [Effect] {
    let total = disk.card?.layout.sectorTotal ?? .max
    try Limits.check(wanted, "the sector", from: 0, to: total - 1)
    screen = .disk
    disk.pane = .bytes
    return select(sector: wanted) + enterDisk()
  }

  /// The map as it is drawn now.
  var sectorMap: SectorMap? {
    guard let card = disk.card else { return nil }
    let area = diskArrangement.map
    return SectorMap(
      columns: area.width, rows: area.height, sectorTotal: card.layout.sectorTotal,
      zoom: disk.zoom)
  }

  /// Moves up and down: a row of the map, or a line of the bytes.
  mutating func moveOnDisk(by step: Int) -> [Effect] {
    guard disk.pane == .map else {
      disk.bytesPlace.move(by: step, count: diskLineCount)
      return []
    }
    guard let map = sectorMap else { return [] }
    switch step {
    case .min: return select(sector: 0)
    case .max: return select(sector: map.sectorTotal - 1)
    default: return select(sector: disk.sector + step * map.sectorsPerRow)
    }
  }

  private var diskLineCount: Int {
    disk.bytes.map {
      SectorLines($0, bytesPerLine: diskArrangement.bytesPerLine).lines.count
    } ?? 0
  }

  private mutating func moveOnDisk(cells: Int) -> [Effect] {
    guard let map = sectorMap else { return [] }
    let step = disk.pane == .map ? map.scale : 1
    return select(sector: disk.sector + cells * step)
  }

  /// Selects a sector and has it read where its bytes are in sight.
  mutating func select(sector wanted: Int) -> [Effect] {
    disk.select(wanted)
    return readSector()
  }

  private mutating func readSector() -> [Effect] {
    let isInSight = disk.pane == .bytes || diskArrangement.showsBoth
    guard readableIndex != nil, isInSight, disk.bytes == nil else { return [] }
    let title = "read sector \(disk.sector)"
    return [.readSector(jobs.start(.sector, title: title, at: seconds), disk.sector)]
  }

  private mutating func zoomDisk(by step: Int) {
    guard let map = sectorMap else { return }
    let wanted = disk.zoom + step
    guard (0...map.largestZoom).contains(wanted) else {
      notice = Notice(
        text: step > 0
          ? "a cell is one sector already: Enter shows its bytes" : "this is the whole file")
      return
    }
    disk.zoom = wanted
  }

  private mutating func nextDiskLayer() {
    let layers = DiskState.Layer.allCases
    let place = layers.firstIndex(of: disk.layer) ?? 0
    disk.layer = layers[(place + 1) % layers.count]
    if disk.layer == .queries, disk.heat == nil {
      notice = Notice(text: "nothing was counted yet: r searches for all queries")
    }
  }

  private mutating func enterOnDisk() -> [Effect] {
    guard disk.pane == .bytes else {
      disk.pane = .bytes
      return readSector()
    }
    guard let card = disk.bytes else { return [] }
    let lines = SectorLines(card, bytesPerLine: diskArrangement.bytesPerLine).lines
    guard let row = disk.bytesPlace.row(of: lines.count), let node = lines[row].field.node else {
      notice = Notice(text: "these bytes belong to no node")
      return []
    }
    return show(node: node)
  }

  private mutating func measureHeat() -> [Effect] {
    let setting = search.setting
    let title =
      "count reads at L \(setting.parameters.searchListSize)  W \(setting.parameters.beamWidth)"
      + "  cache \(setting.cacheNodeCount)" + setting.parameters.savings.text
    record(.began, title)
    disk.layer = .queries
    return [.measureHeat(jobs.start(.heat, title: title, at: seconds), setting)]
  }

  private mutating func goToNextMark() -> [Effect] {
    guard let marked = nextMarkedSector else {
      notice = Notice(text: "no sector is marked on this layer")
      return []
    }
    return select(sector: marked)
  }

  /// The first marked sector behind the selected cell, around.
  private var nextMarkedSector: Int? {
    guard let map = sectorMap else { return nil }
    let total = map.sectorTotal
    let next = min((disk.sector / map.scale + 1) * map.scale, total)
    switch disk.layer {
    case .search:
      let read = Set(search.hopsShown.flatMap { $0.expanded }.compactMap(search.sectorOnMap))
        .sorted()
      return read.first { $0 >= next } ?? read.first
    case .cache: return disk.card?.cached.firstSector(in: next..<total, around: total)
    case .queries: return disk.heat?.reads.firstSector(in: next..<total, around: total)
    }
  }

  /// Takes in the layout.
  mutating func takeDisk(_ card: DiskCard) -> [Effect] {
    disk.card = card
    disk.sector = min(disk.sector, card.layout.sectorTotal - 1)
    // The cache may have been changed while the answer was on its way.
    return screen == .disk ? surveyDisk() : []
  }

  /// Takes in the bytes of a sector.
  mutating func takeSector(_ card: SectorCard) {
    guard card.sector.number == disk.sector else { return }
    disk.take(card, bytesPerLine: diskArrangement.bytesPerLine)
  }

  /// Takes in how often each sector is read.
  mutating func takeHeat(_ heat: ReadHeat, _ job: Job) {
    disk.heat = heat
    record(
      .done, "\(job.title): \(Format.count(heat.reads.sum)) reads of \(heat.queryCount) queries")
  }

  /// Why a key of the Disk screen does nothing now.
  func obstacle(to action: DiskAction) -> String? {
    if let obstacle = indexObstacle { return obstacle }
    switch action {
    case .fromNode: return node.card == nil ? "the node is being read" : nil
    case .measure:
      if search.setting.parameters.usesVectorPages {
        return "vectors apart lie in another file: :vectors off counts reads of this one"
      }
      if index?.queryCount == 0 { return "this index names no queries: :queries FILE [TRUTH]" }
      return jobs[.heat] == nil ? nil : "reads are being counted: x stops it"
    default: return disk.card == nil ? "the layout is being read" : nil
    }
  }
}

extension TraceExpansion {
  /// The sector that was read for it; `nil` if it came from memory.
  var ssdSector: Int? {
    guard case .ssd(let sector, _) = source else { return nil }
    return sector
  }
}

extension SearchState {
  /// The sector of the graph's file that was read for a node; `nil` if it came from memory, or its vector from a
  /// file apart.
  func sectorOnMap(_ expansion: TraceExpansion) -> Int? {
    setting.parameters.usesVectorPages ? nil : expansion.ssdSector
  }
}

import Canvas
import DiskIndex
import Experiments
import VectorData

/// How the file of the open index is laid out, and what of it is in memory.
struct DiskCard: Sendable, Equatable {
  /// Where nodes lie.
  var layout: DiskLayout
  /// The type of the components in the records, which may be those of codes.
  var elementType: ElementType
  /// Cached nodes per sector.
  var cached: SectorCounts
  /// Nodes that the cache was asked to hold.
  var cacheNodeCount: Int
  /// Bytes that the cache takes.
  var cacheBytes: Int
}

/// A sector that was read, with the names of the nodes in it.
struct SectorCard: Sendable, Equatable {
  /// Its bytes and what they are.
  var sector: StoredSector
  /// Names of its nodes in a line.
  var labels: [NodeID: String]
}

/// The Disk screen: a map of the file's sectors, and one of them byte by byte.
struct DiskState: Sendable, Equatable {
  /// What the map shows.
  enum Layer: String, Sendable, CaseIterable {
    /// Reads of the search on the Search screen, and the cache.
    case search = "reads of this search"
    /// Reads of many queries.
    case queries = "reads of all queries"
    /// Where the cached nodes lie.
    case cache = "cached nodes"
  }

  /// What has the movement keys.
  enum Pane: Sendable, Equatable {
    /// The map.
    case map
    /// The bytes of the selected sector.
    case bytes
  }

  /// The layout; `nil` until the engine has said.
  var card: DiskCard?
  /// What the map shows.
  var layer = Layer.search
  /// What has the keys.
  var pane = Pane.map
  /// How often the map was halved from the scale at which the whole file fits.
  var zoom = 0
  /// The selected sector.
  var sector = 1
  /// The selected sector's bytes, once they are read.
  var bytes: SectorCard?
  /// The selected line of the bytes.
  var bytesPlace = ListPlace()
  /// The node whose record the bytes shall show, once they are read.
  var wantedNode: NodeID?
  /// How often each sector is read by many queries, once that was measured.
  var heat: ReadHeat?
  /// The screen that Esc returns to.
  var origin: ScreenID?

  /// Selects a sector of the file.
  mutating func select(_ wanted: Int) {
    let total = card?.layout.sectorTotal ?? 1
    let target = min(max(wanted, 0), total - 1)
    guard target != sector else { return }
    sector = target
    bytes = nil
    bytesPlace = ListPlace()
  }

  /// Takes in the bytes of a sector; the marker goes to the record that is wanted.
  mutating func take(_ card: SectorCard, bytesPerLine: Int) {
    bytes = card
    guard let node = wantedNode else { return }
    wantedNode = nil
    let lines = SectorLines(card, bytesPerLine: bytesPerLine)
    if let line = lines.lines.firstIndex(where: { $0.field.node == node }) {
      bytesPlace.select(line)
    }
  }
}

/// How the sectors are spread over the cells of a map.
struct SectorMap: Equatable {
  /// Cells across and down.
  let columns, rows: Int
  /// Sectors of the file.
  let sectorTotal: Int
  /// Sectors in a cell: a power of two.
  let scale: Int
  /// Halvings that make sense: at the last one a cell is a sector.
  let largestZoom: Int

  /// A map of `sectorTotal` sectors on so many cells, `zoom` halvings from the whole.
  init(columns: Int, rows: Int, sectorTotal: Int, zoom: Int) {
    self.columns = max(columns, 1)
    self.rows = max(rows, 1)
    self.sectorTotal = sectorTotal
    var fit = 1
    while fit * self.columns * self.rows < sectorTotal { fit *= 2 }
    largestZoom = fit.trailingZeroBitCount
    scale = fit >> min(max(zoom, 0), largestZoom)
  }

  /// Sectors in a row of cells.
  var sectorsPerRow: Int { columns * scale }
  /// Rows of the whole file.
  var rowTotal: Int { (sectorTotal + sectorsPerRow - 1) / sectorsPerRow }

  /// The first row in sight when `sector` is selected.
  func firstRow(selected sector: Int) -> Int {
    min(max(sector / sectorsPerRow - rows / 2, 0), max(rowTotal - rows, 0))
  }

  /// The sectors of a cell, empty behind the end of the file.
  func sectors(row: Int, column: Int) -> Range<Int> {
    let first = min(row * sectorsPerRow + column * scale, sectorTotal)
    return first..<min(first + scale, sectorTotal)
  }
}

import Canvas
import DiskIndex
import Experiments
import VectorData

/// The map of the index file in words and numbers.
extension DiskView {
  /// More sectors than this are not told one by one.
  private static let sectorsTold = 20

  /// What the map shows, with the facts that stand above it where there is room.
  func mapWords(hasFacts: Bool) -> [String] {
    let scale =
      map.scale == 1 ? "a cell is a sector" : "a cell is \(Format.count(map.scale)) sectors"
    let title =
      "map of the index file, \(disk.layer.rawValue): \(Format.count(layout.sectorTotal)) sectors, "
      + scale
    return (hasFacts ? [] : [fileText, packingText(columns: .max)]) + [title] + layerWords
  }

  private var layerWords: [String] {
    switch disk.layer {
    case .search: return searchWords
    case .queries:
      guard let heat = disk.heat else { return [] }
      return ["reads " + PictureText.tenths(heat.reads)]
    case .cache:
      guard card.cached.sum > 0 else { return [] }
      return ["cached nodes " + PictureText.tenths(card.cached)]
    }
  }

  private var searchWords: [String] {
    let reads = searchReads
    guard !reads.isEmpty else { return [] }
    let now = Set((state.search.hop?.expanded ?? []).compactMap(state.search.sectorOnMap))
    let names = reads.sorted { $0.key < $1.key }.map { sector, count in
      Format.count(sector) + (count > 1 ? " (\(count) times)" : "")
        + (now.contains(sector) ? " in this hop" : "")
    }
    let counts = SectorCounts(
      reads.flatMap { Array(repeating: $0.key, count: $0.value) }, total: layout.sectorTotal)
    var lines = [
      "sectors read by this search: " + PictureText.list(names, atMost: Self.sectorsTold),
      "reads " + PictureText.tenths(counts),
    ]
    if card.cached.sum > 0 {
      let share = Double(card.cached.sum) / Double(max(layout.nodeCount, 1)) * 100
      lines.append(
        "cached: \(Format.plural(card.cached.sum, "node")) (\(Format.decimal(share, 1)) %) in "
          + Format.plural(card.cached.touchedCount, "sector"))
    }
    return lines
  }
}

/// A count per sector of a file, from which the sum over any range is known at once: a map of a million
/// sectors is drawn without looking at each.
///
/// Memory: 4 bytes per sector.
public struct SectorCounts: Sendable, Equatable {
  /// `sums[i]` is the count of all sectors before i.
  private let sums: [UInt32]
  /// The largest count of a sector.
  public let largest: Int
  /// The first sector that has it.
  public let hottestSector: Int
  /// Sectors whose count is not zero.
  public let touchedCount: Int

  /// The counts of `total` sectors at `sectors`, each entry counting one; those outside are left out.
  public init(_ sectors: some Sequence<Int>, total: Int) {
    var counts = [UInt32](repeating: 0, count: max(total, 0))
    for sector in sectors where counts.indices.contains(sector) { counts[sector] &+= 1 }
    self.init(counts: counts)
  }

  /// The given count of each sector.
  public init(counts: [UInt32]) {
    var sums = [UInt32](repeating: 0, count: counts.count + 1)
    var (largest, hottest, touched) = (UInt32(0), 0, 0)
    for (sector, count) in counts.enumerated() {
      sums[sector + 1] = sums[sector] &+ count
      if count > 0 { touched += 1 }
      if count > largest { (largest, hottest) = (count, sector) }
    }
    self.sums = sums
    self.largest = Int(largest)
    hottestSector = hottest
    touchedCount = touched
  }

  /// Sectors.
  public var sectorTotal: Int { sums.count - 1 }
  /// The sum over all sectors.
  public var sum: Int { Int(sums.last ?? 0) }

  /// The sum over those sectors of `range` that exist.
  public func sum(over range: Range<Int>) -> Int {
    let part = range.clamped(to: 0..<sectorTotal)
    return Int(sums[part.upperBound] &- sums[part.lowerBound])
  }
}

extension SectorCounts {
  /// The first sector of `range` whose count is not zero; if there is none, the first of all up to `end`.
  public func firstSector(in range: Range<Int>, around end: Int) -> Int? {
    range.first { sum(over: $0..<$0 + 1) > 0 }
      ?? (0..<min(end, sectorTotal)).first { sum(over: $0..<$0 + 1) > 0 }
  }
}

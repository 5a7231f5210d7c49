/// Counts per bucket as columns that grow upward, with the range of the buckets below.
public struct Histogram: Sendable, Equatable {
  /// The count of each bucket, left to right.
  public var counts: [Int]
  /// Value at the left edge of the first bucket.
  public var lowest: Double
  /// Value at the right edge of the last bucket.
  public var highest: Double
  /// What is counted, such as "out-degree".
  public var label: String
  /// What it means.
  public var role: Role

  /// A histogram.
  public init(
    counts: [Int], lowest: Double, highest: Double, label: String, role: Role = .seriesA
  ) {
    self.counts = counts
    self.lowest = lowest
    self.highest = highest
    self.label = label
    self.role = role
  }

  /// Draws the columns over the whole width; neighbouring buckets are added up where columns are too few.
  /// Any bucket that is not empty shows at least the smallest bar.
  public func draw(on canvas: inout Canvas, in rect: Rect, glyphs: Glyphs? = nil) {
    guard !rect.isEmpty else { return }
    let glyphs = glyphs ?? canvas.glyphs
    canvas.fill(rect)
    canvas.describe(rect, as: words)
    guard !counts.isEmpty, counts.contains(where: { $0 > 0 }) else {
      canvas.put("no data", x: rect.x, y: rect.y, role: .dim, width: rect.width, align: .center)
      return
    }
    let hasLabels = rect.height >= 4 && rect.width >= 16
    let area = hasLabels ? rect.split(top: 1).bottom.split(bottom: 1).top : rect
    let columns = columnHeights(width: area.width)
    let largest = columns.max() ?? 1
    for (offset, count) in columns.enumerated() where count > 0 {
      drawColumn(count, of: largest, x: area.x + offset, on: &canvas, in: area, glyphs: glyphs)
    }
    guard hasLabels else { return }
    canvas.put(
      "max \(TickText.short(largest))", x: rect.x, y: rect.y, role: .dim, width: rect.width)
    let bottom = rect.row(rect.height - 1)
    canvas.put(
      label, x: bottom.x, y: bottom.y, role: .dim, width: bottom.width, align: .center)
    canvas.put(TickText.short(lowest), x: bottom.x, y: bottom.y, role: .dim)
    let highestText = TickText.short(highest)
    canvas.put(highestText, x: bottom.maxX - highestText.count, y: bottom.y, role: .dim)
  }

  /// The buckets in at most eight groups: "0 to 8: 120".
  private var words: [String] {
    guard counts.contains(where: { $0 > 0 }) else { return ["\(label): no data"] }
    let groupCount = min(counts.count, 8)
    let edge = { (group: Int) in
      let bucket = Double(group * counts.count / groupCount) / Double(counts.count)
      return TickText.short((lowest + bucket * (highest - lowest)).rounded())
    }
    let groups = (0..<groupCount).map { group in
      let buckets = group * counts.count / groupCount..<(group + 1) * counts.count / groupCount
      return "\(edge(group)) to \(edge(group + 1)): \(counts[buckets].reduce(0, +))"
    }
    return ["\(label): " + groups.joined(separator: "; ")]
  }

  /// The count per column of the screen: as many columns per bucket as fit, or several buckets per column.
  private func columnHeights(width: Int) -> [Double] {
    if counts.count <= width {
      let repeats = width / counts.count
      return counts.flatMap { [Double](repeating: Double($0), count: repeats) }
    }
    var sums = [Double](repeating: 0, count: width)
    for (bucket, count) in counts.enumerated() {
      sums[bucket * width / counts.count] += Double(count)
    }
    return sums
  }

  private func drawColumn(
    _ count: Double, of largest: Double, x: Int, on canvas: inout Canvas, in area: Rect,
    glyphs: Glyphs
  ) {
    let ramp = glyphs.verticalBars
    let parts = ramp.count - 1
    let total = max(Int((count / largest * Double(area.height * parts)).rounded()), 1)
    for level in 0..<area.height {
      let filled = min(total - level * parts, parts)
      guard filled > 0 else { return }
      canvas[x, area.maxY - 1 - level] = Cell(ramp[filled], role: role)
    }
  }
}

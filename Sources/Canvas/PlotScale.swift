import Foundation

/// How values turn into places along an axis.
public enum PlotScale: Sendable, Equatable {
  /// Equal distances for equal differences.
  case linear
  /// Equal distances for equal factors; values that are not positive are left out.
  case logarithmic
}

/// The smallest and the largest value seen; `low` above `high` before the first.
struct ValueExtent {
  var low = Double.infinity
  var high = -Double.infinity

  mutating func add(_ value: Double) {
    if value < low { low = value }
    if value > high { high = value }
  }

  /// Over all points of which both coordinates can be shown.
  static func of(
    _ series: [PlotSeries], xScale: PlotScale = .linear, yScale: PlotScale = .linear
  ) -> (x: ValueExtent, y: ValueExtent) {
    var x = ValueExtent()
    var y = ValueExtent()
    for line in series {
      for point in line.points
      where AxisRange.isUsable(point.x, scale: xScale)
        && AxisRange.isUsable(point.y, scale: yScale)
      {
        x.add(point.x)
        y.add(point.y)
      }
    }
    return (x, y)
  }
}

/// An axis: range, ticks and the way from a value to a place between 0 and 1.
struct AxisRange: Equatable {
  let lower: Double
  let upper: Double
  let scale: PlotScale

  /// Covers `extent` unless `fixed` says otherwise; nil when there is nothing to cover.
  init?(covering extent: ValueExtent, scale: PlotScale, fixed: ClosedRange<Double>? = nil) {
    guard extent.low <= extent.high else { return nil }
    self.scale = scale
    let (low, high) = (extent.low, extent.high)
    if let fixed, fixed.lowerBound < fixed.upperBound,
      scale == .linear || fixed.lowerBound > 0
    {
      (lower, upper) = (fixed.lowerBound, fixed.upperBound)
    } else if low < high {
      (lower, upper) = (low, high)
    } else if scale == .logarithmic {
      (lower, upper) = (low / 2, high * 2)
    } else {
      let margin = max(abs(low) * 0.1, 1e-9)
      (lower, upper) = (low - margin, high + margin)
    }
  }

  static func isUsable(_ value: Double, scale: PlotScale) -> Bool {
    value.isFinite && abs(value) < 1e300 && (scale == .linear || value > 0)
  }

  /// 0 at the lower end, 1 at the upper; nil for what cannot be shown.
  func place(of value: Double) -> Double? {
    guard AxisRange.isUsable(value, scale: scale) else { return nil }
    let share =
      scale == .linear
      ? (value - lower) / (upper - lower) : log(value / lower) / log(upper / lower)
    return share >= -1e-9 && share <= 1 + 1e-9 ? min(max(share, 0), 1) : nil
  }

  /// At most `count` round values inside of the range.
  func ticks(atMost count: Int) -> [Double] {
    guard count > 0 else { return [] }
    if scale == .logarithmic {
      let found = logarithmicTicks(atMost: count)
      if found.count >= 2 { return found }
    }
    return linearTicks(atMost: count)
  }

  private func linearTicks(atMost count: Int) -> [Double] {
    let rough = (upper - lower) / Double(max(count, 1))
    guard rough > 0, rough.isFinite else { return [] }
    let power = pow(10, floor(log10(rough)))
    for step in [1, 2, 5, 10, 20, 50].map({ $0 * power }) {
      let first = (lower / step - 1e-9).rounded(.up)
      let last = (upper / step + 1e-9).rounded(.down)
      guard last - first < 1e6 else { continue }
      if Int(last - first) + 1 <= count {
        return last < first ? [] : (Int(first)...Int(last)).map { Double($0) * step }
      }
    }
    return []
  }

  /// Powers of ten, with 2 and 5 times these where there is room.
  private func logarithmicTicks(atMost count: Int) -> [Double] {
    let decades = Int(floor(log10(lower) - 1e-9))...Int(ceil(log10(upper) + 1e-9))
    for factors in [[1.0, 2, 5], [1, 3], [1]] {
      let values = decades.flatMap { decade in factors.map { $0 * pow(10, Double(decade)) } }
      let inside = values.filter { $0 >= lower * (1 - 1e-9) && $0 <= upper * (1 + 1e-9) }
      if inside.count <= count { return inside }
    }
    let powers = decades.map { pow(10, Double($0)) }.filter { $0 >= lower && $0 <= upper }
    let stride = (powers.count + count - 1) / count
    return powers.indices.filter { $0 % stride == 0 }.map { powers[$0] }
  }
}

/// Short numbers beside axes.
enum TickText {
  /// All with the same number of decimals, as many as tell neighbours apart.
  static func texts(of ticks: [Double]) -> [String] {
    for digits in 0...6 {
      let texts = ticks.map { short($0, digits: digits) }
      if Set(texts).count == texts.count, zip(texts, ticks).allSatisfy({ isExact($0, $1) }) {
        return texts
      }
    }
    return ticks.map { short($0, digits: 6) }
  }

  /// A number with as few signs as it needs.
  static func short(_ value: Double) -> String {
    texts(of: [value]).first ?? ""
  }

  private static func short(_ value: Double, digits: Int) -> String {
    let magnitude = abs(value)
    if magnitude >= 1e9 || (magnitude > 0 && magnitude < 1e-4) {
      return String(format: "%.\(min(digits, 2))e", value)
    }
    if magnitude >= 1e6 { return String(format: "%.\(digits)f", value / 1e6) + "M" }
    if magnitude >= 1e4 { return String(format: "%.\(digits)f", value / 1e3) + "k" }
    return String(format: "%.\(digits)f", value)
  }

  private static func isExact(_ text: String, _ value: Double) -> Bool {
    let factor = text.hasSuffix("M") ? 1e6 : text.hasSuffix("k") ? 1e3 : 1.0
    let number = Double(text.last?.isLetter == true ? String(text.dropLast()) : text) ?? .nan
    return abs(number * factor - value) <= abs(value) * 1e-6
  }
}

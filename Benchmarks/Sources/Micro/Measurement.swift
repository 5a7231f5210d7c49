/// One figure: samples of the nanoseconds that one unit of work took.
struct Measurement {
  let name: String
  let unit: String
  let nanoseconds: [Double]

  /// Takes `samples` samples of `body`, which does `units` units of work, after one that warms up.
  init(_ name: String, unit: String, units: Int, samples: Int = 30, _ body: () throws -> Void)
    rethrows
  {
    let clock = ContinuousClock()
    try body()
    var nanoseconds: [Double] = []
    for _ in 0..<samples {
      let elapsed = try clock.measure(body)
      let (seconds, attoseconds) = elapsed.components
      nanoseconds.append((Double(seconds) * 1e9 + Double(attoseconds) / 1e9) / Double(units))
    }
    self.name = name
    self.unit = unit
    self.nanoseconds = nanoseconds.sorted()
  }

  /// The sample below which the share `fraction` of all lies.
  func percentile(_ fraction: Double) -> Double {
    nanoseconds[min(nanoseconds.count - 1, Int(fraction * Double(nanoseconds.count)))]
  }

  /// `name  median  p99` in a unit that reads well.
  var line: String {
    let label = name.padding(to: 52)
    return
      "\(label) median \(pretty(percentile(0.5)))  p99 \(pretty(percentile(0.99)))  max"
      + " \(pretty(percentile(1)))  per \(unit)"
  }

  private func pretty(_ nanoseconds: Double) -> String {
    let (value, unit) =
      nanoseconds >= 1e6
      ? (nanoseconds / 1e6, "ms")
      : nanoseconds >= 1e3 ? (nanoseconds / 1e3, "µs") : (nanoseconds, "ns")
    let digits = (value * 100).rounded() / 100
    return "\(digits) \(unit)".padding(to: 10)
  }
}

extension String {
  /// The string with spaces up to `width` characters.
  func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}

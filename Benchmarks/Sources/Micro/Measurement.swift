import Foundation

/// One figure: samples of the nanoseconds that one unit of work took.
struct Measurement {
  /// What is measured.
  enum Kind {
    /// Time on the wall.
    case elapsed
    /// What the thread used of a processor: on a busy machine the rest is other people's.
    case processor

    /// Nanoseconds from some fixed point on.
    var now: Double {
      var time = timespec()
      clock_gettime(self == .elapsed ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }
  }

  let name: String
  let unit: String
  let nanoseconds: [Double]

  /// Takes `samples` samples of `body`, which does `units` units of work, after one that warms up.
  init(
    _ name: String, unit: String, units: Int, samples: Int = 30, of kind: Kind = .elapsed,
    _ body: () throws -> Void
  ) rethrows {
    try body()
    var nanoseconds: [Double] = []
    for _ in 0..<samples {
      let start = kind.now
      try body()
      nanoseconds.append((kind.now - start) / Double(units))
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

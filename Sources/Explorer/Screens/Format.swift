import Foundation

/// Numbers for people: aligned, rounded, with their units.
enum Format {
  /// 12 000: thousands apart.
  static func count(_ value: Int) -> String {
    let digits = String(value.magnitude)
    guard digits.count > 4 else { return String(value) }
    var text = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { text.append(" ") }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }

  /// 5.2 MiB.
  static func bytes(_ value: Int) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    var size = Double(value)
    var unit = 0
    while size >= 1023.5, unit < units.count - 1 {
      size /= 1024
      unit += 1
    }
    return unit == 0 ? "\(value) B" : "\(decimal(size, size < 9.95 ? 1 : 0)) \(units[unit])"
  }

  /// 0.42 s, 12 s, 3 min 20 s.
  static func seconds(_ value: Double) -> String {
    guard value.isFinite, value >= 0 else { return "-" }
    if value < 9.95 { return "\(decimal(value, value < 0.995 ? 2 : 1)) s" }
    let whole = Int(min(value.rounded(), 1e9))
    if whole < 120 { return "\(whole) s" }
    if whole < 7200 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  /// 61 µs, 1.24 ms, 3.1 s.
  static func microseconds(_ value: Double) -> String {
    guard value.isFinite, value >= 0 else { return "-" }
    if value < 999.5 { return "\(decimal(value, 0)) µs" }
    if value < 999_500 { return "\(decimal(value / 1000, value < 9_995 ? 2 : 1)) ms" }
    return seconds(value / 1_000_000)
  }

  /// A distance with five digits or so: 0.29812, 31.207, 312070.
  static func distance(_ value: Float) -> String {
    guard value.isFinite else { return "-" }
    if value == value.rounded(), abs(value) < 10_000_000 { return String(Int(value)) }
    let magnitude = abs(value)
    let places =
      magnitude < 10 ? 4 : magnitude < 100 ? 3 : magnitude < 1000 ? 2 : magnitude < 10_000 ? 1 : 0
    return magnitude < 10_000_000 ? decimal(Double(value), places) : String(format: "%.4e", value)
  }

  /// A fraction with three decimals.
  static func fraction(_ value: Double) -> String { decimal(value, 3) }

  /// A number with so many decimals.
  static func decimal(_ value: Double, _ places: Int) -> String {
    String(format: "%.\(places)f", value)
  }

  /// "1 hop", "3 hops".
  static func plural(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(Format.count(count)) \(count == 1 ? one : many ?? one + "s")"
  }

  /// The first of `forms`, the longest words first, that so many columns hold; else the last.
  static func fitting(_ forms: [String], columns: Int) -> String {
    forms.first { $0.count <= columns } ?? forms.last ?? ""
  }

  /// A path with the home folder as `~`.
  static func path(_ path: String) -> String {
    let home = UserPath.home
    guard home.count > 1, path.hasPrefix(home + "/") else { return path }
    return "~" + path.dropFirst(home.count)
  }

  /// Minutes and seconds of the session: 1:05.
  static func clock(_ seconds: Double) -> String {
    let whole = Int(max(0, min(seconds, 1e7)))
    let tail = whole % 60
    return "\(whole / 60):\(tail < 10 ? "0" : "")\(tail)"
  }
}

import ArgumentParser
import DiskIndex
import VectorData

extension ElementType: ExpressibleByArgument {}
extension Metric: ExpressibleByArgument {}
extension CachePolicy: ExpressibleByArgument {}
extension ResultFormat: ExpressibleByArgument {}
extension ProgressPrinter.Style: ExpressibleByArgument {}

/// Numbers of the command line: `10,20,50`, a range `10-14`, a range with a step `10-100:10`.
struct NumberList: ExpressibleByArgument, Equatable {
  /// In the order given.
  var values: [Int]

  /// More settings than anybody would wait for; a lying range must not fill the memory.
  private static let maximumCount = 10_000

  init(_ values: [Int]) { self.values = values }

  /// As a user would type it: what help shows as a default.
  var defaultValueDescription: String { values.map(String.init).joined(separator: ",") }

  init?(argument: String) {
    var values: [Int] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let range = Self.range(part), values.count + range.count <= Self.maximumCount else {
        return nil
      }
      values += range
    }
    guard !values.isEmpty else { return nil }
    self.values = values
  }

  /// `12`, `10-14` or `10-100:10`.
  private static func range(_ text: Substring) -> [Int]? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count <= 2, ends.count <= 2, let first = ends.first ?? nil,
      let last = ends.last ?? nil, first <= last
    else { return nil }
    guard parts.count == 2 else {
      return last - first < maximumCount ? Array(first...last) : nil
    }
    guard ends.count == 2, let step = Int(parts[1]), step > 0,
      (last - first) / step < maximumCount
    else { return nil }
    return Array(stride(from: first, through: last, by: step))
  }
}

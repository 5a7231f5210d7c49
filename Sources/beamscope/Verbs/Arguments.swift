import ArgumentParser
import DiskIndex
import Experiments
import Vamana
import VectorData

extension ElementType: ExpressibleByArgument {}
extension Metric: ExpressibleByArgument {}
extension VamanaReading: ExpressibleByArgument {}
extension CachePolicy: ExpressibleByArgument {}
extension ResultFormat: ExpressibleByArgument {}
extension ProgressPrinter.Style: ExpressibleByArgument {}

/// Numbers of the command line: `10,20,50`, a range `10-14`, a range with a step `10-100:10` or `10..100:10`.
struct NumberList: ExpressibleByArgument, Equatable {
  /// In the order given.
  var values: [Int]

  init(_ values: [Int]) { self.values = values }

  /// As a user would type it: what help shows as a default.
  var defaultValueDescription: String { values.map(String.init).joined(separator: ",") }

  init?(argument: String) {
    guard let values = NumberRanges.parse(argument) else { return nil }
    self.values = values
  }
}

/// The steps of L that `+` and `-` take: finer where L is small.
enum ListSizeLadder {
  /// From `size` upward.
  static func step(above size: Int) -> Int {
    switch size {
    case ..<10: 1
    case ..<20: 2
    case ..<50: 5
    case ..<100: 10
    case ..<200: 20
    case ..<500: 50
    default: 100
    }
  }

  /// The size from which a step up leads to `size` or just beyond.
  static func below(_ size: Int) -> Int { size - step(above: size - 1) }
}

/// What parameters can be.
enum Limits {
  /// The largest W that is offered.
  static let beamWidth = 64

  /// The largest L that is stepped through: the trace keeps the list of every hop. A sweep may take more.
  static let searchListSize = 2000

  /// Refuses a value outside of a range.
  static func check(
    _ value: Int, _ name: String, from least: Int, to most: Int
  ) throws(ExplorerCommand.Fault) {
    guard value < least || value > most else { return }
    throw .init(message: "\(name) lies between \(least) and \(most), not \(value)")
  }
}

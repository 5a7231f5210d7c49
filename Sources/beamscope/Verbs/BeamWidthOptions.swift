import ArgumentParser
import Experiments
import VectorData

/// `-W` of one search: a number, or `auto` to find it.
enum BeamWidthArgument: ExpressibleByArgument, Equatable {
  case fixed(Int)
  case auto

  init?(argument: String) {
    guard argument != "auto" else {
      self = .auto
      return
    }
    guard let number = Int(argument) else { return nil }
    self = .fixed(number)
  }

  /// As a user would type it: what help shows as a default.
  var defaultValueDescription: String {
    switch self {
    case .fixed(let number): "\(number)"
    case .auto: "auto"
    }
  }
}

/// `-W` of a sweep: numbers, or `auto` to find one for each L.
enum BeamWidthListArgument: ExpressibleByArgument, Equatable {
  case fixed(NumberList)
  case auto

  init?(argument: String) {
    guard argument != "auto" else {
      self = .auto
      return
    }
    guard let list = NumberList(argument: argument) else { return nil }
    self = .fixed(list)
  }

  /// As a user would type it: what help shows as a default.
  var defaultValueDescription: String {
    switch self {
    case .fixed(let list): list.defaultValueDescription
    case .auto: "auto"
    }
  }
}

/// What is done before searches are measured.
struct MeasuringOptions: ParsableArguments {
  @Option(
    help: "With -W auto: what 99 of 100 queries may take, in microseconds. (default: no bound)")
  var latencyBoundUs: Double?

  @Flag(help: "Search for the sample beside the index first, without measuring.")
  var warmUp = false

  /// The bound of a search that finds its beam width.
  ///
  /// - Throws: `IndexError.parameter` for a bound that is none or that nobody asks for.
  func latencyBound(findsBeamWidth: Bool) throws(IndexError) -> Double? {
    guard let latencyBoundUs else { return nil }
    guard latencyBoundUs > 0, latencyBoundUs.isFinite else {
      throw .parameter(
        name: "--latency-bound-us", expected: "more than 0", found: "\(latencyBoundUs)")
    }
    guard findsBeamWidth else {
      throw .parameter(
        name: "--latency-bound-us", expected: "-W auto with it, which finds a width for it",
        found: "a fixed -W")
    }
    return latencyBoundUs
  }
}
